// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"
#include "solvers/sensitivity/step_polynomials.h"

namespace solvers {

/// The continuous adjoint, equations (1) and (2) as in Adjoint, with z(t) from the interpolant of
/// the forward solve: only a and dL/dtheta are integrated backwards, with steps of their own. So
/// do CVODES (Hindmarsh et al., ACM TOMS 31 (2005) 363-396) and SciMLSensitivity.
///
/// The gradient's error is O(h^min(p, q + 1)), p the method's order, q Stepper::denseOrder(), or 3
/// for the cubic Hermite interpolant of methods without their own (rk4, for one). So rkf45,
/// cash-karp, kvaerno5, gauss3 and the Adams methods of order 5 come down to 4; no other does.
/// For each step the forward solve keeps as many states as the interpolant's degree.
template <typename Scalar>
class InterpolatedAdjoint final : public Sensitivity<Scalar> {
public:
    /// Throws std::invalid_argument for a backward solve that cannot be.
    InterpolatedAdjoint(
        const Method& method, const SolveOptions& options, const SensitivityOptions& more);

    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
    std::size_t storedBytes() const override;
    std::size_t peakBytes() const override { return m_peak; }

private:
    class System;

    SolveOptions m_options;
    SolveOptions m_backward; ///< t0 and t1 are set as it runs
    std::stop_token m_stop;
    std::unique_ptr<Stepper<Scalar>> m_stepper;
    std::unique_ptr<Stepper<Scalar>> m_backwardStepper; ///< nullptr: m_stepper
    StepPolynomials<Scalar> m_solution;
    Vector<Scalar> m_z;
    Vector<Scalar> m_slope;
    Vector<Scalar> m_cotangent;
    Vector<Scalar> m_unused;
    std::size_t m_peak = 0;
};

} // namespace solvers
