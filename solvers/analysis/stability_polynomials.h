// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/polynomials.h"
#include "solvers/methods/methods.h"

namespace solvers {

/// What stands behind a StabilityFunction: numerator and denominator of R(z), or the
/// characteristic polynomial, entry k the coefficient of zeta^k as a polynomial in z.
struct StabilityPolynomials {
    Polynomial numerator {};
    Polynomial denominator {}; ///< not empty exactly for one-step methods
    std::vector<Polynomial> characteristic {};
};

/// Of an explicit or implicit Runge-Kutta or a Rosenbrock method R(z), else the characteristic
/// polynomial of the formula or of the step matrix. Hairer & Wanner, Solving ODEs II, 2nd ed.,
/// (IV.3.2), (IV.7.4) and V.1; splitting schemes on (q, h p) with q'' = lambda^2 q.
StabilityPolynomials stabilityPolynomials(const MethodData& data);

} // namespace solvers
