// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/kernels/matrix_products.h"
#include "nn/kernels/simd.h"

namespace nn::kernels {

/// Products with a matrix that is at most this narrow on one side, as in the fields of small
/// ODE-nets: a general product would spend its time on packing.
inline constexpr Index kNarrow = 4;
inline constexpr Index kNarrowLength = 256; ///< and at most this long on the other

/// body(S(), i) for the packs of 0 <= i < length, and for what is left of it number by number.
template <typename Scalar, typename Body>
void forEachPack(Index length, const Body& body)
{
    Index i = 0;
    for (; i + Simd<Scalar>::kWidth <= length; i += Simd<Scalar>::kWidth)
        body(Simd<Scalar>(), i);
    for (; i < length; ++i)
        body(OneLane<Scalar>(), i);
}

/// Products of `narrow` rows b of `length` numbers. a: count x narrow, c: count x length.
template <int narrow>
struct NarrowProducts {
    /// c = a b, and start, if given, added to every row
    template <typename Scalar>
    static void expand(
        Index count, Index length, const Scalar* a, const Scalar* b, const Scalar* start, Scalar* c)
    {
        forEachPack<Scalar>(length, [&](auto simd, Index i) {
            using S = decltype(simd);
            typename S::Pack factors[narrow];
            for (int k = 0; k < narrow; ++k)
                factors[k] = S::load(b + k * length + i);
            const typename S::Pack first = start ? S::load(start + i) : S::all(0);
            for (Index n = 0; n < count; ++n) {
                typename S::Pack sum = first;
                for (int k = 0; k < narrow; ++k)
                    sum += S::all(a[n * narrow + k]) * factors[k];
                S::store(c + n * length + i, sum);
            }
        });
    }

    /// a = c b^T, and start, if given, added to every row
    template <typename Scalar>
    static void contract(
        Index count, Index length, const Scalar* c, const Scalar* b, const Scalar* start, Scalar* a)
    {
        using S = Simd<Scalar>;
        for (Index n = 0; n < count; ++n, c += length, a += narrow) {
            typename S::Pack sums[narrow] = {};
            Index i = 0;
            for (; i + S::kWidth <= length; i += S::kWidth)
                for (int k = 0; k < narrow; ++k)
                    sums[k] += S::load(c + i) * S::load(b + k * length + i);
            for (int k = 0; k < narrow; ++k) {
                Scalar sum = start ? start[k] : Scalar(0);
                for (Index j = i; j < length; ++j)
                    sum += c[j] * b[k * length + j];
                a[k] = sum + S::sum(sums[k]);
            }
        }
    }

    /// b += a^T c
    template <typename Scalar>
    static void accumulate(Index count, Index length, const Scalar* a, const Scalar* c, Scalar* b)
    {
        forEachPack<Scalar>(length, [&](auto simd, Index i) {
            using S = decltype(simd);
            typename S::Pack sums[narrow];
            for (int k = 0; k < narrow; ++k)
                sums[k] = S::load(b + k * length + i);
            for (Index n = 0; n < count; ++n)
                for (int k = 0; k < narrow; ++k)
                    sums[k] += S::all(a[n * narrow + k]) * S::load(c + n * length + i);
            for (int k = 0; k < narrow; ++k)
                S::store(b + k * length + i, sums[k]);
        });
    }
};

/// body(NarrowProducts<width>()) where 1 <= width <= kNarrow
template <typename Body>
void withWidth(Index width, const Body& body)
{
    switch (width) {
    case 1:
        return body(NarrowProducts<1>());
    case 2:
        return body(NarrowProducts<2>());
    case 3:
        return body(NarrowProducts<3>());
    default:
        return body(NarrowProducts<4>());
    }
}

} // namespace nn::kernels
