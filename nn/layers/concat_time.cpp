// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/concat_time.h"

namespace nn {

template <typename Scalar>
View<Scalar> ConcatTime<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    const View<Scalar> y = work.allocate(x.samples, outputShape(x.shape));
    y.matrix().col(0).setConstant(static_cast<Scalar>(work.time));
    y.matrix().rightCols(x.shape.channels) = x.matrix();
    return y;
}

template <typename Scalar>
View<Scalar> ConcatTime<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar>) const
{
    const Shape shape { dy.shape.height, dy.shape.width, dy.shape.channels - 1 };
    const View<Scalar> dx = work.allocate(dy.samples, shape);
    dx.matrix() = dy.matrix().rightCols(shape.channels);
    work.timeGradient += dy.matrix().col(0).sum();
    return dx;
}

template class ConcatTime<float>;
template class ConcatTime<double>;

} // namespace nn
