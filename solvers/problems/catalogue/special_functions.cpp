// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/special_functions.h"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace solvers::catalogue {

namespace {

constexpr int kMostIterations = 40;

} // namespace

double lambertW(double x)
{
    constexpr double branchPoint = -1.0 / std::numbers::e;
    if (!(x >= branchPoint))
        return std::numeric_limits<double>::quiet_NaN();
    if (x > 1.0)
        return lambertWOfExp(std::log(x));
    // Near the branch point w = -1 + p - p^2/3, with p^2 = 2 (e x + 1); else w = ln(1 + x).
    const double p = std::sqrt(2.0 * (std::numbers::e * x + 1.0));
    double w = x < -0.25 ? -1.0 + p - p * p / 3.0 : std::log1p(x);
    for (int i = 0; i < kMostIterations; ++i) { // Halley
        const double e = std::exp(w);
        const double f = w * e - x;
        const double slope = e * (w + 1.0) - f * (w + 2.0) / (2.0 * w + 2.0);
        if (f == 0.0 || slope == 0.0)
            break;
        const double step = f / slope;
        w -= step;
        if (!(std::abs(step) > 1e-16 * std::abs(w)))
            break;
    }
    return w;
}

double lambertWOfExp(double x)
{
    if (x < 0.0)
        return lambertW(std::exp(x));
    double w = x > 1.5 ? x - std::log(x) : 0.5 + 0.5 * x;
    for (int i = 0; i < kMostIterations; ++i) { // Newton for w + ln w = x
        const double step = (w + std::log(w) - x) / (1.0 + 1.0 / w);
        w -= step;
        if (!(std::abs(step) > 1e-16 * w))
            break;
    }
    return w;
}

Elliptic ellipticFunctions(double u, double k)
{
    std::array<double, 16> a {};
    std::array<double, 16> c {};
    a[0] = 1.0;
    c[0] = k;
    double b = std::sqrt((1.0 - k) * (1.0 + k));
    std::size_t n = 0;
    double scale = 1.0;
    while (std::abs(c[n]) > std::numeric_limits<double>::epsilon() && n + 1 < a.size()) {
        a[n + 1] = 0.5 * (a[n] + b);
        c[n + 1] = 0.5 * (a[n] - b);
        b = std::sqrt(a[n] * b);
        scale *= 2.0;
        ++n;
    }
    double phi = scale * a[n] * u;
    for (; n > 0; --n)
        phi = 0.5 * (phi + std::asin(c[n] / a[n] * std::sin(phi)));
    const double sn = std::sin(phi);
    return { sn, std::cos(phi), std::sqrt((1.0 - k * sn) * (1.0 + k * sn)) };
}

} // namespace solvers::catalogue
