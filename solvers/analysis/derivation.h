// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/loss_gradient.h"

#include <atomic>
#include <limits>
#include <string>
#include <vector>

namespace solvers {

/// The derivation of the adjoint equations, checked by numbers: T. Carr, What are Neural ODEs?
/// (2020), section 6, equations (3) to (26), after appendix B of Chen et al., arXiv:1806.07366.
struct DerivationTask {
    Vector<double> z0; ///< dim
    double t0 = 0.0;
    double t1 = 1.0; ///< T of the article; may lie before t0
    double t = 0.0; ///< where the limit is taken: t0 or between t0 and t1, not t1
    Loss loss; ///< of one column, z(t1)
};

/// The blocks of the Jacobian (19) of f_aug = [f, 0, 1] by [z, theta, t].
struct AugmentedJacobian {
    Matrix<double> dfdz; ///< n x n
    Matrix<double> dfdtheta; ///< n x p
    Vector<double> dfdt; ///< n

    /// All of it, (n + p + 1) squared; all rows below the first n are zero.
    Matrix<double> whole() const;
};

/// By n vector-Jacobian products with unit vectors.
AugmentedJacobian augmentedJacobian(
    DifferentiableSystem<double>& f, double t, const Vector<double>& z);

/// What the derivation says at one eps; eps has the sign of t1 - t0.
struct DerivationStep {
    int halvings = 0; ///< |eps| = 2^-halvings
    double eps = 0.0;
    Vector<double> z; ///< z(t + eps)
    Vector<double> a; ///< a(t + eps), by differentiating the solve from t + eps to t1
    Matrix<double> dzdz; ///< dz(t + eps)/dz(t), by differentiating the solve from t to t + eps
    Vector<double> chain; ///< a(t + eps) dz(t + eps)/dz(t), equation (4)
    /// Equation (5) without its limit: a(t + eps) (I - dz(t + eps)/dz(t)) / eps
    Vector<double> quotient;
    double taylorRemainder = 0.0; ///< |z(t + eps) - z(t) - eps f|, equation (8): O(eps^2)
    double adjointRemainder = 0.0; ///< |quotient + a(t) df/dz|, equation (14): O(eps)
    double chainError = 0.0; ///< |a(t) - chain|, rounding and the tolerance only
    bool taylorCounts = false; ///< in the fit of the slope: small, and well above rounding
    bool adjointCounts = false;
};

/// Everything at the time of the task. Vectors a... are rows.
struct Derivation {
    std::string trouble; ///< why there is nothing, a sentence for the user; or empty
    bool stopped = false; ///< ended early: incomplete
    double t = 0.0;
    double loss = 0.0;
    Vector<double> z; ///< z(t)
    Vector<double> f; ///< f(z(t), theta, t)
    Vector<double> a; ///< dL/dz(t), by differentiating the solve from t to t1
    AugmentedJacobian jacobian; ///< at (t, z(t))
    Vector<double> adot; ///< -a df/dz, equation (23)
    Vector<double> athetadot; ///< -a df/dtheta, equation (24)
    double atdot = 0.0; ///< -a df/dt, equation (25)
    Vector<double> atheta; ///< a_theta(t), from 0 at t1
    double at = 0.0; ///< a_t(t) = -a f: dL/dt0 at t0, -dL/dt1 at t1
    Vector<double> gradient; ///< dL/dtheta by differentiating the solve
    Vector<double> integral; ///< dL/dtheta by equation (26)
    Vector<double> z1; ///< z(t1)
    Vector<double> a1; ///< dL/dz(t1)
    std::vector<DerivationStep> steps; ///< eps falling
    /// Slopes of the remainders in eps by least squares; NaN: a remainder is zero to rounding
    double taylorSlope = std::numeric_limits<double>::quiet_NaN();
    double adjointSlope = std::numeric_limits<double>::quiet_NaN();
};

/// Solves by DOP853, tolerance 1e-13, and differentiates the steps taken, so that nothing rests
/// on the equations to be derived. Small increments are integrated as such, without
/// cancellation. |eps| = 2^-k for 30 k, from 1/2 or from what has room before t1.
/// Numerical failure is reported in `trouble`. Throws std::invalid_argument with a sentence for
/// sizes or times that cannot be. stop: another thread may set it.
Derivation derive(DifferentiableSystem<double>& f, const DerivationTask& task,
    const std::atomic<bool>* stop = nullptr);

} // namespace solvers
