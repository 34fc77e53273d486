// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/model.h"
#include "nn/models/safetensors.h"

#include <map>
#include <string>

namespace nn {

/// The text of a Python module that holds the model in PyTorch: load(weights_path), and a program
/// that checks stored logits of this model or goes on training. It needs torch alone.
/// module: its name without .py; weightsFile: the name of the model file beside it; metadata: that
/// of the model file. Throws std::invalid_argument with exportProblem(), or where a name cannot
/// stand in Python text.
std::string pythonModule(const Model<float>& model, const std::string& module,
    const std::string& weightsFile, const std::map<std::string, std::string>& metadata);

} // namespace nn
