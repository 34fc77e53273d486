// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <cstddef>
#include <vector>

namespace solvers {

/// A solution between its steps: the cubic Hermite interpolant of y and f(t, y) at both ends
/// of a step, accurate to O(h^4); Hairer, Norsett & Wanner, Solving ODEs I, sec. II.6, (6.7).
///
/// Exact at the steps. f is evaluated when a step is first asked for, twice a step at most;
/// points in order of t cost one evaluation a step.
class DenseOutput {
public:
    /// t: monotonic (of two equal ones, a jump, the first counts), state i of system.dim() numbers
    /// at y[i * dim]. All three must outlive the object. Throws std::invalid_argument if sizes
    /// disagree or t is empty.
    DenseOutput(
        OdeSystem<double>& system, const std::vector<double>& t, const std::vector<double>& y);

    /// Whether t lies between the first and the last step, both included.
    bool contains(double t) const;

    /// y(t). Outside the range there is nothing to interpolate: y is set to NaN, false returned.
    bool evaluate(double t, VectorView<double> y);

    long nfe() const { return m_nfe; } ///< evaluations of f so far

private:
    std::size_t stepAt(double t) const;
    void prepare(std::size_t step);
    ConstVectorView<double> state(std::size_t i) const;
    void derivative(std::size_t i, Vector<double>& dydt);

    OdeSystem<double>& m_system;
    const std::vector<double>& m_t;
    const std::vector<double>& m_y;
    Vector<double> m_f0; ///< derivative at the start of step m_step
    Vector<double> m_f1; ///< and at its end
    std::size_t m_step;
    long m_nfe = 0;
};

} // namespace solvers
