// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

namespace nn {

/// Puts one channel before those of the input, whose pixels are all the time of the solve
/// (Workspace::time): the fields of Chen, Rubanova, Bettencourt & Duvenaud, NeurIPS 2018,
/// arXiv:1806.07366, depend on t that way.
template <typename Scalar>
class ConcatTime final : public Layer<Scalar> {
public:
    Shape outputShape(const Shape& input) const override
    {
        return { input.height, input.width, input.channels + 1 };
    }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
};

} // namespace nn
