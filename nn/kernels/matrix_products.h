// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

namespace nn::kernels {

using Index = Eigen::Index;

/// Sizes of y = x w: x is rows x inner, w is inner x columns, y is rows x columns, all
/// row-major without gaps.
struct ProductShape {
    Index rows = 0;
    Index inner = 0;
    Index columns = 0;
};

/// y = x w, and start, if given, added to every row
template <typename Scalar>
void multiply(const ProductShape& shape, const Scalar* x, const Scalar* w, Scalar* y,
    const Scalar* start = nullptr);

/// w += x^T y
template <typename Scalar>
void addLeftTransposed(const ProductShape& shape, const Scalar* x, const Scalar* y, Scalar* w);

/// x = y w^T
template <typename Scalar>
void multiplyRightTransposed(
    const ProductShape& shape, const Scalar* y, const Scalar* w, Scalar* x);

/// sum += the rows of y, rows x columns
template <typename Scalar>
void addRows(Index rows, Index columns, const Scalar* y, Scalar* sum);

} // namespace nn::kernels
