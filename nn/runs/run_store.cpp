// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/runs/run_store.h"

#include <stdexcept>
#include <utility>

namespace nn {

namespace {

[[noreturn]] void later()
{
    throw std::runtime_error("the run store is not there yet");
}

} // namespace

std::string_view name(RunStatus)
{
    return "queued";
}

std::vector<RunStep> StoredRun::steps() const
{
    return {};
}

std::filesystem::path RunStore::userFolder()
{
    return "separatrix";
}

std::filesystem::path RunStore::defaultFolder()
{
    return userFolder() / "runs";
}

RunStore::RunStore(std::filesystem::path folder)
    : m_folder(std::move(folder))
{
}

std::vector<StoredRun> RunStore::list(std::vector<std::string>*) const
{
    return {};
}

StoredRun RunStore::open(std::string_view) const
{
    later();
}

StoredRun RunStore::create(RunConfig) const
{
    later();
}

StoredRun RunStore::create(const TrainingOptions&, const std::string&) const
{
    later();
}

void RunStore::discardUnstarted(std::string_view) const noexcept { }

void RunStore::rename(std::string_view, std::string_view) const
{
    later();
}

void RunStore::setNote(std::string_view, std::string_view) const
{
    later();
}

std::string RunStore::remove(std::string_view) const
{
    later();
}

std::string RunStore::restore(std::string_view) const
{
    later();
}

std::vector<std::string> RunStore::trash() const
{
    return {};
}

void RunStore::purge(std::string_view) const
{
    later();
}

TrainingOptions RunStore::resumed(std::string_view) const
{
    later();
}

RunConfig RunStore::forked(std::string_view, int) const
{
    later();
}

void writeCheckpointModel(const std::filesystem::path&, const std::filesystem::path&)
{
    later();
}

std::vector<ConfigDifference> configurationDifferences(std::span<const StoredRun>)
{
    return {};
}

} // namespace nn
