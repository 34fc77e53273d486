// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"

namespace solvers {

/// Central differences (a . z(t1; p + d) - a . z(t1; p - d)) / (2 d) by every p of z0 and theta,
/// a = dL/dz(t1): two solves for each, and nothing of f but its values. With
/// d = difference max(1, |p|) the error is O(d^2) + O(eps / d), least near d = eps^(1/3), the
/// default; Nocedal & Wright, Numerical Optimization, sec. 8.1.
///
/// Error control chooses the steps of every solve anew: where it decides otherwise for two of
/// them, their errors count, divided by d. Parameters are changed in place and always set back
/// to the same bits.
template <typename Scalar>
class FiniteDifferences final : public Sensitivity<Scalar> {
public:
    /// Throws std::invalid_argument for a difference that is not a number of 0 or above.
    FiniteDifferences(
        const Method& method, const SolveOptions& options, const SensitivityOptions& more);

    /// Throws std::invalid_argument where f has parameters that cannot be changed.
    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    /// The observer sees both ends only. After failure of one of the solves, which the report
    /// names, a is what it was.
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
    std::size_t storedBytes() const override; ///< z0
    std::size_t peakBytes() const override { return storedBytes(); }

private:
    /// The derivative of a . z(t1) by p, a parameter of f or a number of m_z0; whether the solves
    /// for it failed stands in total.
    Scalar derivative(
        DifferentiableSystem<Scalar>& f, ConstVectorView<Scalar> a, Scalar& p, SolveReport& total);

    SolveOptions m_options;
    double m_difference;
    std::stop_token m_stop;
    std::unique_ptr<Stepper<Scalar>> m_stepper;
    Vector<Scalar> m_z0;
    Vector<Scalar> m_z;
    Vector<Scalar> m_az0; ///< dL/dz0
    double m_end = 0.0;
};

} // namespace solvers
