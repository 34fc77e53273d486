// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/stability.h"

#include "solvers/analysis/stability_polynomials.h"
#include "solvers/methods/dense_lu.h"
#include "solvers/methods/jacobian.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace solvers {

namespace {

using Complex = std::complex<double>;

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kRounding = 1e-10; // above 1, still called stable
constexpr double kOnAxis = 1e-9; // of |lambda|: an eigenvalue on the imaginary axis
constexpr double kNoise = 3e-8; // of the largest eigenvalue: a double one is known to sqrt(eps)
constexpr double kDifferenceNoise = 1e-6; // the same where the Jacobian is one of differences
constexpr double kCancelled = 1e-12; // of what was added up: 0 but for rounding

/// Steps of the search along a ray, by |z|.
double nextSize(double size)
{
    if (size < 0.5)
        return 1.1 * size;
    return size < 60.0 ? size + 0.1 : 1.5 * size;
}

/// The largest size up to which size * direction is stable; infinite if as far as 1e8.
double stableSize(const StabilityFunction& function, Complex direction, double first)
{
    double stable = 0.0;
    for (double size = first; size < 1e8; size = nextSize(size)) {
        if (function.isStable(size * direction)) {
            stable = size;
            continue;
        }
        double unstable = size;
        constexpr int halvings = 60;
        for (int i = 0; i < halvings; ++i) {
            const double middle = 0.5 * (stable + unstable);
            (function.isStable(middle * direction) ? stable : unstable) = middle;
        }
        return stable;
    }
    return kInfinite;
}

/// |polynomial(i y)|^2 as a polynomial in y, and for each power what was added up in size.
Polynomial squareOnImaginaryAxis(const Polynomial& polynomial, Polynomial& size)
{
    Polynomial square(2 * polynomial.size() - 1, 0.0);
    size.assign(square.size(), 0.0);
    for (std::size_t i = 0; i < polynomial.size(); ++i)
        for (std::size_t j = i % 2; j < polynomial.size(); j += 2) {
            const double term = polynomial[i] * polynomial[j];
            square[i + j] += (i - j) % 4 == 0 ? term : -term; // i^i (-i)^j
            size[i + j] += std::abs(term);
        }
    return square;
}

/// E(y) without its zeros at 0, by powers of y^2; empty where E vanishes.
Polynomial reducedE(const StabilityFunction& function)
{
    Polynomial sizeOfQ;
    Polynomial sizeOfP;
    const Polynomial q = squareOnImaginaryAxis(function.denominator(), sizeOfQ);
    const Polynomial p = squareOnImaginaryAxis(function.numerator(), sizeOfP);
    const Polynomial e = add(q, p, -1.0);
    const Polynomial size = add(sizeOfQ, sizeOfP);
    Polynomial result;
    for (std::size_t k = 0; k < e.size(); k += 2) {
        // E(y) = O(y^(p+1)) for order p
        const bool nothing = k <= static_cast<std::size_t>(function.order())
            || std::abs(e[k]) <= kCancelled * size[k];
        if (!nothing || !result.empty())
            result.push_back(nothing ? 0.0 : e[k]);
    }
    return result;
}

} // namespace

StabilityFunction::StabilityFunction(const Method& method)
    : m_test(std::holds_alternative<const SymplecticScheme*>(method.data) ? Test::Oscillator
                                                                          : Test::Dahlquist)
    , m_order(method.order())
{
    StabilityPolynomials built = stabilityPolynomials(method.data);
    m_numerator = std::move(built.numerator);
    m_denominator = std::move(built.denominator);
    m_characteristic = std::move(built.characteristic);
}

std::complex<double> StabilityFunction::value(std::complex<double> z) const
{
    assert(isRational());
    if (std::abs(z) <= 1.0 || m_denominator.size() == 1)
        return evaluate(m_numerator, z) / evaluate(m_denominator, z);
    // By powers of 1 / z: neither part overflows.
    const Complex inverse = 1.0 / z;
    const auto reversed = [inverse](const Polynomial& polynomial, std::size_t degree) {
        Complex sum = 0.0;
        for (std::size_t k = 0; k <= degree; ++k)
            sum = sum * inverse + (k < polynomial.size() ? polynomial[k] : 0.0);
        return sum;
    };
    const std::size_t degree = std::max(m_numerator.size(), m_denominator.size()) - 1;
    return reversed(m_numerator, degree) / reversed(m_denominator, degree);
}

double StabilityFunction::largestRoot(std::complex<double> z) const
{
    std::array<Complex, 8> coefficients;
    assert(m_characteristic.size() <= coefficients.size());
    for (std::size_t k = 0; k < m_characteristic.size(); ++k)
        coefficients[k] = evaluate(m_characteristic[k], z);
    return largestRootModulus({ coefficients.data(), m_characteristic.size() });
}

std::optional<double> StabilityFunction::amplification(std::complex<double> z) const
{
    if (m_test == Test::Oscillator) {
        if (std::abs(z.real()) > kOnAxis * std::abs(z))
            return {};
        z = { 0.0, z.imag() };
    }
    const double modulus = isRational() ? std::abs(value(z)) : largestRoot(z);
    return std::isnan(modulus) ? kInfinite : modulus;
}

bool StabilityFunction::isStable(std::complex<double> z) const
{
    const std::optional<double> modulus = amplification(z);
    return modulus && *modulus <= 1.0 + kRounding;
}

bool StabilityFunction::isConservative() const
{
    if (m_characteristic.empty())
        return false;
    const Polynomial& constant = m_characteristic.front();
    const Polynomial& leading = m_characteristic.back();
    return constant.size() == 1 && leading.size() == 1
        && std::abs(constant.front()) == std::abs(leading.front());
}

double realStabilityInterval(const StabilityFunction& function)
{
    if (function.isConservative())
        return 0.0;
    constexpr double first = 1e-4;
    return stableSize(function, -1.0, first);
}

double imaginaryStabilityInterval(const StabilityFunction& function)
{
    // Of a multistep method the first sample must be unstable by more than rounding.
    constexpr Complex first(0.0, 0.05);
    if (!function.isRational())
        return function.isStable(first) ? stableSize(function, { 0.0, 1.0 }, first.imag()) : 0.0;
    const Polynomial e = reducedE(function);
    if (e.empty())
        return kInfinite;
    if (e.front() < 0.0)
        return 0.0;
    const auto positive = [&e](double y) { return evaluate(e, y * y).real() >= 0.0; };
    double stable = 0.0;
    for (double y = 0.01; y < 1e4; y = y < 100.0 ? y + 0.01 : 1.1 * y) {
        if (positive(y)) {
            stable = y;
            continue;
        }
        double unstable = y;
        constexpr int halvings = 60;
        for (int i = 0; i < halvings; ++i) {
            const double middle = 0.5 * (stable + unstable);
            (positive(middle) ? stable : unstable) = middle;
        }
        return stable;
    }
    return kInfinite;
}

std::optional<double> largestStableStep(
    const StabilityFunction& function, std::complex<double> lambda)
{
    const double size = std::abs(lambda);
    if (size == 0.0)
        return kInfinite;
    const Complex direction = lambda / size;
    if (std::abs(direction.real()) <= kOnAxis)
        return imaginaryStabilityInterval(function) / size;
    if (function.test() == StabilityFunction::Test::Oscillator)
        return {};
    if (direction.real() > 0.0 || function.isConservative())
        return 0.0;
    constexpr double first = 1e-4;
    return stableSize(function, direction, first) / size;
}

std::vector<std::complex<double>> jacobianEigenvalues(
    OdeSystem<double>& system, double t, ConstVectorView<double> y)
{
    Jacobian<double> jacobian;
    jacobian.prepare(system.dim());
    Counters counters;
    jacobian.evaluate(system, t, y, { nullptr, 0 }, 0.0, counters);
    if (!jacobian.dfdy().allFinite())
        return {};
    const Eigen::VectorXcd found = eigenvalues(jacobian.dfdy());
    std::vector<Complex> sorted(found.begin(), found.end());
    double largest = 0.0;
    for (const Complex& lambda : sorted)
        largest = std::max(largest, std::abs(lambda));
    const double noise = (system.hasJacobian() ? kNoise : kDifferenceNoise) * largest;
    for (Complex& lambda : sorted)
        lambda = { std::abs(lambda.real()) < noise ? 0.0 : lambda.real(),
            std::abs(lambda.imag()) < noise ? 0.0 : lambda.imag() };
    std::sort(sorted.begin(), sorted.end(), [](const Complex& a, const Complex& b) {
        return std::tuple(-std::abs(a), -a.imag(), a.real())
            < std::tuple(-std::abs(b), -b.imag(), b.real());
    });
    return sorted;
}

} // namespace solvers
