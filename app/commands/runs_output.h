// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/stored_run.h"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <vector>

namespace app {

/// What a list says of a run.
nlohmann::ordered_json runJson(const nn::StoredRun& run);
/// The same with configuration, epochs and files.
nlohmann::ordered_json fullRunJson(const nn::StoredRun& run);

/// Tables and paragraphs for a reader, with line ends.
std::string runsText(std::span<const nn::StoredRun> runs);
std::string runText(const nn::StoredRun& run);
std::string comparisonText(std::span<const nn::StoredRun> runs);

} // namespace app
