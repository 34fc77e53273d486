// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/runs_output.h"

#include "nn/training/options_json.h"
#include "nn/training/run_log.h"
#include "solvers/json_text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace app {

namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

std::string percent(double fraction)
{
    if (!std::isfinite(fraction))
        return "-";
    char text[40];
    std::snprintf(text, sizeof text, "%.2f %%", 100.0 * fraction);
    return text;
}

std::string seconds(double value)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.1f s", value);
    return text;
}

std::string plannedEpochs(const nn::StoredRun& run)
{
    return run.options.steps > 0 ? std::to_string(run.options.steps) + " steps"
                                 : std::to_string(run.options.epochs);
}

int lastEpoch(const nn::StoredRun& run)
{
    return run.record.epochs.empty() ? 0 : run.record.epochs.back().epoch;
}

/// Columns that line up; the last one, which may hold any characters, is not filled.
std::string table(const std::vector<Row>& rows)
{
    std::vector<std::size_t> widths;
    for (const Row& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths.resize(std::max(widths.size(), row.size()));
            widths[i] = std::max(widths[i], row[i].size());
        }
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size())
                line.append(widths[i] - row[i].size() + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

std::string origin(const nn::StoredRun& run)
{
    if (!run.forkedFrom.empty())
        return "forked from " + run.forkedFrom + ", epoch " + std::to_string(run.forkEpoch);
    if (!run.table.empty())
        return "trial " + std::to_string(run.trial) + " of row " + run.row + " of table "
            + run.table;
    return {};
}

std::string numbers(const std::vector<int>& values)
{
    std::string text;
    for (const int value : values)
        text += (text.empty() ? "" : ", ") + std::to_string(value);
    return text.empty() ? "none" : text;
}

} // namespace

Json runJson(const nn::StoredRun& run)
{
    Json json { { "id", run.id }, { "name", run.name }, { "note", run.note },
        { "status", nn::name(run.status) }, { "created", run.created },
        { "model", run.options.model.model }, { "parameters", run.record.parameters },
        { "epochs_done", lastEpoch(run) }, { "epochs_planned", run.options.epochs },
        { "best_test_error", solvers::finiteOrNull(run.record.leastError()) },
        { "last_test_error", solvers::finiteOrNull(run.record.lastError()) },
        { "train_seconds", run.record.trainSeconds() },
        { "evaluation_seconds", run.record.evaluationSeconds() }, { "folder", run.folder.string() },
        { "kept_epochs", run.keptEpochs } };
    if (!run.table.empty()) {
        json["table"] = run.table;
        json["row"] = run.row;
        json["trial"] = run.trial;
    }
    if (!run.forkedFrom.empty()) {
        json["forked_from"] = run.forkedFrom;
        json["fork_epoch"] = run.forkEpoch;
    }
    return json;
}

Json fullRunJson(const nn::StoredRun& run)
{
    Json json = runJson(run);
    json["config"] = nn::toJson(run.options);
    json["epochs"] = Json::array();
    for (const nn::RunEpoch& epoch : run.record.epochs) {
        Json line = solvers::parseJson(nn::toJsonLine(epoch));
        line.erase("event");
        json["epochs"].push_back(std::move(line));
    }
    return json;
}

std::string runsText(std::span<const nn::StoredRun> runs)
{
    std::vector<Row> rows { { "ID", "STATUS", "EPOCHS", "LEAST ERROR", "TRAINING", "NAME" } };
    for (const nn::StoredRun& run : runs)
        rows.push_back({ run.id, std::string(nn::name(run.status)),
            std::to_string(lastEpoch(run)) + " of " + plannedEpochs(run),
            percent(run.record.leastError()), seconds(run.record.trainSeconds()), run.name });
    return table(rows);
}

std::string runText(const nn::StoredRun& run)
{
    std::vector<Row> rows { { "name", run.name }, { "id", run.id },
        { "status", std::string(nn::name(run.status)) }, { "created", run.created },
        { "folder", run.folder.string() }, { "origin", origin(run) }, { "note", run.note },
        { "kept epochs", numbers(run.keptEpochs) } };
    std::erase_if(rows, [](const Row& row) { return row.back().empty(); });
    const Json config = nn::toJson(run.options);
    for (const auto& [key, value] : config.items())
        if (key != "resume" && value != "")
            rows.push_back({ key, value.is_string() ? value.get<std::string>() : value.dump() });
    std::vector<Row> epochs { { "EPOCH", "TRAIN LOSS", "TEST ERROR", "SECONDS", "NFE" } };
    for (const nn::RunEpoch& epoch : run.record.epochs) {
        char loss[40];
        std::snprintf(loss, sizeof loss, "%.4f", epoch.trainLoss);
        char nfe[80];
        std::snprintf(nfe, sizeof nfe, "%.1f + %.1f", epoch.nfeForwardMean, epoch.nfeBackwardMean);
        epochs.push_back({ std::to_string(epoch.epoch), loss, percent(epoch.testError),
            seconds(epoch.seconds), nfe });
    }
    return table(rows) + (epochs.size() > 1 ? '\n' + table(epochs) : std::string());
}

std::string comparisonText(std::span<const nn::StoredRun> runs)
{
    std::vector<Row> rows { { "" }, { "name" }, { "status" }, { "least error" }, { "last error" },
        { "training" } };
    for (const nn::StoredRun& run : runs) {
        const Row cells { run.id, run.name, std::string(nn::name(run.status)),
            percent(run.record.leastError()), percent(run.record.lastError()),
            seconds(run.record.trainSeconds()) };
        for (std::size_t i = 0; i < cells.size(); ++i)
            rows[i].push_back(cells[i]);
    }
    for (const nn::ConfigDifference& difference : nn::configurationDifferences(runs)) {
        rows.push_back({ difference.key });
        for (const std::string& value : difference.values)
            rows.back().push_back(value.empty() ? "-" : value);
    }
    std::set<int> epochs;
    for (const nn::StoredRun& run : runs)
        for (const nn::RunEpoch& epoch : run.record.epochs)
            epochs.insert(epoch.epoch);
    for (const int number : epochs) {
        rows.push_back({ "error of epoch " + std::to_string(number) });
        for (const nn::StoredRun& run : runs) {
            const auto& all = run.record.epochs;
            const auto found = std::find_if(all.begin(), all.end(),
                [number](const nn::RunEpoch& epoch) { return epoch.epoch == number; });
            rows.back().push_back(found == all.end() ? "-" : percent(found->testError));
        }
    }
    return table(rows);
}

} // namespace app
