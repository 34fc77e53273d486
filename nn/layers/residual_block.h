// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

#include <memory>

namespace nn {

/// y = x + scale branch(x): one Euler step of h = scale, which is 1 in a residual network
/// (He, Zhang, Ren & Sun, arXiv:1603.05027).
template <typename Scalar>
class ResidualBlock final : public Layer<Scalar> {
public:
    /// branch must return a view of its own, which is changed in place (every layer does).
    explicit ResidualBlock(std::unique_ptr<Layer<Scalar>> branch, Scalar scale = Scalar(1));

    /// Throws std::invalid_argument where the branch changes the shape.
    Shape outputShape(const Shape& input) const override;
    bool couplesSamples() const override { return m_branch->couplesSamples(); }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
    void initialise(Random& random) override { m_branch->initialise(random); }

private:
    std::unique_ptr<Layer<Scalar>> m_branch;
    Scalar m_scale;
};

} // namespace nn
