// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace solvers {

namespace detail {

/// Place of (i, j), j < i, in a strict lower triangle held row by row
constexpr std::size_t triangle(int i, int j)
{
    return static_cast<std::size_t>(i * (i - 1) / 2 + j);
}

} // namespace detail

/// Coefficients of a linearly implicit (Rosenbrock) method with s stages, transformed so that no
/// product with J is needed; Hairer & Wanner, Solving ODEs II, 2nd ed., sec. IV.7, (7.25):
///   (I / (h gamma) - J) u_i = f(t + alpha_i h, y + sum_j a_ij u_j) + sum_j c_ij u_j / h
///                             + gamma_i h df/dt,
///   y1 = y + sum_i m_i u_i, with j < i and J, df/dt exact at (t, y).
/// a and c hold strict lower triangles row by row. mHat holds the weights of the embedded
/// solution, to which endWeight h f(t + h, y1) belongs; where that is not 0, the estimate is
/// multiplied by (I - h gamma J)^(-1). dense, two rows of s numbers or none: y(t + theta h) = (1 -
/// theta) y
/// + theta (y1 + (1 - theta) (D_1 + theta D_2)), D_r = sum_i dense_ri u_i.
struct RosenbrockTableau {
    std::string_view id;
    int order;
    int embeddedOrder; ///< 0 without an embedded solution
    double gamma;
    std::span<const double> a;
    std::span<const double> c;
    std::span<const double> alpha;
    std::span<const double> gammas; ///< gamma_i
    std::span<const double> m;
    std::span<const double> mHat;
    double endWeight = 0.0;
    std::span<const double> dense = {};
    int denseOrder = 0; ///< 0 without dense

    constexpr int stages() const { return static_cast<int>(m.size()); }
    constexpr double argument(int i, int j) const { return a[detail::triangle(i, j)]; }
    constexpr double coupling(int i, int j) const { return c[detail::triangle(i, j)]; }
    constexpr double weight(int i) const { return m[static_cast<std::size_t>(i)]; }
    constexpr double embeddedWeight(int i) const { return mHat[static_cast<std::size_t>(i)]; }
    constexpr double node(int i) const { return alpha[static_cast<std::size_t>(i)]; }
    constexpr double timeFactor(int i) const { return gammas[static_cast<std::size_t>(i)]; }

    /// f of stage i is that of the stage before.
    constexpr bool repeatsArgument(int i) const
    {
        if (i < 1 || node(i) != node(i - 1) || argument(i, i - 1) != 0.0)
            return false;
        for (int j = 0; j + 1 < i; ++j)
            if (argument(i, j) != argument(i - 1, j))
                return false;
        return true;
    }

    /// f of the last stage is f(t + h, y1), which the next step begins with.
    constexpr bool fsal() const
    {
        const int last = stages() - 1;
        if (last < 1 || node(last) != 1.0 || weight(last) != 0.0)
            return false;
        for (int j = 0; j < last; ++j)
            if (argument(last, j) != weight(j))
                return false;
        return true;
    }
};

/// Sizes agree; the first stage is at (t, y).
constexpr bool isConsistent(const RosenbrockTableau& table)
{
    const std::size_t s = table.m.size();
    const std::size_t lower = s * (s - 1) / 2;
    return s > 0 && table.a.size() == lower && table.c.size() == lower && table.alpha.size() == s
        && table.gammas.size() == s && table.mHat.size() == (table.embeddedOrder > 0 ? s : 0)
        && table.dense.size() == (table.denseOrder > 0 ? 2 * s : 0) && table.alpha[0] == 0.0
        && table.gammas[0] == table.gamma && table.gamma > 0.0;
}

} // namespace solvers
