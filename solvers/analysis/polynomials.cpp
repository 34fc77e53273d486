// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/polynomials.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

namespace solvers {

namespace {

using Complex = std::complex<double>;

constexpr std::size_t kMostRoots = 16;
constexpr int kMostRounds = 80; // a multiple root converges slowly, the largest is simple
constexpr double kConverged = 1e-15; // correction, relative to the largest root

/// Without the standard's care for infinities, which costs five times as much.
Complex times(Complex a, Complex b)
{
    return { a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real() };
}

Complex reciprocal(Complex a)
{
    const double size = a.real() * a.real() + a.imag() * a.imag();
    return { a.real() / size, -a.imag() / size };
}

double largestOfTwo(Complex constant, Complex linear)
{
    // zeta^2 + linear zeta + constant; the larger root without cancellation
    const Complex half = -0.5 * linear;
    const Complex root = std::sqrt(half * half - constant);
    return std::max(std::abs(half + root), std::abs(half - root));
}

/// Roots of the polynomial with these coefficients below a leading 1, all at once.
double largestByAberth(std::span<const Complex> monic)
{
    const std::size_t n = monic.size();
    double radius = 0.0;
    for (std::size_t k = 0; k < n; ++k)
        radius = std::max(radius, std::pow(std::abs(monic[k]), 1.0 / static_cast<double>(n - k)));
    std::array<Complex, kMostRoots> roots;
    for (std::size_t k = 0; k < n; ++k) // not symmetric to the real axis
        roots[k] = std::polar(
            radius, 0.4 + 2.0 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(n));
    double largest = radius;
    for (int round = 0; round < kMostRounds; ++round) {
        double correction = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            Complex value = 1.0;
            Complex slope = 0.0;
            for (std::size_t k = n; k-- > 0;) {
                slope = times(slope, roots[i]) + value;
                value = times(value, roots[i]) + monic[k];
            }
            if (value == 0.0)
                continue;
            Complex repulsion = 0.0;
            for (std::size_t j = 0; j < n; ++j)
                if (j != i && roots[j] != roots[i])
                    repulsion += reciprocal(roots[i] - roots[j]);
            const Complex step = reciprocal(times(slope, reciprocal(value)) - repulsion);
            if (!std::isfinite(step.real()) || !std::isfinite(step.imag()))
                continue;
            roots[i] -= step;
            correction = std::max(correction, std::abs(step));
        }
        largest = 0.0;
        for (std::size_t i = 0; i < n; ++i)
            largest = std::max(largest, std::abs(roots[i]));
        if (correction <= kConverged * largest)
            break;
    }
    return largest;
}

} // namespace

Polynomial add(const Polynomial& a, const Polynomial& b, double factor)
{
    Polynomial sum(std::max(a.size(), b.size()), 0.0);
    for (std::size_t k = 0; k < a.size(); ++k)
        sum[k] += a[k];
    for (std::size_t k = 0; k < b.size(); ++k)
        sum[k] += factor * b[k];
    return sum;
}

Polynomial multiply(const Polynomial& a, const Polynomial& b)
{
    if (a.empty() || b.empty())
        return {};
    Polynomial product(a.size() + b.size() - 1, 0.0);
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < b.size(); ++j)
            product[i + j] += a[i] * b[j];
    return product;
}

std::complex<double> evaluate(std::span<const double> polynomial, std::complex<double> z)
{
    Complex value = 0.0;
    for (std::size_t k = polynomial.size(); k-- > 0;)
        value = times(value, z) + polynomial[k];
    return value;
}

double largestRootModulus(std::span<const std::complex<double>> coefficients)
{
    while (coefficients.size() > 1 && coefficients.front() == 0.0)
        coefficients = coefficients.subspan(1); // roots at 0
    const std::size_t degree = coefficients.size() - 1;
    assert(!coefficients.empty() && degree <= kMostRoots);
    if (degree == 0)
        return 0.0;
    if (coefficients.back() == 0.0)
        return std::numeric_limits<double>::infinity();
    const Complex scale = reciprocal(coefficients.back());
    std::array<Complex, kMostRoots> monic;
    for (std::size_t k = 0; k < degree; ++k)
        monic[k] = times(coefficients[k], scale);
    if (degree == 1)
        return std::abs(monic[0]);
    if (degree == 2)
        return largestOfTwo(monic[0], monic[1]);
    return largestByAberth({ monic.data(), degree });
}

} // namespace solvers
