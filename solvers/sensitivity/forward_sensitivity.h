// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"

namespace solvers {

/// Forward sensitivities: S = [dz/dz0, dz/dtheta] from the variational equations
/// S' = df/dz S + [0, df/dtheta], S(t0) = [I, 0], integrated with z by the method itself; then
/// dL/d(z0, theta) = S(t1)^T dL/dz(t1). Hairer, Norsett & Wanner, Solving ODEs I, sec. I.14.
///
/// The exact gradient of the discrete solution, for implicit methods to the accuracy of their
/// Newton iterations, for Rosenbrock methods to that of Jacobians by differences (1e-5). Costs a
/// Jacobian-vector product for each of dim + parameters columns in every evaluation or, where the
/// system has none, dim vector-Jacobian products for all of them. Error control sees z alone, as
/// with CVODES (its default CVodeSetSensErrCon false): the steps are those of the plain solve.
/// Newton iterations see all.
template <typename Scalar>
class ForwardSensitivity final : public Sensitivity<Scalar> {
public:
    ForwardSensitivity(
        const Method& method, const SolveOptions& options, const SensitivityOptions& more);

    /// Throws std::invalid_argument where the method cannot take f.dim() equations.
    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    /// Evaluates nothing; the observer sees both ends only.
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
    std::size_t storedBytes() const override; ///< z and S
    std::size_t peakBytes() const override { return storedBytes(); }

private:
    const Method* m_method;
    SolveOptions m_options;
    std::stop_token m_stop;
    std::unique_ptr<Stepper<Scalar>> m_stepper;
    Vector<Scalar> m_joint; ///< z and S
    double m_end = 0.0;
};

} // namespace solvers
