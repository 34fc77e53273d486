// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <string>

namespace app {

/// The set of the plane that --dataset names: an id of the registry, or a file FILE.csv. Throws
/// UsageError for another name.
nn::PlaneSetConfig planeSetNamed(const std::string& dataset);

/// What a run with this --dataset and --model takes where nothing else is said. Throws UsageError
/// for names that do not exist.
nn::TrainingOptions planeDefaults(const std::string& dataset, const std::string& model);

} // namespace app
