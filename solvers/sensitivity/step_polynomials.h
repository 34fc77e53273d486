// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/step_interpolant.h"

#include <cstddef>
#include <vector>

namespace solvers {

/// A solution kept between its steps: over each of them the polynomial of a given degree through
/// the values of the step's interpolant at Chebyshev points of the second kind, both ends among
/// them, evaluated by the barycentric formula; Berrut & Trefethen, SIAM Review 46 (2004) 501-517.
///
/// An interpolant of that degree is reproduced, one of a higher degree up to its own order of
/// accuracy if that is degree + 1.
template <typename Scalar>
class StepPolynomials {
public:
    /// Forgets everything. y: the state at t0; degree >= 1.
    void begin(double t0, ConstVectorView<Scalar> y, int degree);
    /// The next step; evaluates its interpolant.
    void add(StepInterpolant<Scalar>& step);

    /// y(t), exact at the ends of the steps; outside all of them the nearest polynomial.
    void evaluate(double t, VectorView<Scalar> y);

    std::size_t steps() const { return m_times.size() - 1; }
    double end() const { return m_times.back(); }
    std::size_t timeBytes() const { return m_times.size() * sizeof(double); }
    std::size_t stateBytes() const { return m_states.size() * sizeof(Scalar); }

private:
    void find(double t);
    Scalar* newState();

    Index m_dim = 0;
    std::vector<double> m_nodes; ///< in [0, 1], rising
    std::vector<double> m_weights;
    std::vector<double> m_times; ///< ends of the steps, t0 first
    std::vector<Scalar> m_states; ///< y(t0), then degree of them for each step
    std::size_t m_step = 0; ///< asked for last
};

} // namespace solvers
