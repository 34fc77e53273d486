// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/kernels/simd.h"

#include <algorithm>

// Matrix products C += A B in register tiles. B is packed in panels of kColumns columns, one
// row after the other; rows of A and C are anywhere, each by its own pointer, so that a
// convolution needs no copy of its input (Goto & van de Geijn, ACM TOMS 34(3) (2008) 12).
namespace nn::kernels {

/// What the registers hold: rows x vectors of sums, the vectors of B and one broadcast number.
template <typename Scalar>
struct Tile {
#if defined(__AVX512F__)
    static constexpr int kRows = 6;
    static constexpr int kVectors = 4;
#elif defined(__AVX__)
    static constexpr int kRows = 6;
    static constexpr int kVectors = 2;
#else
    static constexpr int kRows = 4;
    static constexpr int kVectors = 2;
#endif
    static constexpr Index kColumns = kVectors * Simd<Scalar>::kWidth;
};

/// Sums of one tile of R rows while they stay in registers.
template <typename Scalar, int R>
struct TileSums {
    using S = Simd<Scalar>;
    using T = Tile<Scalar>;
    typename S::Pack sum[R][T::kVectors];

    __attribute__((always_inline)) void clear()
    {
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (int v = 0; v < T::kVectors; ++v)
                sum[r][v] = typename S::Pack {};
    }

    /// Every row starts from the same numbers (a bias).
    __attribute__((always_inline)) void set(const Scalar* row)
    {
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (int v = 0; v < T::kVectors; ++v)
                sum[r][v] = S::load(row + v * S::kWidth);
    }

    __attribute__((always_inline)) void load(Scalar* const* c, Index offset)
    {
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (int v = 0; v < T::kVectors; ++v)
                sum[r][v] = S::load(c[r] + offset + v * S::kWidth);
    }

    __attribute__((always_inline)) void store(Scalar* const* c, Index offset) const
    {
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 8
            for (int v = 0; v < T::kVectors; ++v)
                S::store(c[r] + offset + v * S::kWidth, sum[r][v]);
    }

    /// sum[r] += a[r][offset] * (one row of B)
    __attribute__((always_inline)) void add(const Scalar* const* a, Index offset, const Scalar* b)
    {
        typename S::Pack row[T::kVectors];
#pragma GCC unroll 8
        for (int v = 0; v < T::kVectors; ++v)
            row[v] = S::load(b + v * S::kWidth);
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r) {
            const typename S::Pack factor = S::all(a[r][offset]);
#pragma GCC unroll 8
            for (int v = 0; v < T::kVectors; ++v)
                sum[r][v] += factor * row[v];
        }
    }
};

/// Calls body.template operator()<R>(first) for tiles of kRows rows and one of what is left.
template <typename Scalar, typename Body>
inline void forEachTile(Index rows, const Body& body)
{
    constexpr int kRows = Tile<Scalar>::kRows;
    Index i = 0;
    for (; i + kRows <= rows; i += kRows)
        body.template operator()<kRows>(i);
    switch (rows - i) {
    case 1:
        return body.template operator()<1>(i);
    case 2:
        return body.template operator()<2>(i);
    case 3:
        return body.template operator()<3>(i);
    case 4:
        return body.template operator()<4>(i);
    case 5:
        return body.template operator()<5>(i);
    default:
        return;
    }
}

/// B (rows x columns, row stride given, columns a multiple of kColumns) as panels.
template <typename Scalar>
inline void packPanels(const Scalar* b, Index rows, Index columns, Index stride, Scalar* panels)
{
    constexpr Index kColumns = Tile<Scalar>::kColumns;
    for (Index c = 0; c < columns; c += kColumns)
        for (Index r = 0; r < rows; ++r, panels += kColumns)
            std::copy_n(b + r * stride + c, kColumns, panels);
}

} // namespace nn::kernels
