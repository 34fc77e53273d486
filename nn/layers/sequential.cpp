// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/sequential.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

template <typename Scalar>
Shape Sequential<Scalar>::outputShape(const Shape& input) const
{
    if (input != m_input)
        throw std::invalid_argument("a sequence of layers was made for another shape");
    return m_shape;
}

template <typename Scalar>
bool Sequential<Scalar>::couplesSamples() const
{
    return std::any_of(m_layers.begin(), m_layers.end(),
        [](const auto& layer) { return layer->couplesSamples(); });
}

template <typename Scalar>
View<Scalar> Sequential<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    assert(!m_layers.empty() && x.shape == m_input);
    View<Scalar> y;
    for (const auto& layer : m_layers) {
        y = layer->forward(x, work);
        x = y;
    }
    return y;
}

template <typename Scalar>
View<Scalar> Sequential<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const
{
    View<Scalar> dx;
    for (auto layer = m_layers.rbegin(); layer != m_layers.rend(); ++layer) {
        dx = (*layer)->backward(dy, work, gradients);
        dy = dx;
    }
    return dx;
}

template <typename Scalar>
void Sequential<Scalar>::initialise(Random& random)
{
    for (const auto& layer : m_layers)
        layer->initialise(random);
}

template class Sequential<float>;
template class Sequential<double>;

} // namespace nn
