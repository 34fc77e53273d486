// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/export/export_onnx.h"

#include "nn/export/export_model.h"
#include "nn/export/onnx_solver.h"
#include "nn/models/ode_options.h"

#include <stdexcept>

namespace nn {

namespace {

using exporting::GraphBuilder;
using exporting::OnnxNetwork;
using exporting::Value;

Value addBlocks(GraphBuilder& graph, const OnnxNetwork& network, const ModelConfig& config,
    const OnnxOptions& options, Value z)
{
    if (modelById(config.model).hasOdeBlock) {
        const OdeBlockOptions ode = odeBlockOptions(config);
        const solvers::ButcherTableau& method = *ode.method->tableau();
        return config.adaptive
            ? exporting::addAdaptiveSteps(graph, network, method, ode.solve, z)
            : exporting::addFixedSteps(graph, network, method, ode.solve, z, options.unrolled);
    }
    for (int i = 0; i < network.residualBlocks(); ++i) {
        const std::string name = "blocks." + std::to_string(i);
        z = graph.node("Add", { z, network.branch(graph, z, name, name) }, name);
    }
    return z;
}

void describe(onnx::ModelProto& model, const ModelConfig& config, const TensorFile& weights)
{
    model.set_ir_version(exporting::kIrVersion);
    onnx::OperatorSetIdProto& opset = *model.add_opset_import();
    opset.set_domain("");
    opset.set_version(exporting::kOpset);
    model.set_producer_name("separatrix");
    model.set_producer_version(SEPARATRIX_VERSION);
    model.set_doc_string("Classifier of 28 x 28 digits, light on dark, pixels in 0..1. "
        + std::string(modelById(config.model).summary));
    for (const auto& [key, text] : weights.metadata) {
        if (key == "format")
            continue; // of safetensors alone
        onnx::StringStringEntryProto& entry = *model.add_metadata_props();
        entry.set_key(key);
        entry.set_value(text);
    }
    // What nothing in the graph computes with, but goes on counting where the file is read again
    for (const Tensor& tensor : weights.tensors) {
        if (tensor.type != TensorType::I64)
            continue;
        onnx::StringStringEntryProto& entry = *model.add_metadata_props();
        entry.set_key(tensor.name);
        entry.set_value(std::to_string(tensor.values<std::int64_t>().front()));
    }
}

} // namespace

std::string onnxBytes(
    const ModelConfig& config, const TensorFile& weights, const OnnxOptions& options)
{
    if (const std::string trouble = exportProblem(config); !trouble.empty())
        throw std::invalid_argument(trouble);
    if (options.unrolled && config.adaptive && modelById(config.model).hasOdeBlock)
        throw std::invalid_argument("an adaptive solver cannot be written out step by step, since "
                                    "the number of steps depends on the images; give a step size");
    onnx::ModelProto model;
    describe(model, config, weights);
    onnx::GraphProto& proto = *model.mutable_graph();
    proto.set_name(config.model);
    GraphBuilder graph(proto);
    const Value images = graph.input<float>("images", { "N", 1, 28, 28 });
    const OnnxNetwork network(graph, config, weights);
    Value logits;
    if (config.model == "mlp") {
        logits = network.perceptron(graph, images);
    } else {
        const Value z = network.stem(graph, images);
        logits = network.head(graph, addBlocks(graph, network, config, options, z));
    }
    graph.output<float>(logits, "logits", { "N", 10 });
    return model.SerializeAsString();
}

} // namespace nn
