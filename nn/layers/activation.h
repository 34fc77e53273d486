// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

namespace nn {

namespace functions {

struct Relu;
struct Softplus;
struct Tanh;
struct Cube;
struct Sine;

} // namespace functions

/// y = Function(x), entry by entry.
template <typename Scalar, typename Function>
class Activation final : public Layer<Scalar> {
public:
    Shape outputShape(const Shape& input) const override { return input; }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
};

/// y = max(x, 0), with derivative 0 at 0.
template <typename Scalar>
using Relu = Activation<Scalar, functions::Relu>;

/// y = log(1 + e^x), the smooth ReLU: solvers keep their order on fields made with it.
template <typename Scalar>
using Softplus = Activation<Scalar, functions::Softplus>;

template <typename Scalar>
using Tanh = Activation<Scalar, functions::Tanh>;

/// y = x^3, as before the field of the spiral demonstration of Chen et al.
template <typename Scalar>
using Cube = Activation<Scalar, functions::Cube>;

template <typename Scalar>
using Sine = Activation<Scalar, functions::Sine>;

} // namespace nn
