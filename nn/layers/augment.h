// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

namespace nn {

/// Puts zeros behind the channels of the input, the further dimensions of augmented ODE-nets
/// (Dupont, Doucet & Teh, NeurIPS 2019, arXiv:1904.01681). None: a copy of the input.
template <typename Scalar>
class Augment final : public Layer<Scalar> {
public:
    explicit Augment(Index extra)
        : m_extra(extra)
    {
    }

    Shape outputShape(const Shape& input) const override
    {
        return { input.height, input.width, input.channels + m_extra };
    }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;

private:
    Index m_extra;
};

} // namespace nn
