// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/sequential.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nn {

/// One row of the registry of vector fields of the plane that are made of layers, dh/dt =
/// f(h, theta). Weights are one vector: W1, W2 and b row by row, without those that are not there.
struct DepthFieldInfo {
    std::string_view id; ///< as in JSON
    std::string_view name; ///< as on screen
    std::string_view formula; ///< rich text of f(h, theta)
    std::string_view activation; ///< "tanh", "sin", "ReLU"; empty: none
    int weightLayers; ///< 2: W2 activation(W1 h) + b; 1: activation(W1 h + b)
    std::vector<double> weights; ///< at the start
};

std::span<const DepthFieldInfo> depthFields();

/// nullptr where there is none of that id
const DepthFieldInfo* findDepthField(std::string_view id);
const DepthFieldInfo& depthFieldById(std::string_view id); ///< throws std::invalid_argument

/// The layers of a field, with their tensors NAME.1.weight ... at the end of the store, from the
/// offset store.size() before the call on, and these weights.
std::unique_ptr<Sequential<double>> makeDepthField(const DepthFieldInfo& field,
    std::span<const double> weights, ParameterStore<double>& store, const std::string& name);

} // namespace nn
