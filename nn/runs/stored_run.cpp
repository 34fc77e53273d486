// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/runs/stored_run.h"

#include "nn/training/options_json.h"

#include <algorithm>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace nn {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

RunStatus statusOf(const RunFolder& folder, const Trial& record)
{
    if (folder.busy())
        return RunStatus::Running;
    if (record.config.is_null())
        return RunStatus::Queued;
    for (const RunStatus status : { RunStatus::Finished, RunStatus::Stopped, RunStatus::Diverged })
        if (record.status == name(status))
            return status;
    return RunStatus::Interrupted;
}

/// What the record alone tells of a run whose config.json is lost
RunConfig configFrom(const RunFolder& folder, const RunStart& start)
{
    RunConfig config;
    config.name = folder.id();
    config.created = start.time;
    try {
        config.options = optionsFromJson(start.config);
    } catch (const std::exception& error) {
        throw std::runtime_error(folder.config().string()
            + ": is missing, and the record says too little to do without: " + error.what());
    }
    config.options.runFolder = folder.path();
    return config;
}

std::string shown(const Json& value)
{
    return value.is_string() ? value.get<std::string>() : value.dump();
}

} // namespace

std::string_view name(RunStatus status)
{
    switch (status) {
    case RunStatus::Queued:
        return "queued";
    case RunStatus::Running:
        return "running";
    case RunStatus::Interrupted:
        return "interrupted";
    case RunStatus::Finished:
        return "finished";
    case RunStatus::Stopped:
        return "stopped";
    case RunStatus::Diverged:
        break;
    }
    return "diverged";
}

StoredRun readStoredRun(const RunFolder& folder)
{
    std::error_code error;
    std::vector<RunEvent> events;
    if (fs::exists(folder.record(), error))
        events = readRunLog(folder.record(), RunLogSteps::Skip);
    const auto* const start = events.empty() ? nullptr : std::get_if<RunStart>(&events.front());
    const bool described = fs::exists(folder.config(), error) || !start;
    StoredRun run { described ? readRunConfig(folder) : configFrom(folder, *start), folder.id(),
        folder.path(), {}, RunStatus::Queued, folder.keptEpochs() };
    run.record = summarise(events);
    run.status = statusOf(folder, run.record);
    return run;
}

std::vector<RunStep> StoredRun::steps() const
{
    const fs::path file = RunFolder(folder).record();
    std::error_code error;
    if (!fs::exists(file, error))
        return {};
    std::vector<RunStep> steps;
    for (const RunEvent& event : readRunLog(file)) {
        const auto* const step = std::get_if<RunStep>(&event);
        if (!step)
            continue;
        while (!steps.empty() && steps.back().step >= step->step)
            steps.pop_back();
        steps.push_back(*step);
    }
    return steps;
}

std::vector<ConfigDifference> configurationDifferences(std::span<const StoredRun> runs)
{
    std::vector<Json> configs;
    std::vector<std::string> keys; // in the order in which they come up
    for (const StoredRun& run : runs) {
        configs.push_back(run.record.config.is_null() ? toJson(run.options) : run.record.config);
        configs.back().erase("resume"); // where it stood, not how it is trained
        for (const auto& [key, value] : configs.back().items())
            if (std::find(keys.begin(), keys.end(), key) == keys.end())
                keys.push_back(key);
    }
    std::vector<ConfigDifference> differences;
    for (const std::string& key : keys) {
        ConfigDifference difference { key, {} };
        for (const Json& config : configs)
            difference.values.push_back(config.contains(key) ? shown(config[key]) : "");
        const auto& values = difference.values;
        if (std::any_of(values.begin(), values.end(),
                [&](const std::string& value) { return value != values.front(); }))
            differences.push_back(std::move(difference));
    }
    return differences;
}

} // namespace nn
