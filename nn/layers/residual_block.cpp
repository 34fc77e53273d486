// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/residual_block.h"

#include <stdexcept>

namespace nn {

template <typename Scalar>
ResidualBlock<Scalar>::ResidualBlock(std::unique_ptr<Layer<Scalar>> branch, Scalar scale)
    : m_branch(std::move(branch))
    , m_scale(scale)
{
}

template <typename Scalar>
Shape ResidualBlock<Scalar>::outputShape(const Shape& input) const
{
    if (m_branch->outputShape(input) != input)
        throw std::invalid_argument("the branch of a residual block must keep the shape");
    return input;
}

template <typename Scalar>
View<Scalar> ResidualBlock<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    const View<Scalar> y = m_branch->forward(x, work);
    if (m_scale == Scalar(1))
        y.vector() += x.vector();
    else
        y.vector() = x.vector() + m_scale * y.vector();
    return y;
}

template <typename Scalar>
View<Scalar> ResidualBlock<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const
{
    ConstView<Scalar> dbranch = dy;
    if (m_scale != Scalar(1)) {
        const View<Scalar> scaled = work.allocate(dy.samples, dy.shape);
        scaled.vector() = m_scale * dy.vector();
        dbranch = scaled;
    }
    const View<Scalar> dx = m_branch->backward(dbranch, work, gradients);
    dx.vector() += dy.vector();
    return dx;
}

template class ResidualBlock<float>;
template class ResidualBlock<double>;

} // namespace nn
