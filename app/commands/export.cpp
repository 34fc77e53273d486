// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/model_options.h"
#include "nn/export/export_model.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>

namespace app {

namespace {

struct ExportCommand {
    std::string modelFile;
    ModelOptions model;
    std::string to;
    bool unrolled = false;
};

int exportFile(const ExportCommand& call)
{
    const std::filesystem::path file(call.to);
    if (call.unrolled && file.extension() != ".onnx")
        throw UsageError("--unrolled: is for .onnx files, got " + call.to);
    const auto model = call.model.load<float>(call.modelFile);
    nn::ExportOptions options;
    options.onnx.unrolled = call.unrolled;
    options.source = call.modelFile;
    options.recipe = nn::readModelFile(call.modelFile).content.metadata;
    try {
        nn::exportModel(*model, file, options);
    } catch (const std::invalid_argument& error) {
        throw UsageError(std::string("export: ") + error.what());
    }
    std::cerr << nn::modelById(model->config().model).name << " written to " << call.to << '\n';
    return kSuccess;
}

} // namespace

void addExport(CommandLine& line)
{
    auto* command = line.root.add_subcommand("export",
        "Write a model for PyTorch, ONNX or numpy.\n"
        "  .py           a PyTorch module, its weights in a .safetensors file beside it\n"
        "  .onnx         for onnxruntime and others, solver included\n"
        "  .npz          the weights, for numpy.load()\n"
        "  .safetensors  the model file with another solver\n"
        "All but .py are read again by --model-file, as is what the Python module saves.");
    auto call = std::make_shared<ExportCommand>();
    command->add_option("--model-file", call->modelFile, "Model file (.safetensors, .npz or .onnx)")
        ->required();
    call->model.add(*command, ModelOptions::Use::Evaluate);
    command->add_option("--to", call->to, "File to write, its suffix says what")->required();
    command->add_flag("--unrolled", call->unrolled,
        "ONNX: fixed steps one after the other, for runtimes without Loop");
    command->callback([&line, call] { line.work = [call] { return exportFile(*call); }; });
}

} // namespace app
