// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/group_norm.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

template <typename Scalar>
GroupNorm<Scalar>::GroupNorm(ParameterStore<Scalar>& store, const std::string& name,
    const Shape& shape, const GroupNormOptions& options)
    : m_store(store)
    , m_shape(shape)
    , m_kernel { shape.pixels(), shape.channels, options.groups, options.epsilon, options.relu }
    , m_scale(store.add(name + ".weight", { shape.channels }))
    , m_offset(store.add(name + ".bias", { shape.channels }))
{
    if (options.groups < 1 || shape.channels % options.groups != 0)
        throw std::invalid_argument(std::to_string(options.groups) + " groups do not divide "
            + std::to_string(shape.channels) + " channels");
    if (shape.channels > kernels::kMostNormalisedChannels)
        throw std::invalid_argument("group normalisation takes at most "
            + std::to_string(kernels::kMostNormalisedChannels) + " channels");
    std::fill_n(store.data(m_scale), shape.channels, Scalar(1));
}

template <typename Scalar>
Shape GroupNorm<Scalar>::outputShape(const Shape& input) const
{
    if (input != m_shape)
        throw std::invalid_argument("a group normalisation was made for another shape");
    return m_shape;
}

template <typename Scalar>
View<Scalar> GroupNorm<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    assert(x.shape == m_shape);
    const Index channels = m_shape.channels;
    const Shape statisticsShape { 2, 1, channels };
    const View<Scalar> y = work.allocate(x.samples, m_shape);
    const View<Scalar> statistics = work.allocate(x.samples, statisticsShape);
    for (Index n = 0; n < x.samples; ++n) {
        Scalar* const mean = statistics.data + n * statisticsShape.size();
        kernels::groupNormForward(m_kernel, x.data + n * m_shape.size(), m_store.data(m_scale),
            m_store.data(m_offset), y.data + n * m_shape.size(), mean, mean + channels);
    }
    if (work.taping) {
        work.push(x);
        work.push(statistics);
    }
    return y;
}

template <typename Scalar>
View<Scalar> GroupNorm<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const
{
    const ConstView<Scalar> statistics = work.pop();
    const ConstView<Scalar> x = work.pop();
    const View<Scalar> dx = work.allocate(x.samples, m_shape);
    for (Index n = 0; n < x.samples; ++n) {
        const Scalar* const mean = statistics.data + n * statistics.shape.size();
        const Index at = n * m_shape.size();
        kernels::groupNormBackward(m_kernel, x.data + at, dy.data + at, mean,
            mean + m_shape.channels, m_store.data(m_scale), m_store.data(m_offset), dx.data + at,
            gradients.at(m_scale), gradients.at(m_offset));
    }
    return dx;
}

template <typename Scalar>
void GroupNorm<Scalar>::initialise(Random& random)
{
    (void)random;
    std::fill_n(m_store.data(m_scale), m_shape.channels, Scalar(1));
    std::fill_n(m_store.data(m_offset), m_shape.channels, Scalar(0));
}

template class GroupNorm<float>;
template class GroupNorm<double>;

} // namespace nn
