// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/safetensors.h"

#include <string>
#include <string_view>

namespace nn {

/// The tensors of a model file as an .npz archive for numpy, under the same names; each line of
/// metadata is an array of text.
std::string npzModelBytes(const TensorFile& content);

/// The reverse; file is its name in messages. Throws std::runtime_error("FILE: ...").
TensorFile parseNpzModel(std::string_view bytes, const std::string& file);

} // namespace nn
