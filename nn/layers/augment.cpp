// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/augment.h"

namespace nn {

template <typename Scalar>
View<Scalar> Augment<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    const View<Scalar> y = work.allocate(x.samples, outputShape(x.shape));
    y.matrix().leftCols(x.shape.channels) = x.matrix();
    y.matrix().rightCols(m_extra).setZero();
    return y;
}

template <typename Scalar>
View<Scalar> Augment<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar>) const
{
    const Shape shape { dy.shape.height, dy.shape.width, dy.shape.channels - m_extra };
    const View<Scalar> dx = work.allocate(dy.samples, shape);
    dx.matrix() = dy.matrix().leftCols(shape.channels);
    return dx;
}

template class Augment<float>;
template class Augment<double>;

} // namespace nn
