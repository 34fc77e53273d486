// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nn {

/// Where a training keeps what it leaves: a folder with
///     config.json             see run_config.h
///     record.jsonl            see run_log.h
///     best.safetensors        model files
///     last.safetensors
///     checkpoint.safetensors  see checkpoint.h
///     epochs/0001.safetensors checkpoints of the ends of kept epochs
///     start.safetensors       the checkpoint it started from (forked or resumed from elsewhere)
///     init.safetensors        the weights it started from
///     lock                    locked while a process trains
/// All but the record appear whole or not at all.
class RunFolder {
public:
    explicit RunFolder(std::filesystem::path folder);

    const std::filesystem::path& path() const { return m_path; }
    std::string id() const; ///< name of the folder
    std::filesystem::path config() const { return m_path / "config.json"; }
    std::filesystem::path record() const { return m_path / "record.jsonl"; }
    std::filesystem::path best() const { return m_path / "best.safetensors"; }
    std::filesystem::path last() const { return m_path / "last.safetensors"; }
    std::filesystem::path checkpoint() const { return m_path / "checkpoint.safetensors"; }
    std::filesystem::path start() const { return m_path / "start.safetensors"; }
    std::filesystem::path init() const { return m_path / "init.safetensors"; }
    std::filesystem::path lock() const { return m_path / "lock"; }
    std::filesystem::path epochCheckpoint(int epoch) const;

    /// Epochs whose checkpoint is there, ascending.
    std::vector<int> keptEpochs() const;
    /// Removes checkpoints of epochs if there are more than `most` (>= 1): all but every second, or
    /// fourth ... and the last one, so that they thin out towards the first.
    void thinEpochs(int most) const;
    /// The readable checkpoint that is furthest; empty where there is none. Half a file is passed
    /// over.
    std::filesystem::path newestCheckpoint() const;
    bool busy() const; ///< some process trains in it, perhaps this one

private:
    std::filesystem::path m_path;
};

/// Holds a run folder for one training: the system lets go of it whatever ends the process.
class RunLock {
public:
    /// Throws std::runtime_error where another training holds it, or it cannot be written.
    explicit RunLock(const RunFolder& folder);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

private:
    int m_descriptor = -1;
};

} // namespace nn
