// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/models/model.h"
#include "nn/models/safetensors.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace nn {

/// A model file as read: tensors under PyTorch's state-dict names, and what it says of itself.
struct ModelFile {
    std::filesystem::path file; ///< for messages
    TensorFile content;
    std::optional<ModelConfig> config; ///< empty where the file has no description of ours
    std::string version; ///< of the program that wrote it; empty if not ours
};

/// The JSON description in "separatrix.model": {"model": "odenet", "solver": "rk4",
/// "gradient": "adjoint", "t0": 0, "t1": 2, "step": 0.5 | "rtol": ..., "atol": ...,
/// "normalisation": {"mean": 0, "std": 1}}; the latter is of pixels in 0..1, always these
/// numbers. Models without an ODE block have no solver, gradient, times and step; those of the
/// plane also say "width", "layers", "activation" and, where they are not the plain ones, "blocks",
/// "extra_dimensions" and "time_dependent".
std::string modelDescription(const ModelConfig& config);

/// The reverse. Throws std::runtime_error with a sentence: not JSON, a key that is not ours, a
/// value that ModelConfig::problem() refuses.
ModelConfig parseModelDescription(std::string_view json);

/// The tensors of a safetensors file or an .npz archive of the same, told apart by their contents.
/// Throws std::runtime_error("FILE: ...").
TensorFile readTensorFile(const std::filesystem::path& file);

/// Reads a .safetensors file, an .npz archive of the same tensors, or an .onnx file that this
/// program has written, without checking the tensors against a model. Throws
/// std::runtime_error("FILE: ...").
ModelFile readModelFile(const std::filesystem::path& file);

/// Replaces all numbers of a model by those of the file. F32 and F64 tensors are taken
/// (I64 for "num_batches_tracked"). Throws
/// std::runtime_error("FILE: tensor NAME: found [64, 1, 3, 3], expected [64, 1, 4, 4]") for a
/// wrong shape or dtype, a missing or a surplus tensor, and then has changed nothing.
template <typename Scalar>
void importWeights(Model<Scalar>& model, const ModelFile& file);

/// The model that a file describes, with its weights. name, where not empty, takes the place of
/// the described model's name, and is needed where the file describes none: then everything
/// else is as in a default ModelConfig. Throws std::runtime_error as above, and
/// std::invalid_argument with the closest names for an unknown name.
template <typename Scalar>
std::unique_ptr<Model<Scalar>> makeModel(const ModelFile& file, std::string_view name = {});

/// makeModel(readModelFile(file), name)
template <typename Scalar>
std::unique_ptr<Model<Scalar>> loadModel(
    const std::filesystem::path& file, std::string_view name = {});

/// What writeModelFile() writes: metadata and float32 tensors, but I64 for
/// "num_batches_tracked", the training steps that running statistics have seen.
template <typename Scalar>
TensorFile modelTensors(const ModelConfig& config, const ParameterStore<Scalar>& parameters);

/// Writes whole or not at all; throws std::runtime_error("FILE: ...").
template <typename Scalar>
void writeModelFile(const std::filesystem::path& file, const ModelConfig& config,
    const ParameterStore<Scalar>& parameters);

} // namespace nn
