// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/export/onnx_reader.h"

#include "nn/export/onnx_graph.h"
#include "nn/models/model_file.h"

#include <charconv>
#include <map>
#include <stdexcept>

namespace nn {

namespace {

using Weights = std::map<std::string, const onnx::TensorProto*>;

Tensor countedBatches(
    const ParameterInfo& wanted, const TensorFile& content, const std::string& file)
{
    std::int64_t count = 0;
    const auto said = content.metadata.find(wanted.name);
    const std::string text = said == content.metadata.end() ? std::string() : said->second;
    const char* const end = text.data() + text.size();
    if (text.empty() || std::from_chars(text.data(), end, count).ptr != end)
        throw std::runtime_error(file + ": metadata " + wanted.name + ": expected a whole number");
    return makeTensor<std::int64_t>(wanted.name, {}, std::span(&count, 1));
}

Tensor weightsOf(const ParameterInfo& wanted, const Weights& weights, const std::string& file)
{
    const auto found = weights.find(wanted.name);
    const std::size_t bytes = static_cast<std::size_t>(wanted.size) * sizeof(float);
    if (found == weights.end() || found->second->data_type() != onnx::TensorProto::FLOAT
        || found->second->raw_data().size() != bytes)
        throw std::runtime_error(file + ": tensor " + wanted.name + ": expected "
            + std::to_string(wanted.size) + " floats as raw data");
    return { wanted.name, TensorType::F32, { wanted.shape.begin(), wanted.shape.end() },
        found->second->raw_data() };
}

} // namespace

TensorFile parseOnnxModel(std::string_view bytes, const std::string& file)
{
    onnx::ModelProto model;
    if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        throw std::runtime_error(file + ": found no ONNX model, expected one");
    TensorFile content;
    for (const onnx::StringStringEntryProto& entry : model.metadata_props())
        content.metadata[entry.key()] = entry.value();
    const auto description = content.metadata.find("separatrix.model");
    if (description == content.metadata.end())
        throw std::runtime_error(file
            + ": found an ONNX model of another program, expected one that Separatrix has written");
    Weights weights;
    for (const onnx::TensorProto& tensor : model.graph().initializer())
        weights[tensor.name()] = &tensor;
    const auto shaped = makeModel<float>(parseModelDescription(description->second));
    for (const ParameterInfo& wanted : shaped->parameters().tensors())
        content.tensors.push_back(wanted.name.ends_with("num_batches_tracked")
                ? countedBatches(wanted, content, file)
                : weightsOf(wanted, weights, file));
    return content;
}

} // namespace nn
