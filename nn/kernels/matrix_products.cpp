// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/matrix_products.h"

#include "nn/kernels/narrow_products.h"

#include <array>

namespace nn::kernels {

namespace {

template <typename Scalar>
using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <typename Scalar>
Eigen::Map<const RowMajor<Scalar>> matrix(const Scalar* data, Index rows, Index columns)
{
    return { data, rows, columns };
}

template <typename Scalar>
Eigen::Map<RowMajor<Scalar>> matrix(Scalar* data, Index rows, Index columns)
{
    return { data, rows, columns };
}

bool fewInner(const ProductShape& s)
{
    return s.inner <= kNarrow && s.columns <= kNarrowLength;
}

bool fewColumns(const ProductShape& s)
{
    return s.columns <= kNarrow && s.inner <= kNarrowLength;
}

/// w with few columns as as many rows
template <typename Scalar>
struct Transposed {
    std::array<Scalar, kNarrow * kNarrowLength> numbers;

    Transposed(const ProductShape& s, const Scalar* w)
    {
        for (Index o = 0; o < s.columns; ++o)
            for (Index i = 0; i < s.inner; ++i)
                numbers[static_cast<std::size_t>(o * s.inner + i)] = w[i * s.columns + o];
    }
};

} // namespace

template <typename Scalar>
void multiply(
    const ProductShape& s, const Scalar* x, const Scalar* w, Scalar* y, const Scalar* start)
{
    if (fewInner(s))
        return withWidth(
            s.inner, [&](auto narrow) { narrow.expand(s.rows, s.columns, x, w, start, y); });
    if (fewColumns(s)) {
        const Transposed<Scalar> rows(s, w);
        return withWidth(s.columns, [&](auto narrow) {
            narrow.contract(s.rows, s.inner, x, rows.numbers.data(), start, y);
        });
    }
    matrix(y, s.rows, s.columns).noalias()
        = matrix(x, s.rows, s.inner) * matrix(w, s.inner, s.columns);
    if (start)
        matrix(y, s.rows, s.columns).rowwise() += matrix(start, 1, s.columns).row(0);
}

template <typename Scalar>
void addLeftTransposed(const ProductShape& s, const Scalar* x, const Scalar* y, Scalar* w)
{
    if (fewInner(s))
        return withWidth(
            s.inner, [&](auto narrow) { narrow.accumulate(s.rows, s.columns, x, y, w); });
    if (fewColumns(s)) {
        Transposed<Scalar> sum(s, w);
        withWidth(s.columns,
            [&](auto narrow) { narrow.accumulate(s.rows, s.inner, y, x, sum.numbers.data()); });
        for (Index i = 0; i < s.inner; ++i)
            for (Index o = 0; o < s.columns; ++o)
                w[i * s.columns + o] = sum.numbers[static_cast<std::size_t>(o * s.inner + i)];
        return;
    }
    matrix(w, s.inner, s.columns).noalias()
        += matrix(x, s.rows, s.inner).transpose() * matrix(y, s.rows, s.columns);
}

template <typename Scalar>
void multiplyRightTransposed(const ProductShape& s, const Scalar* y, const Scalar* w, Scalar* x)
{
    if (fewInner(s))
        return withWidth(s.inner, [&](auto narrow) {
            narrow.template contract<Scalar>(s.rows, s.columns, y, w, nullptr, x);
        });
    if (fewColumns(s)) {
        const Transposed<Scalar> rows(s, w);
        return withWidth(s.columns, [&](auto narrow) {
            narrow.template expand<Scalar>(s.rows, s.inner, y, rows.numbers.data(), nullptr, x);
        });
    }
    matrix(x, s.rows, s.inner).noalias()
        = matrix(y, s.rows, s.columns) * matrix(w, s.inner, s.columns).transpose();
}

template <typename Scalar>
void addRows(Index rows, Index columns, const Scalar* y, Scalar* sum)
{
    forEachPack<Scalar>(columns, [&](auto simd, Index i) {
        using S = decltype(simd);
        typename S::Pack total = S::load(sum + i);
        for (Index n = 0; n < rows; ++n)
            total += S::load(y + n * columns + i);
        S::store(sum + i, total);
    });
}

#define NN_INSTANTIATE(Scalar)                                                                     \
    template void multiply(                                                                        \
        const ProductShape&, const Scalar*, const Scalar*, Scalar*, const Scalar*);                \
    template void addRows(Index, Index, const Scalar*, Scalar*);                                   \
    template void addLeftTransposed(const ProductShape&, const Scalar*, const Scalar*, Scalar*);   \
    template void multiplyRightTransposed(                                                         \
        const ProductShape&, const Scalar*, const Scalar*, Scalar*);
NN_INSTANTIATE(float)
NN_INSTANTIATE(double)
#undef NN_INSTANTIATE

} // namespace nn::kernels
