// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/run_files.h"

#include <stdexcept>
#include <string>
#include <system_error>

#include <unistd.h>

namespace nn {

namespace {

void checkWritable(const std::filesystem::path& file)
{
    if (file.empty() || file == "-")
        return;
    std::error_code error; // a folder that may not be looked into counts as missing
    if (std::filesystem::is_directory(file, error))
        throw std::runtime_error(file.string() + ": is a directory, expected the name of a file");
    const bool exists = std::filesystem::exists(file, error);
    if (exists && access(file.c_str(), W_OK) != 0)
        throw std::runtime_error(
            file.string() + ": no permission to write this file; choose another one");
    if (exists && !std::filesystem::is_regular_file(file, error))
        return; // a device or a pipe, which is not replaced
    const auto directory = file.has_parent_path() ? file.parent_path() : ".";
    if (!std::filesystem::is_directory(directory, error))
        throw std::runtime_error(file.string() + ": there is no directory " + directory.string()
            + "; create it or choose another place");
    if (access(directory.c_str(), W_OK) != 0)
        throw std::runtime_error(file.string() + ": no permission to write in " + directory.string()
            + "; choose another place");
}

} // namespace

RunFiles::RunFiles(const TrainingOptions& options)
    : m_log(options.log)
    , m_best(options.best)
    , m_resumed(!options.resume.empty())
    , m_keptEpochs(options.keptEpochs)
{
    for (const auto* file : { &options.log, &options.save, &options.best, &options.checkpoint })
        checkWritable(*file);
    if (!options.save.empty())
        m_models.push_back(options.save);
    if (!options.checkpoint.empty())
        m_checkpoints.push_back(options.checkpoint);
    if (options.runFolder.empty())
        return;
    m_folder.emplace(options.runFolder);
    m_lock.emplace(*m_folder);
    for (const auto& file :
        { m_folder->record(), m_folder->last(), m_folder->best(), m_folder->checkpoint() })
        checkWritable(file);
    if (m_keptEpochs > 0)
        std::filesystem::create_directory(m_folder->epochCheckpoint(1).parent_path());
    m_models.push_back(m_folder->last());
    m_checkpoints.push_back(m_folder->checkpoint());
}

void RunFiles::open()
{
    const auto mode = m_resumed ? RunLogWriter::Mode::Append : RunLogWriter::Mode::Create;
    if (!m_log.empty())
        m_logs.emplace_back(m_log, mode);
    if (m_folder)
        m_logs.emplace_back(m_folder->record(), mode);
}

void RunFiles::record(const RunEvent& event)
{
    for (RunLogWriter& log : m_logs)
        log.write(event);
}

RunFiles::Paths RunFiles::best(bool best) const
{
    Paths files;
    if (best && !m_best.empty())
        files.push_back(m_best);
    // What is resumed elsewhere may have had its best epoch there.
    if (m_folder && (best || !std::filesystem::exists(m_folder->best())))
        files.push_back(m_folder->best());
    return files;
}

std::filesystem::path RunFiles::epochCheckpoint(int epoch) const
{
    return m_folder && m_keptEpochs > 0 ? m_folder->epochCheckpoint(epoch)
                                        : std::filesystem::path();
}

void RunFiles::thinEpochs() const
{
    if (m_folder && m_keptEpochs > 0)
        m_folder->thinEpochs(m_keptEpochs);
}

} // namespace nn
