// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/stiffness.h"

#include <cmath>
#include <vector>

namespace solvers {

namespace {

/// |R(z)| of a step of y' = lambda y, z = h lambda real; Hairer & Wanner II, sec. IV.2.
double amplification(const ButcherTableau& table, double z)
{
    const auto s = static_cast<std::size_t>(table.stages());
    std::vector<double> stages(s);
    double result = 1.0;
    for (std::size_t i = 0; i < s; ++i) {
        double y = 1.0;
        for (std::size_t j = 0; j < i; ++j)
            y += z * table.coefficient(static_cast<int>(i), static_cast<int>(j)) * stages[j];
        stages[i] = y;
        result += z * table.weight(static_cast<int>(i)) * y;
    }
    return std::abs(result);
}

/// The first x > 0 beyond which |R(-x)| > 1
double realInterval(const ButcherTableau& table)
{
    constexpr double width = 1.0 / 64;
    double stable = 0.0;
    double unstable = width;
    // Rounding of |R| = 1 near 0 is no instability; no explicit method listed reaches 100.
    while (amplification(table, -unstable) <= 1.0 + 1e-12) {
        stable = unstable;
        unstable += width;
        if (unstable > 100.0)
            return 0.0;
    }
    while (unstable - stable > 1e-9) {
        const double middle = 0.5 * (stable + unstable);
        (amplification(table, -middle) <= 1.0 ? stable : unstable) = middle;
    }
    return stable;
}

} // namespace

double stiffnessLimit(const Method& method)
{
    const ButcherTableau* table = method.tableau();
    return table != nullptr ? 0.98 * realInterval(*table) : 0.0;
}

} // namespace solvers
