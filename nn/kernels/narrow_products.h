// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/kernels/matrix_products.h"

namespace nn::kernels {

/// Products with a matrix that is at most this narrow on one side, as in the fields of small
/// ODE-nets: a general product would spend its time on packing.
inline constexpr Index kNarrow = 4;
inline constexpr Index kNarrowLength = 256; ///< and at most this long on the other

/// Products of `narrow` rows b of `length` numbers. a: count x narrow, c: count x length.
template <int narrow>
struct NarrowProducts {
    /// c = a b
    template <typename Scalar>
    static void expand(Index count, Index length, const Scalar* a, const Scalar* b, Scalar* c)
    {
        for (Index n = 0; n < count; ++n, a += narrow, c += length)
#pragma omp simd
            for (Index i = 0; i < length; ++i) {
                Scalar sum = a[0] * b[i];
                for (int k = 1; k < narrow; ++k)
                    sum += a[k] * b[k * length + i];
                c[i] = sum;
            }
    }

    /// a = c b^T
    template <typename Scalar>
    static void contract(Index count, Index length, const Scalar* c, const Scalar* b, Scalar* a)
    {
        for (Index n = 0; n < count; ++n, c += length)
            for (int k = 0; k < narrow; ++k) {
                Scalar sum = 0;
#pragma omp simd reduction(+ : sum)
                for (Index i = 0; i < length; ++i)
                    sum += c[i] * b[k * length + i];
                *a++ = sum;
            }
    }

    /// b += a^T c
    template <typename Scalar>
    static void accumulate(Index count, Index length, const Scalar* a, const Scalar* c, Scalar* b)
    {
        for (Index n = 0; n < count; ++n, a += narrow, c += length)
#pragma omp simd
            for (Index i = 0; i < length; ++i)
                for (int k = 0; k < narrow; ++k)
                    b[k * length + i] += a[k] * c[i];
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
