// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

namespace nn {

/// y = max(x, 0), with derivative 0 at 0.
template <typename Scalar>
class Relu final : public Layer<Scalar> {
public:
    Shape outputShape(const Shape& input) const override { return input; }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
};

/// y = log(1 + e^x), the smooth ReLU: solvers keep their order on fields made with it.
template <typename Scalar>
class Softplus final : public Layer<Scalar> {
public:
    Shape outputShape(const Shape& input) const override { return input; }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
};

/// y = tanh(x)
template <typename Scalar>
class Tanh final : public Layer<Scalar> {
public:
    Shape outputShape(const Shape& input) const override { return input; }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
};

/// y = sin(x)
template <typename Scalar>
class Sine final : public Layer<Scalar> {
public:
    Shape outputShape(const Shape& input) const override { return input; }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
};

} // namespace nn
