// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace solvers {

/// Coefficients of an explicit Runge-Kutta method with s stages:
/// k_i = f(t + c_i h, y + h sum_j a_ij k_j), y1 = y + h sum_i b_i k_i.
/// a holds the strict lower triangle row by row, s (s - 1) / 2 numbers. bHat holds the weights
/// of the embedded solution (not b - bHat) and is empty where there is none.
/// Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. II.1 and II.4.
struct ButcherTableau {
    std::string_view id;
    int order;
    int embeddedOrder; ///< 0 without an embedded solution
    std::span<const double> a;
    std::span<const double> b;
    std::span<const double> bHat;
    std::span<const double> c;

    constexpr int stages() const { return static_cast<int>(b.size()); }
    constexpr bool embedded() const { return !bHat.empty(); }
    /// a_ij for j < i
    constexpr double coefficient(int i, int j) const
    {
        return a[static_cast<std::size_t>(i * (i - 1) / 2 + j)];
    }
    constexpr double weight(int i) const { return b[static_cast<std::size_t>(i)]; }
    constexpr double embeddedWeight(int i) const { return bHat[static_cast<std::size_t>(i)]; }
    constexpr double node(int i) const { return c[static_cast<std::size_t>(i)]; }

    /// First same as last: the last stage is f at the new point, the next step's first stage.
    constexpr bool fsal() const
    {
        const int s = stages();
        if (s < 2 || node(s - 1) != 1.0 || weight(s - 1) != 0.0)
            return false;
        for (int j = 0; j + 1 < s; ++j)
            if (coefficient(s - 1, j) != weight(j))
                return false;
        return true;
    }

    /// Stages that y1 depends on: those of a fixed step, where no error estimate is wanted.
    constexpr int stagesWithoutEstimate() const { return fsal() ? stages() - 1 : stages(); }
};

/// Row sums of a equal c; b and bHat sum to 1; sizes agree.
constexpr bool isConsistent(const ButcherTableau& table)
{
    const auto near = [](double x, double y) { return (x > y ? x - y : y - x) < 1e-14; };
    const std::size_t s = table.b.size();
    if (s == 0 || table.c.size() != s || table.a.size() != s * (s - 1) / 2
        || (table.embedded() && table.bHat.size() != s)
        || table.embedded() != (table.embeddedOrder > 0))
        return false;
    double sum = 0.0;
    double sumHat = 0.0;
    for (int i = 0; i < table.stages(); ++i) {
        sum += table.weight(i);
        if (table.embedded())
            sumHat += table.embeddedWeight(i);
        double row = 0.0;
        for (int j = 0; j < i; ++j)
            row += table.coefficient(i, j);
        if (!near(row, table.node(i)))
            return false;
    }
    return near(sum, 1.0) && (!table.embedded() || near(sumHat, 1.0));
}

} // namespace solvers
