// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <utility>

// Minimal filtering by interpolation: m outputs of a filter with r taps from m + r - 1 products,
//     y = output . ((filter . g) * (input . d)),
// in two dimensions once along the columns and once along the rows (Lavin & Gray, CVPR 2016;
// Winograd 1980).
namespace nn::kernels {

template <std::size_t rows, std::size_t columns>
using SmallMatrix = std::array<std::array<double, columns>, rows>;

template <std::size_t rows, std::size_t columns>
constexpr SmallMatrix<columns, rows> transposed(const SmallMatrix<rows, columns>& matrix)
{
    SmallMatrix<columns, rows> result {};
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            result[j][i] = matrix[i][j];
    return result;
}

inline constexpr long kTile = 3; ///< outputs of a tile along a side

/// F(kTile, taps)
template <int taps>
struct MinimalFilter;

/// Points 0, 1, -1, infinity.
template <>
struct MinimalFilter<2> {
    static constexpr SmallMatrix<4, 4> input { { { 1, 0, -1, 0 }, { 0, 1, 1, 0 }, { 0, -1, 1, 0 },
        { 0, -1, 0, 1 } } };
    static constexpr SmallMatrix<4, 2> filter { { { 1, 0 }, { 0.5, 0.5 }, { 0.5, -0.5 },
        { 0, 1 } } };
    static constexpr SmallMatrix<3, 4> output { { { 1, 1, 1, 0 }, { 0, 1, -1, 0 },
        { 0, 1, 1, 1 } } };
};

/// Points 0, 1, -1, 2, infinity.
template <>
struct MinimalFilter<3> {
    static constexpr SmallMatrix<5, 5> input { { { 2, -1, -2, 1, 0 }, { 0, -2, -1, 1, 0 },
        { 0, 2, -3, 1, 0 }, { 0, -1, 0, 1, 0 }, { 0, 2, -1, -2, 1 } } };
    static constexpr SmallMatrix<5, 3> filter { { { 1.0 / 2, 0, 0 },
        { -1.0 / 2, -1.0 / 2, -1.0 / 2 }, { -1.0 / 6, 1.0 / 6, -1.0 / 6 },
        { 1.0 / 6, 1.0 / 3, 2.0 / 3 }, { 0, 0, 1 } } };
    static constexpr SmallMatrix<3, 5> output { { { 1, 1, 1, 1, 0 }, { 0, 1, -1, 2, 0 },
        { 0, 1, 1, 4, 1 } } };
};

/// Row i of the matrix times x (stride s), from column j on; entries 0 and +-1 cost nothing.
template <const auto& matrix, std::size_t i, std::size_t j, bool started, typename Scalar,
    typename Pack>
[[gnu::always_inline]] inline Pack rowProduct(const Pack* x, int s, Pack sum)
{
    constexpr std::size_t columns = matrix[0].size();
    if constexpr (j == columns) {
        return sum;
    } else {
        constexpr double c = matrix[i][j];
        constexpr bool now = started || c != 0;
        if constexpr (c != 0) {
            const Pack v = x[static_cast<int>(j) * s];
            if constexpr (c == 1)
                sum = started ? sum + v : v;
            else if constexpr (c == -1)
                sum = started ? sum - v : -v;
            else
                sum = started ? sum + v * static_cast<Scalar>(c) : v * static_cast<Scalar>(c);
        }
        return rowProduct<matrix, i, j + 1, now, Scalar>(x, s, sum);
    }
}

/// y (stride q) = matrix x (stride s)
template <const auto& matrix, typename Scalar, typename Pack>
[[gnu::always_inline]] inline void applyAlong(const Pack* x, int s, Pack* y, int q)
{
    [&]<std::size_t... i>(std::index_sequence<i...>) __attribute__((always_inline))
    {
        ((y[static_cast<int>(i) * q] = rowProduct<matrix, i, 0, false, Scalar>(x, s, Pack {})),
            ...);
    }
    (std::make_index_sequence<matrix.size()>());
}

/// to (rows x rows) = matrix from (columns x columns) matrix^T, both row-major
template <const auto& matrix, typename Scalar, typename Pack>
[[gnu::always_inline]] inline void applyBothWays(const Pack* from, Pack* to)
{
    constexpr int rows = static_cast<int>(matrix.size());
    constexpr int columns = static_cast<int>(matrix[0].size());
    Pack half[rows * columns];
#pragma GCC unroll 8
    for (int c = 0; c < columns; ++c)
        applyAlong<matrix, Scalar>(from + c, columns, half + c, columns);
#pragma GCC unroll 8
    for (int r = 0; r < rows; ++r)
        applyAlong<matrix, Scalar>(half + r * columns, 1, to + r * rows, 1);
}

} // namespace nn::kernels
