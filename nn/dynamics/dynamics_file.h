// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics.h"

namespace nn {

/// Weights of a learned field as a safetensors file, or for numpy where the name ends with .npz:
/// float32 tensors net.0.weight, ..., and in "separatrix.model" toJson() of the options with
/// "centre", "scale", "t0" and "unit" of the scaling: y' = scale / unit * net((y - centre) /
/// scale); in "separatrix.recipe" dynamicsRecipe(). Throws as writeSafetensors().
void writeDynamicsFile(const std::filesystem::path& file, const DynamicsOptions& options,
    const StateScaling& scaling, const ParameterStore<double>& weights, const TrajectoryData& data);

/// What such a file holds.
struct DynamicsFile {
    FieldOptions options;
    StateScaling scaling;
    std::unique_ptr<DynamicsField<double>> field;
    std::optional<solvers::Problem> problem; ///< whose samples it was learned from, if any
    SampleOptions sampling; ///< of that problem
};

/// Throws std::runtime_error("FILE: what, expected what") for every other file.
DynamicsFile readDynamicsFile(const std::filesystem::path& file);

/// The same for data of so many states; std::invalid_argument("FILE: ...") for a field of others.
DynamicsFile readDynamicsFile(const std::filesystem::path& file, Index dim);

/// The reverse of dynamicsRecipe(): field options, problem and sampling; no scaling, no weights.
/// Throws std::runtime_error with a sentence.
DynamicsFile describedDynamics(std::string_view recipe);

} // namespace nn
