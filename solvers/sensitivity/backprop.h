// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"
#include "solvers/sensitivity/step_reversal.h"

#include <vector>

namespace solvers {

/// Reverse-mode differentiation of the steps of a Runge-Kutta method, explicit or implicit: the
/// exact gradient of the discrete solution ("discretise, then optimise"); see StepReversal.
///
/// Fixed steps are recorded as they are taken. Of adaptive solves the states at the accepted
/// steps are stored and the steps taken again one by one; no gradient flows through the step
/// size control. Method: one without a reversalProblem().
template <typename Scalar>
class Backprop final : public Sensitivity<Scalar> {
public:
    Backprop(const Method& method, const SolveOptions& options, const SensitivityOptions& more);

    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
    std::size_t storedBytes() const override { return m_held; }
    std::size_t peakBytes() const override { return m_peak; }

private:
    double stepSize(std::size_t step) const;

    SolveOptions m_options;
    std::stop_token m_stop;
    long m_planned; ///< fixed steps of the whole interval
    std::unique_ptr<StepReversal<Scalar>> m_reversal;
    std::vector<double> m_times; ///< of the accepted steps, t0 first
    std::vector<Scalar> m_states; ///< adaptive only: the state at each of them
    std::size_t m_held = 0; ///< bytes after forward()
    std::size_t m_peak = 0;
};

} // namespace solvers
