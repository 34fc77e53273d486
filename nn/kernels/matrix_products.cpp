// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/matrix_products.h"

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

} // namespace

template <typename Scalar>
void multiply(const ProductShape& s, const Scalar* x, const Scalar* w, Scalar* y)
{
    matrix(y, s.rows, s.columns).noalias()
        = matrix(x, s.rows, s.inner) * matrix(w, s.inner, s.columns);
}

template <typename Scalar>
void addLeftTransposed(const ProductShape& s, const Scalar* x, const Scalar* y, Scalar* w)
{
    matrix(w, s.inner, s.columns).noalias()
        += matrix(x, s.rows, s.inner).transpose() * matrix(y, s.rows, s.columns);
}

template <typename Scalar>
void multiplyRightTransposed(const ProductShape& s, const Scalar* y, const Scalar* w, Scalar* x)
{
    matrix(x, s.rows, s.inner).noalias()
        = matrix(y, s.rows, s.columns) * matrix(w, s.inner, s.columns).transpose();
}

#define NN_INSTANTIATE(Scalar)                                                                     \
    template void multiply(const ProductShape&, const Scalar*, const Scalar*, Scalar*);            \
    template void addLeftTransposed(const ProductShape&, const Scalar*, const Scalar*, Scalar*);   \
    template void multiplyRightTransposed(                                                         \
        const ProductShape&, const Scalar*, const Scalar*, Scalar*);
NN_INSTANTIATE(float)
NN_INSTANTIATE(double)
#undef NN_INSTANTIATE

} // namespace nn::kernels
