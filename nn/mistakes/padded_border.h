// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/sequential.h"
#include "solvers/analysis/mistakes/mistake.h"

#include <memory>

namespace nn {

/// The field of the article's ODE block on images of `shape`: group normalisation and ReLU, 3 x 3
/// convolution, the same and a 1 x 1 convolution. published: the padding of 1 stands at the
/// second, wrong on purpose; else at the first.
std::unique_ptr<Sequential<double>> borderField(
    ParameterStore<double>& store, const Shape& shape, bool published);

/// Random states of 5 x 5 x 64 through an ODE block with either field, Runge-Kutta 4, h = 0.5
/// from 0 to 2; weights as PyTorch starts them, the same for both.
solvers::MistakeRun paddedBorder(
    const std::atomic<bool>& stop, const solvers::MistakeProgress& progress);

} // namespace nn
