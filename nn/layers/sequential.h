// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

#include <memory>
#include <utility>
#include <vector>

namespace nn {

/// Layers one after the other.
template <typename Scalar>
class Sequential final : public Layer<Scalar> {
public:
    /// Nothing yet, for samples of shape `input`.
    explicit Sequential(const Shape& input)
        : m_input(input)
        , m_shape(input)
    {
    }

    /// Makes a layer at the end. Throws std::invalid_argument where it does not fit the one before.
    template <typename L, typename... Arguments>
    L& add(Arguments&&... arguments)
    {
        auto layer = std::make_unique<L>(std::forward<Arguments>(arguments)...);
        L& result = *layer;
        m_shape = layer->outputShape(m_shape);
        m_layers.push_back(std::move(layer));
        return result;
    }

    const Shape& shape() const { return m_shape; } ///< after the last layer

    Shape outputShape(const Shape& input) const override;
    bool couplesSamples() const override;
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
    void initialise(Random& random) override;

private:
    Shape m_input;
    Shape m_shape;
    std::vector<std::unique_ptr<Layer<Scalar>>> m_layers;
};

} // namespace nn
