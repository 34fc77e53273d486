// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"

#include <vector>

namespace solvers {

/// The continuous adjoint: da/dt = -a^T df/dz and dL/dtheta = -int_{t1}^{t0} a^T df/dtheta dt,
/// equations (1) and (2), integrated from t1 back to t0 together with z ("optimise, then
/// discretise"); Chen, Rubanova, Bettencourt & Duvenaud, NeurIPS 2018, arXiv:1806.07366.
///
/// The backward solve may be by another method, with another step or tolerance.
/// The gradient differs from that of the discrete solution by the order of the method.
template <typename Scalar>
class Adjoint final : public Sensitivity<Scalar> {
public:
    enum class State {
        Backsolved, ///< z from z(t1) alone; memory does not grow with the number of steps
        Stored ///< z reset to the stored forward state at every step
    };

    /// Throws std::invalid_argument for a backward solve that cannot be.
    Adjoint(const Method& method, const SolveOptions& options, State state,
        const SensitivityOptions& more);

    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
    void setForwardStep(double first) override { m_options.firstStep = first; }
    void setBackwardStep(double first) override { m_backward.firstStep = first; }
    std::size_t storedBytes() const override;
    std::size_t peakBytes() const override { return m_peak; }

private:
    SolveOptions m_options;
    SolveOptions m_backward; ///< t0 and t1 are set as it runs
    std::stop_token m_stop;
    State m_state;
    std::unique_ptr<Stepper<Scalar>> m_stepper;
    std::unique_ptr<Stepper<Scalar>> m_backwardStepper; ///< nullptr: m_stepper
    std::vector<double> m_times; ///< t0 first; Backsolved: the end only
    std::vector<Scalar> m_states; ///< z at each of them
    Vector<Scalar> m_augmented; ///< [z, a]
    Vector<Scalar> m_cotangent;
    Vector<Scalar> m_unused;
    std::size_t m_peak = 0;
};

} // namespace solvers
