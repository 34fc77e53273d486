// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/run_folder.h"
#include "nn/training/run_log.h"
#include "nn/training/training.h"

#include <filesystem>
#include <list>
#include <optional>
#include <vector>

namespace nn {

/// The files that a training writes: those that its options name one by one, and those of its run
/// folder, which it holds locked.
class RunFiles {
public:
    using Paths = std::vector<std::filesystem::path>;

    /// Hours of training must not end with a file that cannot be written: throws
    /// std::runtime_error("FILE: what; what to try").
    explicit RunFiles(const TrainingOptions& options);

    /// Opens the run records: anew, or behind what is there where a run is resumed.
    void open();
    void record(const RunEvent& event);

    const Paths& models() const { return m_models; } ///< written at the end
    const Paths& checkpoints() const { return m_checkpoints; }
    Paths best(bool best) const; ///< of an epoch that is the best so far, or is not
    /// Where the state at the end of an epoch goes; empty where it is not kept
    std::filesystem::path epochCheckpoint(int epoch) const;
    void thinEpochs() const;

private:
    std::filesystem::path m_log;
    std::filesystem::path m_best;
    bool m_resumed;
    int m_keptEpochs;
    Paths m_models;
    Paths m_checkpoints;
    std::optional<RunFolder> m_folder;
    std::optional<RunLock> m_lock;
    std::list<RunLogWriter> m_logs; // none of them moves
};

} // namespace nn
