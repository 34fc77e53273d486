// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

namespace nn {

/// The mean of each channel over all pixels: images to vectors of channels.
template <typename Scalar>
class GlobalAveragePool final : public Layer<Scalar> {
public:
    Shape outputShape(const Shape& input) const override { return { 1, 1, input.channels }; }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
};

} // namespace nn
