// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/model.h"

#include <memory>
#include <vector>

namespace nn {

/// The numbers of a model at one moment, as a value: what a worker gets to look at.
struct ModelWeights {
    ModelConfig config;
    std::vector<float> values; ///< laid out like the model's ParameterStore
    long step = 0; ///< optimiser steps they have seen; 0 where that is not known
};

ModelWeights weightsOf(const Model<float>& model, long step = 0);

/// A model with these numbers. Throws std::invalid_argument where their count does not fit the
/// model, or as makeModel(config).
template <typename Scalar>
std::unique_ptr<Model<Scalar>> makeModel(const ModelWeights& weights);

/// The same with the solver, steps, tolerances and gradient method of `solve` in the ODE block;
/// model, block and times stay those of the weights.
ModelConfig withSolver(const ModelConfig& config, const ModelConfig& solve);

} // namespace nn
