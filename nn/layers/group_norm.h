// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/kernels/group_normalisation.h"
#include "nn/layers/layer.h"

namespace nn {

struct GroupNormOptions {
    Index groups = 32; ///< divides the channels
    double epsilon = 1e-5;
    bool relu = false; ///< a ReLU on top in the same pass over memory ("pre-activation")
};

/// Group normalisation with learned scale and offset as PyTorch's GroupNorm (Wu & He, ECCV 2018,
/// arXiv:1803.08494). Tensors NAME.weight and NAME.bias (channels).
template <typename Scalar>
class GroupNorm final : public Layer<Scalar> {
public:
    /// Throws std::invalid_argument where the groups do not divide the channels.
    GroupNorm(ParameterStore<Scalar>& store, const std::string& name, const Shape& shape,
        const GroupNormOptions& options);

    Shape outputShape(const Shape& input) const override;
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
    void initialise(Random& random) override;

private:
    ParameterStore<Scalar>& m_store;
    Shape m_shape;
    kernels::GroupNormShape m_kernel;
    Index m_scale;
    Index m_offset;
};

} // namespace nn
