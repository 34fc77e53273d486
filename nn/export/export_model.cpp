// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/export/export_model.h"

#include "nn/export/export_python.h"
#include "nn/models/npz_model.h"
#include "solvers/atomic_file.h"

#include <algorithm>
#include <stdexcept>
#include <system_error>

namespace nn {

namespace {

namespace fs = std::filesystem;

/// Both are there and are one file.
bool sameFile(const fs::path& a, const fs::path& b)
{
    std::error_code error;
    return fs::equivalent(a, b, error) && !error;
}

bool sameNumbers(const TensorFile& a, const TensorFile& b)
{
    return std::ranges::equal(a.tensors, b.tensors, [](const Tensor& x, const Tensor& y) {
        return x.name == y.name && x.shape == y.shape && x.bytes == y.bytes;
    });
}

/// The weights' file beside the script: the source, where it lies there, or a new one. Weights
/// that somebody else left under that name are not overwritten.
fs::path weightsBeside(const fs::path& script, const TensorFile& weights, const fs::path& source)
{
    const fs::path beside = script.parent_path() / source.filename();
    if (source.extension() == ".safetensors" && sameFile(source, beside))
        return beside;
    fs::path made = script;
    made.replace_extension(".safetensors");
    if (fs::exists(made) && !sameNumbers(readSafetensors(made), weights))
        throw std::runtime_error(made.string()
            + ": other weights lie there; give the script another name, or move them");
    writeSafetensors(made, weights);
    return made;
}

void writeScript(const Model<float>& model, const fs::path& file, const TensorFile& weights,
    const fs::path& source)
{
    const fs::path beside = weightsBeside(file, weights, source);
    solvers::writeFileAtomically(file,
        pythonModule(model, file.stem().string(), beside.filename().string(), weights.metadata));
}

} // namespace

std::string exportProblem(const ModelConfig& config)
{
    if (std::string trouble = config.problem(); !trouble.empty())
        return trouble;
    if (modelById(config.model).ofPlane)
        return "'" + config.model
            + "' takes points of the plane, and only the networks of images can be written for "
              "PyTorch and ONNX; export its weights as .npz or .safetensors";
    if (!modelById(config.model).hasOdeBlock || solvers::methodById(config.solver).tableau())
        return {};
    return "solver '" + config.solver
        + "' is none of the explicit Runge-Kutta methods, which alone can be written for PyTorch "
          "and ONNX; export with another one, such as rk4 or dopri5: the weights stay the same";
}

TensorFile exportedTensors(const Model<float>& model, const ExportOptions& options)
{
    TensorFile content = modelTensors(model.config(), model.parameters());
    content.metadata.insert(options.recipe.begin(), options.recipe.end()); // keeps what is ours
    return content;
}

void exportModel(const Model<float>& model, const fs::path& file, const ExportOptions& options)
{
    const TensorFile content = exportedTensors(model, options);
    const std::string suffix = file.extension().string();
    if (suffix == ".safetensors")
        writeSafetensors(file, content);
    else if (suffix == ".npz")
        solvers::writeFileAtomically(file, npzModelBytes(content));
    else if (suffix == ".onnx")
        solvers::writeFileAtomically(file, onnxBytes(model.config(), content, options.onnx));
    else if (suffix == ".py")
        writeScript(model, file, content, options.source);
    else
        throw std::invalid_argument(file.string() + ": unknown kind of file '" + suffix
            + "', expected .onnx, .py, .npz or .safetensors");
}

} // namespace nn
