// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace solvers {

/// Coefficients of an implicit Runge-Kutta method with s stages:
/// Y_i = y + h sum_j a_ij f(t + c_j h, Y_j), y1 = y + h sum_i b_i f(t + c_i h, Y_i).
/// a holds all of A row by row, s * s numbers. The error estimate is
/// - by bHat, the weights of an embedded solution: sum_i (b_i - bHat_i) h k_i, or
/// - by startWeight and e: startWeight h f(t, y) + sum_i e_i (Y_i - y).
/// Where filtered, it is multiplied by (I - h gamma J)^(-1), gamma = filterGamma().
/// Hairer & Wanner, Solving ODEs II, 2nd ed., sec. IV.5, IV.6, IV.8.
struct ImplicitTableau {
    std::string_view id;
    int order;
    int embeddedOrder; ///< 0 without an estimate
    std::span<const double> a;
    std::span<const double> b;
    std::span<const double> c;
    std::span<const double> bHat = {};
    bool filtered = false;
    double startWeight = 0.0; ///< then also the eigenvalue of A that filters
    std::span<const double> e = {};
    int denseOrder = 0; ///< of the collocation polynomial; 0: not offered

    constexpr int stages() const { return static_cast<int>(b.size()); }
    constexpr bool embedded() const { return embeddedOrder > 0; }
    constexpr double coefficient(int i, int j) const
    {
        return a[static_cast<std::size_t>(i * stages() + j)];
    }
    constexpr double weight(int i) const { return b[static_cast<std::size_t>(i)]; }
    constexpr double embeddedWeight(int i) const { return bHat[static_cast<std::size_t>(i)]; }
    constexpr double node(int i) const { return c[static_cast<std::size_t>(i)]; }

    /// A is lower triangular: the stages are solved one by one.
    constexpr bool diagonallyImplicit() const
    {
        for (int i = 0; i < stages(); ++i)
            for (int j = i + 1; j < stages(); ++j)
                if (coefficient(i, j) != 0.0)
                    return false;
        return true;
    }
    /// One matrix serves all stages: one number on the diagonal, apart from an explicit first
    /// stage.
    constexpr bool singlyDiagonal() const
    {
        for (int i = explicitFirstStage() ? 1 : 0; i < stages(); ++i)
            if (coefficient(i, i) != coefficient(stages() - 1, stages() - 1))
                return false;
        return diagonallyImplicit();
    }
    /// y1 is the last stage.
    constexpr bool stifflyAccurate() const
    {
        for (int j = 0; j < stages(); ++j)
            if (coefficient(stages() - 1, j) != weight(j))
                return false;
        return true;
    }
    /// The first stage is y itself.
    constexpr bool explicitFirstStage() const
    {
        for (int j = 0; j < stages(); ++j)
            if (coefficient(0, j) != 0.0)
                return false;
        return true;
    }
    constexpr double filterGamma() const
    {
        return e.empty() ? coefficient(stages() - 1, stages() - 1) : startWeight;
    }
};

/// Row sums of a equal c; b and bHat sum to 1; sizes agree; a lower triangular A has one number
/// on its diagonal, apart from an explicit first stage.
constexpr bool isConsistent(const ImplicitTableau& table)
{
    const auto near = [](double x, double y) { return (x > y ? x - y : y - x) < 1e-14; };
    const std::size_t s = table.b.size();
    const bool byWeights = table.bHat.size() == s;
    const bool byStages = table.e.size() == s;
    if (s == 0 || table.c.size() != s || table.a.size() != s * s
        || table.embedded() != (byWeights || byStages) || (byWeights && byStages))
        return false;
    double sum = 0.0;
    double sumHat = 0.0;
    for (int i = 0; i < table.stages(); ++i) {
        sum += table.weight(i);
        sumHat += byWeights ? table.embeddedWeight(i) : 0.0;
        double row = 0.0;
        for (int j = 0; j < table.stages(); ++j)
            row += table.coefficient(i, j);
        if (!near(row, table.node(i)))
            return false;
        const bool explicitStage = i == 0 && table.explicitFirstStage();
        if (table.diagonallyImplicit() && !explicitStage
            && table.coefficient(i, i) != table.coefficient(table.stages() - 1, table.stages() - 1))
            return false;
    }
    return near(sum, 1.0) && (!byWeights || near(sumHat, 1.0));
}

} // namespace solvers
