// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/model.h"
#include "nn/models/safetensors.h"

#include <string>

namespace nn {

struct OnnxOptions {
    bool unrolled = false; ///< fixed steps one after the other, for runtimes without Loop
};

/// The bytes of an ONNX file (opset 13) of a model: one input "images", N x 1 x 28 x 28 floats,
/// pixels in 0..1 with N free, one output "logits", N x 10. An ODE block is one Loop whose body is
/// one step; an adaptive one takes the steps that the engine takes for the same batch. Batch
/// normalisation uses the running statistics. weights: as modelTensors() makes them; their
/// metadata becomes the file's, and the weights keep their names.
/// Throws std::invalid_argument with a sentence for what cannot be expressed, see exportProblem().
std::string onnxBytes(
    const ModelConfig& config, const TensorFile& weights, const OnnxOptions& options = {});

} // namespace nn
