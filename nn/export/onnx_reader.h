// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/safetensors.h"

#include <string>
#include <string_view>

namespace nn {

/// The tensors and metadata of the model file that onnxBytes() has written; file is its name in
/// messages. Throws std::runtime_error("FILE: ...") for ONNX files of other programs.
TensorFile parseOnnxModel(std::string_view bytes, const std::string& file);

} // namespace nn
