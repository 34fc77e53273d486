// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/dense.h"

#include "nn/kernels/matrix_products.h"
#include "nn/layers/start_values.h"

#include <stdexcept>

namespace nn {

template <typename Scalar>
Dense<Scalar>::Dense(ParameterStore<Scalar>& store, const std::string& name, Index in, Index out,
    bool inputGradient, bool bias)
    : m_store(store)
    , m_in(in)
    , m_out(out)
    , m_inputGradient(inputGradient)
    , m_weight(store.add(name + ".weight", { out, in }, Layout::Linear))
    , m_bias(bias ? store.add(name + ".bias", { out }) : -1)
{
}

template <typename Scalar>
Shape Dense<Scalar>::outputShape(const Shape& input) const
{
    if (input.size() != m_in)
        throw std::invalid_argument("a dense layer for " + std::to_string(m_in)
            + " numbers does not take " + std::to_string(input.size()));
    if (input.pixels() > 1 && input.channels > 1)
        throw std::invalid_argument("a dense layer takes vectors or images of one channel");
    return { 1, 1, m_out };
}

template <typename Scalar>
View<Scalar> Dense<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    const View<Scalar> y = work.allocate(x.samples, outputShape(x.shape));
    kernels::multiply({ x.samples, m_in, m_out }, x.data, m_store.data(m_weight), y.data);
    if (m_bias >= 0) {
        const Scalar* bias = m_store.data(m_bias);
        for (Index n = 0; n < x.samples; ++n)
            for (Index i = 0; i < m_out; ++i)
                y.data[n * m_out + i] += bias[i];
    }
    if (work.taping)
        work.push(x);
    return y;
}

template <typename Scalar>
View<Scalar> Dense<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const
{
    const ConstView<Scalar> x = work.pop();
    const kernels::ProductShape shape { x.samples, m_in, m_out };
    kernels::addLeftTransposed(shape, x.data, dy.data, gradients.at(m_weight));
    if (m_bias >= 0) {
        Scalar* const dbias = gradients.at(m_bias);
        for (Index n = 0; n < x.samples; ++n)
            for (Index i = 0; i < m_out; ++i)
                dbias[i] += dy.data[n * m_out + i];
    }
    if (!m_inputGradient)
        return {};
    const View<Scalar> dx = work.allocate(x.samples, x.shape);
    kernels::multiplyRightTransposed(shape, dy.data, m_store.data(m_weight), dx.data);
    return dx;
}

template <typename Scalar>
void Dense<Scalar>::initialise(Random& random)
{
    fillUniform(m_store.data(m_weight), m_in * m_out, m_in, random);
    if (m_bias >= 0)
        fillUniform(m_store.data(m_bias), m_out, m_in, random);
}

template class Dense<float>;
template class Dense<double>;

} // namespace nn
