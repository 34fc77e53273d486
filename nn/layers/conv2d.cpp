// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/conv2d.h"

#include "nn/layers/start_values.h"

#include <stdexcept>

namespace nn {

template <typename Scalar>
Conv2d<Scalar>::Conv2d(ParameterStore<Scalar>& store, const std::string& name, const Shape& in,
    Index outChannels, const Conv2dOptions& options)
    : m_store(store)
    , m_kernel(kernels::makeConvolution<Scalar>(
          { in, outChannels, options.kernel, options.stride, options.padding }))
    , m_inputGradient(options.inputGradient)
    , m_weight(store.add(name + ".weight",
          { outChannels, in.channels, options.kernel, options.kernel }, Layout::Convolution))
    , m_bias(store.add(name + ".bias", { outChannels }))
{
}

template <typename Scalar>
Shape Conv2d<Scalar>::outputShape(const Shape& input) const
{
    if (input != m_kernel->shape().in)
        throw std::invalid_argument("a convolution was made for images of another shape");
    return m_kernel->out();
}

template <typename Scalar>
View<Scalar> Conv2d<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    assert(x.shape == m_kernel->shape().in);
    const View<Scalar> y = work.allocate(x.samples, m_kernel->out());
    m_kernel->forward(x, m_store.data(m_weight), m_store.data(m_bias), y.data, work);
    if (work.taping)
        work.push(x);
    return y;
}

template <typename Scalar>
View<Scalar> Conv2d<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const
{
    const ConstView<Scalar> x = work.pop();
    m_kernel->backwardWeights(x, dy, gradients.at(m_weight), gradients.at(m_bias), work);
    if (!m_inputGradient)
        return {};
    const View<Scalar> dx = work.allocate(x.samples, x.shape);
    m_kernel->backwardInput(dy, m_store.data(m_weight), dx.data, work);
    return dx;
}

template <typename Scalar>
void Conv2d<Scalar>::initialise(Random& random)
{
    const kernels::ConvolutionShape& shape = m_kernel->shape();
    fillUniform(m_store.data(m_weight), shape.patch() * shape.outChannels, shape.patch(), random);
    fillUniform(m_store.data(m_bias), shape.outChannels, shape.patch(), random);
}

template class Conv2d<float>;
template class Conv2d<double>;

} // namespace nn
