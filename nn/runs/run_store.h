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

/// The runs in a folder: each subfolder is one. Holds nothing but the folder's name, so that any
/// number of processes and threads may work on one store; what they change, they change whole.
/// A store that is not there is empty; it is made with its first run.
///
/// All throw std::runtime_error naming the file, and std::invalid_argument for an id that is not
/// there, with the closest ones.
class RunStore {
public:
    /// $SEPARATRIX_DATA_DIR, else $XDG_DATA_HOME/separatrix, else ~/.local/share/separatrix
    static std::filesystem::path userFolder();
    static std::filesystem::path defaultFolder(); ///< "runs" below it

    explicit RunStore(std::filesystem::path folder = defaultFolder());

    const std::filesystem::path& folder() const { return m_folder; }

    /// Newest first. A folder that is no run, or a damaged one, is left out; faults, if given,
    /// receives a sentence for each damaged one.
    std::vector<StoredRun> list(std::vector<std::string>* faults = nullptr) const;
    /// An id, the beginning of one only, or a name that one run only has.
    StoredRun open(std::string_view idOrName) const;

    /// Makes the folder of a new run. The result's options are what to train with: they name the
    /// folder (runFolder), and copies of start weights or checkpoint in it. A name left empty
    /// becomes the model's.
    StoredRun create(RunConfig config) const;
    StoredRun create(const TrainingOptions& options, const std::string& name = {}) const;
    /// Removes a run that has not begun (no record): its training could not start.
    void discardUnstarted(std::string_view id) const noexcept;

    void rename(std::string_view id, std::string_view name) const; ///< not to an empty one
    void setNote(std::string_view id, std::string_view note) const;

    /// Moves a run into the trash of the store, unless it is running. Returns the token for
    /// restore(), which returns the run's id.
    std::string remove(std::string_view id) const;
    std::string restore(std::string_view token) const;
    std::vector<std::string> trash() const; ///< tokens
    void purge(std::string_view token) const; ///< for good

    /// Options that go on with a run from its newest checkpoint (or from its start where it has
    /// none) in its folder, to the bits of a run that nobody interrupted. Throws
    /// std::runtime_error for a run that is running, finished or diverged.
    TrainingOptions resumed(std::string_view id) const;

    /// A new run that goes on from a kept epoch of a run. Change learning rate, epochs, solver,
    /// step, tolerances, gradient or threads of its options, then create() it.
    RunConfig forked(std::string_view id, int epoch) const;

private:
    std::filesystem::path m_folder;
};

/// The weights that a checkpoint holds, as a model file. Throws std::runtime_error.
void writeCheckpointModel(
    const std::filesystem::path& checkpoint, const std::filesystem::path& modelFile);

/// A setting in which runs differ: a key as in their records and one value for each run, as
/// shown; empty where a run has none.
struct ConfigDifference {
    std::string key;
    std::vector<std::string> values;
};
std::vector<ConfigDifference> configurationDifferences(std::span<const StoredRun> runs);

} // namespace nn
