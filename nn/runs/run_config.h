// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/run_folder.h"
#include "nn/training/training.h"

#include <string>

namespace nn {

/// What config.json of a run folder says.
struct RunConfig {
    std::string name; ///< shown; renamed freely
    std::string note; ///< the user's own words
    std::string created; ///< UTC, ISO 8601
    std::string table; ///< name of the table of trials it belongs to; empty: none
    std::string row; ///< id of its row in that table
    int trial = 0; ///< from 1; 0: none
    std::string forkedFrom; ///< id of the run it was forked from; empty: none
    int forkEpoch = 0;
    TrainingOptions options; ///< without the files it writes; runFolder is set by readRunConfig()
};

/// Throws std::runtime_error("FILE: ..."): missing, damaged, or written by a newer version, which
/// a key unknown here tells, too.
RunConfig readRunConfig(const RunFolder& folder);

/// Whole or not at all; the folder must be there. Throws std::runtime_error.
void writeRunConfig(const RunFolder& folder, const RunConfig& config);

/// Changes "name" or "note" and nothing else; `known` is written where there is no config.json.
/// Throws std::runtime_error.
void changeRunText(
    const RunFolder& folder, const RunConfig& known, const char* key, const std::string& text);

} // namespace nn
