// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_weights.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace nn {

ModelWeights weightsOf(const Model<float>& model, long step)
{
    const ParameterStore<float>& store = model.parameters();
    return { model.config(), { store.data(), store.data() + store.size() }, step };
}

template <typename Scalar>
std::unique_ptr<Model<Scalar>> makeModel(const ModelWeights& weights)
{
    auto model = makeModel<Scalar>(weights.config);
    ParameterStore<Scalar>& store = model->parameters();
    if (weights.values.size() != static_cast<std::size_t>(store.size()))
        throw std::invalid_argument("weights: found " + std::to_string(weights.values.size())
            + " numbers, expected " + std::to_string(store.size()) + " for the model "
            + weights.config.model);
    std::copy(weights.values.begin(), weights.values.end(), store.data());
    return model;
}

ModelConfig withSolver(const ModelConfig& config, const ModelConfig& solve)
{
    ModelConfig result = config;
    result.solver = solve.solver;
    result.adaptive = solve.adaptive;
    result.step = solve.step;
    result.rtol = solve.rtol;
    result.atol = solve.atol;
    result.gradient = solve.gradient;
    return result;
}

template std::unique_ptr<Model<float>> makeModel(const ModelWeights&);
template std::unique_ptr<Model<double>> makeModel(const ModelWeights&);

} // namespace nn
