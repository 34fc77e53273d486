// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/kernels/convolution.h"
#include "nn/layers/layer.h"

namespace nn {

struct Conv2dOptions {
    Index kernel = 1; ///< square
    Index stride = 1;
    Index padding = 0; ///< zeros on each side
    bool inputGradient = true; ///< false: the first layer, nobody asks for dLoss/dx
};

/// y = W * x + b, a two-dimensional convolution as PyTorch's Conv2d. Tensors NAME.weight
/// (out, in, kernel, kernel) and NAME.bias (out).
template <typename Scalar>
class Conv2d final : public Layer<Scalar> {
public:
    /// Throws std::invalid_argument where the kernel does not fit the input.
    Conv2d(ParameterStore<Scalar>& store, const std::string& name, const Shape& in,
        Index outChannels, const Conv2dOptions& options);

    Shape outputShape(const Shape& input) const override;
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
    void initialise(Random& random) override;

private:
    ParameterStore<Scalar>& m_store;
    std::unique_ptr<kernels::Convolution<Scalar>> m_kernel;
    bool m_inputGradient;
    Index m_weight;
    Index m_bias;
};

} // namespace nn
