// SPDX-License-Identifier: GPL-3.0-or-later
// The networks of points of the plane: dense layers, two classes.
#include "nn/models/network.h"

#include "nn/layers/activation.h"
#include "nn/layers/augment.h"
#include "nn/layers/concat_time.h"
#include "nn/layers/dense.h"

#include <memory>
#include <string>

namespace nn {

namespace {

constexpr Index kClasses = 2;

template <typename Scalar>
void addActivation(Sequential<Scalar>& to, const std::string& id)
{
    if (id == "tanh")
        to.template add<Tanh<Scalar>>();
    else if (id == "relu")
        to.template add<Relu<Scalar>>();
    else
        to.template add<Softplus<Scalar>>();
}

} // namespace

/// Dense layers with the activation between them, from to's shape to `out` numbers. The names
/// count PyTorch's modules, activations included, as of a torch.nn.Sequential.
template <typename Scalar>
void Network<Scalar>::addPlaneLayers(Sequential<Scalar>& to, const std::string& name, Index out)
{
    for (int i = 0; i < m_config.layers; ++i) {
        const bool last = i + 1 == m_config.layers;
        to.template add<Dense<Scalar>>(m_store, name + std::to_string(2 * i), to.shape().channels,
            last ? out : m_config.width);
        if (!last)
            addActivation(to, m_config.activation);
    }
}

template <typename Scalar>
void Network<Scalar>::buildPlane()
{
    if (m_config.model == "plane-mlp") {
        addPlaneLayers(m_stem, "net.", kClasses);
        return;
    }
    m_stem.template add<Augment<Scalar>>(m_config.extra);
    const Index dimensions = m_stem.shape().channels;
    if (m_config.model == "plane-odenet") {
        const Index first = m_store.size();
        auto field = std::make_unique<Sequential<Scalar>>(m_stem.shape());
        if (m_config.timeDependent)
            field->template add<ConcatTime<Scalar>>();
        addPlaneLayers(*field, "ode.func.", dimensions);
        makeOde(std::move(field), first);
    } else {
        for (int i = 0; i < m_config.blocks; ++i) {
            auto branch = std::make_unique<Sequential<Scalar>>(m_stem.shape());
            addPlaneLayers(*branch, "blocks." + std::to_string(i) + ".", dimensions);
            m_blocks.push_back(std::make_unique<ResidualBlock<Scalar>>(std::move(branch)));
        }
    }
    m_head = std::make_unique<Sequential<Scalar>>(m_stem.shape());
    m_head->template add<Dense<Scalar>>(m_store, "head", dimensions, kClasses);
}

template void Network<float>::buildPlane();
template void Network<double>::buildPlane();

} // namespace nn
