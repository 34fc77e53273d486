// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace solvers {

/// y(t + theta h) of a Runge-Kutta step, in the form of Hairer's codes (HNW I, sec. II.6):
/// y0 + theta (F0 + (1 - theta) (F1 + theta (F2 + (1 - theta) (F3 + theta (F4 + ...))))),
/// F0 = y1 - y0, F1 = h k_1 - F0, F2 = 2 F0 - h (k_1 + k_end), and F_{3+r} = h sum_i d_ri k_i.
/// k_end = f(t + h, y1): the last stage of an FSAL method, else a stage after the last.
/// Without rows d it is the cubic Hermite interpolant.
struct ContinuousExtension {
    int order = 0; ///< error O(h^(order + 1)) in a step; 0: the tableau has no extension
    std::span<const double> d; ///< row by row, one number for every stage
    std::span<const double> a; ///< rows of the stages after k_end
    std::span<const double> c; ///< their nodes
};

/// Coefficients of an explicit Runge-Kutta method with s stages:
/// k_i = f(t + c_i h, y + h sum_j a_ij k_j), y1 = y + h sum_i b_i k_i.
/// a holds the strict lower triangle row by row, s (s - 1) / 2 numbers. bHat holds the weights
/// of the embedded solution (not b - bHat) and is empty where there is none; so does bHat2 for
/// a second one of lower order.
/// Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. II.1 and II.4.
struct ButcherTableau {
    std::string_view id;
    int order;
    int embeddedOrder; ///< 0 without an embedded solution
    std::span<const double> a;
    std::span<const double> b;
    std::span<const double> bHat;
    std::span<const double> c;
    ContinuousExtension dense = {};
    std::span<const double> bHat2 = {};
    int embeddedOrder2 = 0;

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

    /// The error estimate is O(h^(estimateOrder() + 1)); of two estimates e, e2 it is about
    /// |e|^2 / |e2|.
    constexpr int estimateOrder() const
    {
        const int lower = embeddedOrder < order ? embeddedOrder : order;
        return bHat2.empty() ? lower : 2 * embeddedOrder - embeddedOrder2;
    }

    /// Index of k_end of the continuous extension.
    constexpr int endStage() const { return fsal() ? stages() - 1 : stages(); }
    /// Stages of the continuous extension, those of the step included.
    constexpr int denseStages() const
    {
        return dense.order == 0 ? 0 : endStage() + 1 + static_cast<int>(dense.c.size());
    }
    /// a_ij of stage i > endStage()
    constexpr double denseCoefficient(int i, int j) const
    {
        const int before = (i - endStage() - 1) * (i + endStage()) / 2; // numbers in the rows above
        return dense.a[static_cast<std::size_t>(before + j)];
    }
    constexpr double denseNode(int i) const
    {
        return dense.c[static_cast<std::size_t>(i - endStage() - 1)];
    }
};

/// b_i(theta) of the continuous extension: y(t + theta h) = y + h sum_i b_i(theta) k_i.
/// weights: table.denseStages() numbers.
constexpr void denseWeights(const ButcherTableau& table, double theta, std::span<double> weights)
{
    const double rest = 1.0 - theta;
    const double p1 = theta * rest;
    const double p2 = theta * p1;
    const std::size_t stages = weights.size();
    for (std::size_t i = 0; i < stages; ++i)
        weights[i] = i < table.b.size() ? (theta - p1 + 2.0 * p2) * table.b[i] : 0.0;
    weights[0] += p1 - p2;
    weights[static_cast<std::size_t>(table.endStage())] -= p2;
    double p = p2 * rest;
    for (std::size_t row = 0; row * stages < table.dense.d.size(); ++row) {
        for (std::size_t i = 0; i < stages; ++i)
            weights[i] += p * table.dense.d[row * stages + i];
        p *= row % 2 == 0 ? theta : rest;
    }
}

namespace detail {

constexpr bool near(double x, double y, double tolerance)
{
    return (x > y ? x - y : y - x) < tolerance;
}

constexpr double sum(std::span<const double> numbers)
{
    double result = 0.0;
    for (const double number : numbers)
        result += number;
    return result;
}

/// Sizes agree, row sums of the further stages equal their nodes, rows d sum to 0.
constexpr bool isConsistent(const ContinuousExtension& dense, std::size_t first, double tolerance)
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < dense.c.size(); at += first + i++)
        if (at + first + i > dense.a.size()
            || !near(sum(dense.a.subspan(at, first + i)), dense.c[i], tolerance))
            return false;
    const std::size_t stages = first + dense.c.size();
    if (at != dense.a.size() || dense.d.size() % stages != 0)
        return false;
    for (std::size_t row = 0; row < dense.d.size(); row += stages)
        if (!near(sum(dense.d.subspan(row, stages)), 0.0, 100.0 * tolerance))
            return false;
    return true;
}

} // namespace detail

/// Row sums of a equal c; b and the embedded weights sum to 1; sizes agree. tolerance: what the
/// digits printed in the source allow.
constexpr bool isConsistent(const ButcherTableau& table, double tolerance = 1e-14)
{
    const std::size_t s = table.b.size();
    if (s == 0 || table.c.size() != s || table.a.size() != s * (s - 1) / 2
        || table.embedded() != (table.embeddedOrder > 0)
        || table.bHat2.empty() != (table.embeddedOrder2 == 0))
        return false;
    for (std::size_t i = 0; i < s; ++i)
        if (!detail::near(detail::sum(table.a.subspan(i * (i - 1) / 2, i)), table.c[i], tolerance))
            return false;
    for (const auto weights : { table.bHat, table.bHat2 })
        if (!weights.empty()
            && (weights.size() != s || !detail::near(detail::sum(weights), 1.0, tolerance)))
            return false;
    return detail::near(detail::sum(table.b), 1.0, tolerance)
        && (table.dense.order == 0
            || detail::isConsistent(
                table.dense, static_cast<std::size_t>(table.endStage()) + 1, tolerance));
}

} // namespace solvers
