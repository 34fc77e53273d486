// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/export/export_onnx.h"
#include "nn/models/model_file.h"

#include <filesystem>
#include <map>
#include <string>

namespace nn {

/// Why a model cannot be written as a program for others, a sentence for the user; empty if it
/// can: solvers other than explicit Runge-Kutta methods exist in this program alone.
std::string exportProblem(const ModelConfig& config);

struct ExportOptions {
    OnnxOptions onnx;
    /// The model file that the weights come from; a Python script refers to it where both lie in
    /// one folder. Empty: none.
    std::filesystem::path source;
    std::map<std::string, std::string> recipe; ///< more metadata, such as the source file's own
};

/// What an exported file says of its model: that of a model file, and the source's own lines.
TensorFile exportedTensors(const Model<float>& model, const ExportOptions& options);

/// Writes a model as its suffix says: .onnx, .npz (weights for numpy), .safetensors, or .py, a
/// PyTorch module, with its weights in a .safetensors file beside it; readModelFile() reads all but
/// the .py itself. Each file appears whole or not at all.
/// Throws std::invalid_argument for another suffix and for what exportProblem() says, and
/// std::runtime_error("FILE: ...").
void exportModel(
    const Model<float>& model, const std::filesystem::path& file, const ExportOptions& options);

} // namespace nn
