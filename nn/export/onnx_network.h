// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/export/onnx_graph.h"
#include "nn/models/model.h"
#include "nn/models/safetensors.h"

#include <map>

namespace nn::exporting {

/// The layers of the networks as nodes, with the weights of a model file: the same architecture as
/// nn::Network, which the tests hold together. Images are NCHW here.
class OnnxNetwork {
public:
    /// The weights become tensors of `graph`. weights: as modelTensors() makes them.
    OnnxNetwork(GraphBuilder& graph, const ModelConfig& config, const TensorFile& weights);

    Value perceptron(GraphBuilder& graph, const Value& images) const; ///< whole, to the logits
    Value stem(GraphBuilder& graph, const Value& images) const; ///< N x 64 x 5 x 5
    Value head(GraphBuilder& graph, const Value& z) const; ///< logits

    /// The branch of a residual block or the field of the ODE block, N x 64 x 5 x 5 again.
    /// name: of the block in the weights, "ode.func"; label: begins the names of the nodes.
    /// t: a float, read by the block "time" alone.
    Value branch(GraphBuilder& graph, const Value& z, const std::string& name,
        const std::string& label, const Value& t = {}) const;
    bool needsTime() const;
    int residualBlocks() const; ///< blocks.0, blocks.1, ... in the weights

    static std::vector<Dimension> stateShape() { return { "N", kChannels, kSide, kSide }; }

private:
    static constexpr std::int64_t kChannels = 64;
    static constexpr std::int64_t kSide = 5;
    static constexpr std::int64_t kGroups = 32;

    Value normalised(GraphBuilder& graph, const Value& x, const std::string& name,
        const std::string& label, std::int64_t side) const;
    Value convolved(GraphBuilder& graph, const Value& x, const std::string& name,
        const std::string& label, std::int64_t stride, std::int64_t padding) const;
    Value linear(GraphBuilder& graph, const Value& x, const std::string& name) const;
    bool article() const { return m_config.block == "article"; }
    const Value& weight(const std::string& name) const { return m_weights.at(name); }

    ModelConfig m_config;
    std::map<std::string, Value> m_weights; ///< by state-dict name
    Value m_ones; ///< of every group
    Value m_zeros;
    Value m_grouped; ///< the shape of images whose groups are channels
    std::map<std::int64_t, Value> m_images; ///< the shape of images by their side
};

} // namespace nn::exporting
