// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/run_config.h"
#include "nn/training/trial.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nn {

enum class RunStatus {
    Queued, ///< made, not begun
    Running, ///< some process trains it
    Interrupted, ///< nobody does, and its record has no end: killed
    Finished,
    Stopped,
    Diverged,
};
std::string_view name(RunStatus status); ///< "queued", "running", ...

/// A run of the store: its configuration and what its record says, without the steps.
struct StoredRun : RunConfig {
    std::string id; ///< name of its folder, unique in the store
    std::filesystem::path folder;
    Trial record; ///< without epochs where it has not begun
    RunStatus status = RunStatus::Queued;
    std::vector<int> keptEpochs; ///< to fork from, ascending

    std::filesystem::path bestWeights() const { return RunFolder(folder).best(); }
    std::filesystem::path lastWeights() const { return RunFolder(folder).last(); }
    std::filesystem::path checkpoint(int epoch) const
    {
        return RunFolder(folder).epochCheckpoint(epoch);
    }
    /// Each step once, in order: a resumed run repeats what its record held beyond its
    /// checkpoint, and the last word counts. Takes its time (40 000 lines: a third of a second).
    std::vector<RunStep> steps() const;
};

/// Reads a run folder. Without a config.json, what its record says of the configuration serves.
/// Throws std::runtime_error naming the file.
StoredRun readStoredRun(const RunFolder& folder);

/// A setting in which runs differ: a key as in their records and one value for each run, as
/// shown; empty where a run has none.
struct ConfigDifference {
    std::string key;
    std::vector<std::string> values;
};
std::vector<ConfigDifference> configurationDifferences(std::span<const StoredRun> runs);

} // namespace nn
