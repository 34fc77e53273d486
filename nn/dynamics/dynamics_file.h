// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics.h"

#include <map>
#include <string>

namespace nn {

/// Weights of a learned field as a safetensors file: float32 tensors net.0.weight, ..., and in
/// "separatrix.model" toJson() of the options with "centre", "scale", "t0" and "unit" of the
/// scaling: y' = scale / unit * net((y - centre) / scale). lines: more metadata. Throws as
/// writeSafetensors().
void writeDynamicsFile(const std::filesystem::path& file, const DynamicsOptions& options,
    const StateScaling& scaling, const ParameterStore<double>& weights,
    const std::map<std::string, std::string>& lines = {});

/// What such a file holds.
struct DynamicsFile {
    FieldOptions options;
    StateScaling scaling;
    std::unique_ptr<DynamicsField<double>> field;
};

/// Throws std::runtime_error("FILE: what, expected what") for every other file.
DynamicsFile readDynamicsFile(const std::filesystem::path& file);

} // namespace nn
