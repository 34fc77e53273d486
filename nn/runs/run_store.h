// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/stored_run.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace nn {

/// The runs in a folder: each subfolder is one. Holds nothing but the folder's name, so that any
/// number of processes and threads may work on one store; what they change, they change whole.
/// A store that is not there is empty; it is made with its first run.
///
/// All throw std::runtime_error naming the file, and std::invalid_argument for an id that is not
/// there, with the closest ones.
class RunStore {
public:
    /// $SEPARATRIX_USER_DIR, else $XDG_DATA_HOME/separatrix, else ~/.local/share/separatrix
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
    std::vector<RunFolder> folders() const; ///< that look like runs, in no order
    std::filesystem::path trashed(std::string_view token) const;

    std::filesystem::path m_folder;
};

} // namespace nn
