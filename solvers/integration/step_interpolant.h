// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/stepper.h"

namespace solvers {

/// The solution over one accepted step: the method's own interpolant, of order
/// Stepper::denseOrder(), or else the cubic Hermite interpolant of y and f(t, y) at both ends,
/// with an error of O(h^4); Hairer, Norsett & Wanner, Solving ODEs I, sec. II.6.
///
/// What it evaluates f for is evaluated when a point inside the step is first asked for, and
/// handed on to the next step where the method can use it.
template <typename Scalar>
class StepInterpolant {
public:
    StepInterpolant(OdeSystem<Scalar>& f, Stepper<Scalar>& method, Counters& counters);

    double start() const { return m_start; }
    /// The end of the step, or the event that has cut it short
    double end() const { return m_cutEnd; }
    /// y(t), t between start() and end()
    void evaluate(double t, VectorView<Scalar> y)
    {
        evaluateAt(t == m_end ? 1.0 : (t - m_start) / m_step, y);
    }

    // The driver's side.

    /// The method interpolates by itself: only between step() and accept().
    bool own() const { return m_own; }
    /// A step of size h from t0 to t1 has been made, but not been accepted by the method.
    void begin(double t0, double t1, double h, ConstVectorView<Scalar> y0);
    /// Now it has; only where the interpolant is not the method's own.
    void accepted() { m_accepted = true; }
    /// Ends the step before; forgets what was carried over to the next one.
    void cut(double t1);

    double time(double theta) const { return theta == 1.0 ? m_end : m_start + theta * m_step; }
    double step() const { return m_step; }
    /// y(start + theta h), 0 <= theta <= 1; exact at both ends
    void evaluateAt(double theta, VectorView<Scalar> y);

private:
    void prepare();

    OdeSystem<Scalar>& m_f;
    Stepper<Scalar>& m_method;
    Counters& m_counters;
    bool m_own;
    bool m_prepared = false;
    bool m_accepted = false;
    bool m_startSlopeKnown = false;
    double m_start = 0.0;
    double m_end = 0.0;
    double m_cutEnd = 0.0;
    double m_step = 0.0;
    Vector<Scalar> m_y0;
    Vector<Scalar> m_y1;
    Vector<Scalar> m_f0; ///< not where the interpolant is the method's own
    Vector<Scalar> m_f1;
};

} // namespace solvers
