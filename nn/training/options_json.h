// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace nn {

/// The options as run records and checkpoints hold them: the keys of modelDescription() and
/// "optimizer", "lr", "batch", "epochs", "order", "seed" (as a string), ..., named as on the
/// command line. Files that a run writes are left out.
nlohmann::ordered_json toJson(const TrainingOptions& options);

/// The reverse; throws std::runtime_error with a sentence.
TrainingOptions optionsFromJson(const nlohmann::ordered_json& json);

/// What a model's file says of the run that it comes from, beside its own description: the seed
/// and, in "separatrix.training", toJson() without the folders and threads of this machine.
std::map<std::string, std::string> modelLines(const TrainingOptions& options);

} // namespace nn
