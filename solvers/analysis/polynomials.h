// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <span>
#include <vector>

namespace solvers {

using Polynomial = std::vector<double>; ///< coefficients by ascending powers

Polynomial add(const Polynomial& a, const Polynomial& b, double factor = 1.0); ///< a + factor b
Polynomial multiply(const Polynomial& a, const Polynomial& b);
std::complex<double> evaluate(std::span<const double> polynomial, std::complex<double> z);

/// The modulus of the largest root of a polynomial with complex coefficients by ascending powers;
/// infinite where the leading one is 0, 0 for a constant. Simple roots to about 1e-14 of the
/// largest. Aberth, Math. Comp. 27 (1973) 339.
double largestRootModulus(std::span<const std::complex<double>> coefficients);

} // namespace solvers
