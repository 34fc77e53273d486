// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/export/onnx_network.h"

namespace nn::exporting {

namespace {

using onnx::MakeAttribute;

constexpr float kEpsilon = 1e-5F; ///< of all normalisations, as in PyTorch

onnx::AttributeProto integers(const char* name, std::vector<std::int64_t> values)
{
    return MakeAttribute(name, values);
}

/// Scale and offset of a channel, fit to be combined with images.
bool isNormalisation(const std::string& name)
{
    return name.find("norm") != std::string::npos || name.starts_with("downsample.1.")
        || name.starts_with("downsample.4.") || name.starts_with("head.0.");
}

} // namespace

OnnxNetwork::OnnxNetwork(GraphBuilder& graph, const ModelConfig& config, const TensorFile& weights)
    : m_config(config)
{
    for (const Tensor& tensor : weights.tensors) {
        if (tensor.type != TensorType::F32)
            continue; // the batches that running statistics have seen: nothing computes with them
        std::vector<std::int64_t> shape = tensor.shape;
        if (isNormalisation(tensor.name))
            shape.insert(shape.end(), { 1, 1 });
        m_weights[tensor.name] = graph.tensor<float>(tensor.name, shape, tensor.values<float>());
    }
    if (config.model == "mlp")
        return;
    const std::vector<float> ones(kGroups, 1.0F);
    m_ones = graph.tensor<float>("groups.ones", { kGroups }, ones);
    m_zeros = graph.tensor<float>("groups.zeros", { kGroups }, std::vector<float>(kGroups));
    m_grouped = graph.tensor<std::int64_t>("groups.shape", { 3 }, { 0, kGroups, -1 });
    std::vector<std::int64_t> sides { 26, 12, kSide };
    if (article() && modelById(config.model).hasBlocks)
        sides.push_back(3);
    for (const std::int64_t side : sides)
        m_images[side] = graph.tensor<std::int64_t>(
            "images.shape." + std::to_string(side), { 4 }, { 0, kChannels, side, side });
}

bool OnnxNetwork::needsTime() const
{
    return m_config.block == "time";
}

int OnnxNetwork::residualBlocks() const
{
    int count = 0;
    while (m_weights.contains("blocks." + std::to_string(count) + ".conv1.weight"))
        ++count;
    return count;
}

/// Group normalisation and ReLU. Every group is one channel of an instance normalisation, which
/// is what runtimes have had for long.
Value OnnxNetwork::normalised(GraphBuilder& graph, const Value& x, const std::string& name,
    const std::string& label, std::int64_t side) const
{
    const Value groups = graph.node("Reshape", { x, m_grouped }, label + ".groups");
    const Value even = graph.node("InstanceNormalization", { groups, m_ones, m_zeros },
        label + ".normalised", { MakeAttribute("epsilon", kEpsilon) });
    const Value images = graph.node("Reshape", { even, m_images.at(side) }, label + ".images");
    const Value scaled = graph.node("Mul", { images, weight(name + ".weight") }, label + ".scaled");
    const Value shifted = graph.node("Add", { scaled, weight(name + ".bias") }, label);
    return graph.node("Relu", { shifted }, label + ".relu");
}

Value OnnxNetwork::convolved(GraphBuilder& graph, const Value& x, const std::string& name,
    const std::string& label, std::int64_t stride, std::int64_t padding) const
{
    return graph.node("Conv", { x, weight(name + ".weight"), weight(name + ".bias") }, label,
        { integers("strides", { stride, stride }),
            integers("pads", { padding, padding, padding, padding }) });
}

Value OnnxNetwork::linear(GraphBuilder& graph, const Value& x, const std::string& name) const
{
    const std::int64_t transposed = 1;
    return graph.node("Gemm", { x, weight(name + ".weight"), weight(name + ".bias") }, name,
        { MakeAttribute("transB", transposed) });
}

Value OnnxNetwork::perceptron(GraphBuilder& graph, const Value& images) const
{
    const Value pixels = graph.node("Flatten", { images }, "pixels");
    const Value hidden = linear(graph, pixels, "fc1");
    const Value centred = graph.node("Sub", { hidden, weight("bn.running_mean") }, "bn.centred");
    const Value epsilon = graph.scalar("bn.epsilon", kEpsilon);
    const Value variance = graph.node("Add", { weight("bn.running_var"), epsilon }, "bn.variance");
    const Value deviation = graph.node("Sqrt", { variance }, "bn.deviation");
    const Value even = graph.node("Div", { centred, deviation }, "bn.normalised");
    const Value scaled = graph.node("Mul", { even, weight("bn.weight") }, "bn.scaled");
    const Value shifted = graph.node("Add", { scaled, weight("bn.bias") }, "bn");
    return linear(graph, graph.node("Relu", { shifted }, "relu"), "fc2");
}

Value OnnxNetwork::stem(GraphBuilder& graph, const Value& images) const
{
    Value x = convolved(graph, images, "downsample.0", "downsample.0", 1, 0);
    x = normalised(graph, x, "downsample.1", "downsample.1", 26);
    x = convolved(graph, x, "downsample.3", "downsample.3", 2, 0);
    x = normalised(graph, x, "downsample.4", "downsample.4", 12);
    return convolved(graph, x, "downsample.6", "downsample.6", 2, 0);
}

Value OnnxNetwork::head(GraphBuilder& graph, const Value& z) const
{
    const Value even = normalised(graph, z, "head.0", "head.0", kSide);
    const Value pooled = graph.node("GlobalAveragePool", { even }, "head.pooled");
    return linear(graph, graph.node("Flatten", { pooled }, "head.features"), "head.4");
}

Value OnnxNetwork::branch(GraphBuilder& graph, const Value& z, const std::string& name,
    const std::string& label, const Value& t) const
{
    // One more channel before the others, filled with t
    const Value oneChannel = needsTime()
        ? graph.tensor<std::int64_t>(label + ".channel", { 8 }, { 0, 1, 0, 0, 0, 0, 0, 0 })
        : Value();
    const auto withTime = [&](const Value& x, const std::string& made) {
        return needsTime() ? graph.node("Pad", { x, oneChannel, t }, label + made) : x;
    };
    Value x = normalised(graph, z, name + ".norm1", label + ".norm1", kSide);
    x = withTime(x, ".with_t1");
    x = convolved(graph, x, name + ".conv1", label + ".conv1", 1, article() ? 0 : 1);
    x = normalised(graph, x, name + ".norm2", label + ".norm2", article() ? 3 : kSide);
    x = withTime(x, ".with_t2");
    return convolved(graph, x, name + ".conv2", label + ".conv2", 1, 1);
}

} // namespace nn::exporting
