// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/runge_kutta.h"
#include "solvers/sensitivity/sensitivity.h"
#include "solvers/sensitivity/step_pullback.h"

#include <vector>

namespace solvers {

/// Reverse-mode differentiation of the steps of an explicit Runge-Kutta method: the exact
/// gradient of the discrete solution ("discretise, then optimise"); see StepPullback.
///
/// Fixed steps are recorded as they are taken. Of adaptive solves the accepted steps are
/// stored and taken again one by one; no gradient flows through the step size control.
template <typename Scalar>
class Backprop final : public Sensitivity<Scalar> {
public:
    Backprop(const Method& method, const SolveOptions& options, const SensitivityOptions& more);

    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
    void setForwardStep(double first) override { m_options.firstStep = first; }
    std::size_t storedBytes() const override { return m_held; }
    std::size_t peakBytes() const override { return m_peak; }

private:
    SolveOptions m_options;
    std::stop_token m_stop;
    RungeKutta<Scalar> m_stepper;
    StepPullback<Scalar> m_pullback;
    std::vector<double> m_times; ///< of the accepted steps, t0 first
    std::vector<Scalar> m_states; ///< adaptive only: the state at each of them
    std::size_t m_held = 0; ///< bytes after forward()
    std::size_t m_peak = 0;
};

} // namespace solvers
