// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/methods.h"

#include <complex>
#include <optional>
#include <vector>

namespace solvers {

/// What one step of a method with a fixed step makes of a linear test equation, from the
/// coefficients of the method.
///
/// Runge-Kutta and Rosenbrock methods multiply y by R(z), z = h lambda, a quotient of
/// polynomials: det(I - z A + z e b^T) / det(I - z A). Multistep methods (a predictor with its
/// corrector, and the pairs (y, v) and (y, x) of the reversible ones too) multiply their longest
/// lived component by the largest root of rho(zeta) - z sigma(zeta). Splitting schemes are tested
/// with the oscillator. Hairer & Wanner, Solving ODEs II, 2nd ed., sec. IV.2, IV.3 and V.1.
class StabilityFunction {
public:
    enum class Test {
        Dahlquist, ///< y' = lambda y
        Oscillator ///< q' = p, p' = lambda^2 q with lambda = i omega, positions q, momenta p
    };

    explicit StabilityFunction(const Method& method);

    Test test() const { return m_test; }
    int order() const { return m_order; }

    /// Whether one number R(z) says everything: Runge-Kutta and Rosenbrock methods.
    bool isRational() const { return !m_denominator.empty(); }
    /// R(z); infinite at a pole. Only where isRational().
    std::complex<double> value(std::complex<double> z) const;
    /// Numerator and denominator of R by ascending powers of z; empty unless isRational().
    const std::vector<double>& numerator() const { return m_numerator; }
    const std::vector<double>& denominator() const { return m_denominator; }

    /// The modulus of R(z) or of the largest root; infinite at a pole. Nothing where the test
    /// equation does not reach: a splitting scheme off the imaginary axis.
    std::optional<double> amplification(std::complex<double> z) const;

    /// amplification(z) <= 1 but for rounding, 1e-10; false where there is none. Where two roots
    /// meet on the unit circle, at the ends of an interval, the growth is like that of n.
    bool isStable(std::complex<double> z) const;

    /// The product of all roots has modulus 1 for every z, so that nothing is ever damped: the
    /// region of stability is a piece of the imaginary axis and has no interior.
    bool isConservative() const;

private:
    double largestRoot(std::complex<double> z) const;

    Test m_test = Test::Dahlquist;
    int m_order;
    std::vector<double> m_numerator;
    std::vector<double> m_denominator;
    std::vector<std::vector<double>> m_characteristic; ///< [k][p] belongs to zeta^k z^p
};

/// The largest x so that the method is stable on [-x, 0]; infinite if on all of it.
double realStabilityInterval(const StabilityFunction& function);

/// The largest y so that the method is stable on [-i y, i y]; 0 where every small z is amplified,
/// however little. One-step methods by E(y) = |Q(iy)|^2 - |P(iy)|^2, HW II, (IV.3.8).
double imaginaryStabilityInterval(const StabilityFunction& function);

/// The largest h so that the method is stable with this eigenvalue and every step up to h:
/// infinite if with every h, 0 for Re lambda > 0. Nothing where amplification() is nothing.
/// Unstable stretches of h |lambda| shorter than 0.1 may be overlooked.
std::optional<double> largestStableStep(
    const StabilityFunction& function, std::complex<double> lambda);

/// Eigenvalues of df/dy at (t, y), the largest first, of a conjugate pair the upper first. Real
/// and imaginary parts that rounding may have left of a multiple eigenvalue are 0: those below
/// 3e-8 of the largest modulus, 1e-6 where the Jacobian is one of differences. Empty where df/dy is
/// not finite. Throws std::invalid_argument for more equations than a dense matrix is sensible for.
std::vector<std::complex<double>> jacobianEigenvalues(
    OdeSystem<double>& system, double t, ConstVectorView<double> y);

} // namespace solvers
