// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/runs/run_config.h"

#include "nn/training/options_json.h"
#include "solvers/atomic_file.h"
#include "solvers/json_text.h"
#include "solvers/text_file.h"

#include <stdexcept>
#include <string_view>

namespace nn {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr const char* kNewer
    = "; it was written by a newer version of Separatrix, which can open this run";

Json toJson(const RunConfig& config)
{
    Json json { { "format", kFormat }, { "name", config.name }, { "note", config.note },
        { "created", config.created } };
    if (!config.table.empty()) {
        json["table"] = config.table;
        json["row"] = config.row;
        json["trial"] = config.trial;
    }
    if (!config.forkedFrom.empty()) {
        json["forked_from"] = config.forkedFrom;
        json["fork_epoch"] = config.forkEpoch;
    }
    if (config.options.keptEpochs != TrainingOptions().keptEpochs)
        json["kept_epochs"] = config.options.keptEpochs;
    json["options"] = toJson(config.options);
    return json;
}

/// Takes a value out of `json`, so that what is left at the end is not ours.
template <typename Value>
void take(Json& json, const char* key, Value& value, bool needed = true)
{
    const auto found = json.find(key);
    if (found == json.end() && !needed)
        return;
    if (found == json.end())
        throw std::runtime_error("\"" + std::string(key) + "\" is missing");
    try {
        found->get_to(value);
    } catch (const Json::exception&) {
        throw std::runtime_error(
            "\"" + std::string(key) + "\" has an unusable value " + found->dump());
    }
    json.erase(key);
}

RunConfig fromJson(Json json)
{
    if (!json.is_object())
        throw std::runtime_error("expected a JSON object");
    int format = 0;
    take(json, "format", format);
    if (format != kFormat)
        throw std::runtime_error("format " + std::to_string(format) + ", expected "
            + std::to_string(kFormat) + (format > kFormat ? kNewer : ""));
    RunConfig config;
    Json options;
    int keptEpochs = TrainingOptions().keptEpochs;
    take(json, "name", config.name);
    take(json, "note", config.note);
    take(json, "created", config.created);
    take(json, "table", config.table, false);
    take(json, "row", config.row, false);
    take(json, "trial", config.trial, false);
    take(json, "forked_from", config.forkedFrom, false);
    take(json, "fork_epoch", config.forkEpoch, false);
    take(json, "kept_epochs", keptEpochs, false);
    take(json, "options", options);
    if (!json.empty())
        throw std::runtime_error("unknown key \"" + json.begin().key() + "\"" + kNewer);
    config.options = optionsFromJson(options);
    config.options.keptEpochs = keptEpochs;
    return config;
}

/// A name may hold any bytes that somebody typed: never fail over them.
void write(const RunFolder& folder, const Json& json)
{
    solvers::writeFileAtomically(
        folder.config(), json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n');
}

} // namespace

RunConfig readRunConfig(const RunFolder& folder)
{
    const std::string text = solvers::readTextFile(folder.config(), "the configuration of a run");
    RunConfig config;
    try {
        config = fromJson(solvers::parseJson(text));
    } catch (const std::exception& error) {
        throw std::runtime_error(folder.config().string() + ": " + error.what());
    }
    config.options.runFolder = folder.path();
    return config;
}

void writeRunConfig(const RunFolder& folder, const RunConfig& config)
{
    write(folder, toJson(config));
}

void changeRunText(
    const RunFolder& folder, const RunConfig& known, const char* key, const std::string& text)
{
    // Not read and written as a RunConfig, which does not know the weights that it started from.
    Json json = std::filesystem::exists(folder.config())
        ? solvers::parseJson(solvers::readTextFile(folder.config(), "the configuration of a run"))
        : toJson(known);
    json[key] = text;
    write(folder, json);
}

} // namespace nn
