// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/residual_block.h"

#include <stdexcept>

namespace nn {

template <typename Scalar>
ResidualBlock<Scalar>::ResidualBlock(std::unique_ptr<Layer<Scalar>> branch)
    : m_branch(std::move(branch))
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
    y.vector() += x.vector();
    return y;
}

template <typename Scalar>
View<Scalar> ResidualBlock<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const
{
    const View<Scalar> dx = m_branch->backward(dy, work, gradients);
    dx.vector() += dy.vector();
    return dx;
}

template class ResidualBlock<float>;
template class ResidualBlock<double>;

} // namespace nn
