// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

namespace nn {

/// y = W x + b as PyTorch's Linear. Tensors NAME.weight (out, in) and NAME.bias (out), if any.
///
/// Takes vectors, and images of one channel row by row.
template <typename Scalar>
class Dense final : public Layer<Scalar> {
public:
    /// inputGradient false: the first layer, nobody asks for dLoss/dx; bias false: y = W x
    Dense(ParameterStore<Scalar>& store, const std::string& name, Index in, Index out,
        bool inputGradient = true, bool bias = true);

    Shape outputShape(const Shape& input) const override;
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
    void initialise(Random& random) override;

private:
    ParameterStore<Scalar>& m_store;
    Index m_in;
    Index m_out;
    bool m_inputGradient;
    Index m_weight;
    Index m_bias; ///< -1: none
};

} // namespace nn
