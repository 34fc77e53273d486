// SPDX-License-Identifier: GPL-3.0-or-later
// The table of results as text: Markdown, CSV, LaTeX, JSON lines.
#include "nn/training/options_json.h"
#include "nn/training/recipe.h"
#include "nn/training/table1.h"
#include "solvers/atomic_file.h"
#include "solvers/json_text.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <functional>

namespace nn {

namespace {

using Json = nlohmann::ordered_json;

/// All trials of one row
struct Group {
    const Table1Row* row = nullptr;
    std::vector<Trial> trials; ///< those with an epoch

    Spread of(double (Trial::*value)() const, double factor = 1.0) const
    {
        std::vector<double> numbers;
        for (const Trial& trial : trials)
            numbers.push_back(factor * (trial.*value)());
        return spreadOf(numbers);
    }
    long finished() const
    {
        return std::count_if(
            trials.begin(), trials.end(), [](const Trial& trial) { return trial.finished(); });
    }
};

/// The rows of one recipe: what is never mixed with another one's
std::vector<Group> groupsOf(const Table1Options& options, const RecipeInfo& recipe)
{
    std::vector<Group> groups;
    for (const std::string& id : options.rows)
        if (const Table1Row& row = table1RowById(id); row.recipe == recipe.id)
            groups.push_back({ &row, {} });
    if (groups.empty())
        return groups;
    for (const Table1Trial& trial : table1Trials(options)) {
        Trial found = trial.read();
        if (found.epochs.empty())
            continue;
        for (Group& group : groups)
            if (group.row == trial.row)
                group.trials.push_back(std::move(found));
    }
    return groups;
}

std::string number(double value, int decimals)
{
    if (!std::isfinite(value))
        return {};
    std::array<char, 40> text {};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string spread(const Spread& value, int decimals, const char* between)
{
    if (value.count == 0)
        return "–";
    std::string text = number(value.mean, decimals);
    if (std::isfinite(value.deviation))
        text += between + number(value.deviation, decimals);
    return text;
}

/// A column of the measured table
struct Column {
    const char* heading;
    std::function<std::string(const Group&, const char* between)> cell;
};

std::vector<Column> columns(const Table1Options& options)
{
    constexpr double kPercent = 100.0;
    const auto spreads = [](double (Trial::*value)() const, double factor, int decimals) {
        return [=](const Group& group, const char* between) {
            return spread(group.of(value, factor), decimals, between);
        };
    };
    std::vector<Column> all {
        { "Model", [](const Group& group, const char*) { return std::string(group.row->name); } },
        { "Least error (%)", spreads(&Trial::leastError, kPercent, 2) },
        { "Last error (%)", spreads(&Trial::lastError, kPercent, 2) },
        { "Training (s)", spreads(&Trial::trainSeconds, 1.0, 0) },
        { "Evaluation (s)", spreads(&Trial::evaluationSeconds, 1.0, 0) },
        { "NFE forward", spreads(&Trial::nfeForward, 1.0, 1) },
        { "NFE backward", spreads(&Trial::nfeBackward, 1.0, 1) },
        { "Parameters",
            [](const Group& group, const char*) {
                return group.trials.empty() ? std::string("–")
                                            : std::to_string(group.trials.front().parameters);
            } },
        { "Peak memory (MB)",
            [](const Group& group, const char*) {
                double most = 0.0;
                for (const Trial& trial : group.trials)
                    most = std::max(most, static_cast<double>(trial.peakMemoryBytes()) / 1e6);
                return group.trials.empty() ? std::string("–") : number(most, 0);
            } },
        { "Trials",
            [](const Group& group, const char*) { return std::to_string(group.finished()); } },
    };
    if (options.recipe.validationImages > 0)
        all.insert(
            all.begin() + 3, { "Chosen error (%)", spreads(&Trial::chosenError, kPercent, 2) });
    return all;
}

/// Settings of the rows of one recipe
std::string settingsText(const Table1Options& options, const Table1Row& row)
{
    const TrainingOptions recipe = rowOptions(options, row);
    const Json json = toJson(recipe);
    std::string text = std::to_string(recipe.epochs) + " epochs, batch "
        + std::to_string(recipe.batch) + ", " + recipe.optimizer + ", learning rate "
        + json["lr"].dump() + ", seeds from " + std::to_string(recipe.seed) + ", "
        + (recipe.threads > 0 ? std::to_string(recipe.threads) : std::string("all")) + " threads";
    if (recipe.validationImages > 0)
        text += ", the last " + std::to_string(recipe.validationImages)
            + " training images held out";
    if (recipeOf(recipe) != recipes().front().id)
        text += ", recipe " + recipeText(recipe);
    return text;
}

/// Settings of every recipe among the rows, the plain one first
std::vector<std::string> settingsOfAll(const Table1Options& options)
{
    std::vector<std::string> texts;
    for (const RecipeInfo& recipe : recipes())
        for (const std::string& id : options.rows)
            if (const Table1Row& row = table1RowById(id); row.recipe == recipe.id) {
                texts.push_back(settingsText(options, row));
                break;
            }
    return texts;
}

std::string publishedMarkdown()
{
    std::string text = "| Published | Model | Error (%) | Time (s) | Parameters | Memory |\n"
                       "|---|---|---|---|---|---|\n";
    for (const PublishedResult& result : publishedResults()) {
        const auto both = [](double value, double deviation, int decimals) {
            return number(value, decimals)
                + (std::isfinite(deviation) ? " ± " + number(deviation, decimals) : std::string());
        };
        text += "| " + std::string(result.source) + " | " + std::string(result.model) + " | "
            + both(result.errorPercent, result.errorDeviation, 2) + " | "
            + both(result.seconds, result.secondsDeviation, 0) + " | "
            + (std::isfinite(result.parameters) ? number(result.parameters / 1e6, 2) + " M"
                                                : std::string())
            + " | " + std::string(result.memory) + " |\n";
    }
    return text;
}

std::string join(const std::vector<std::string>& cells, const char* between)
{
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i)
        text += (i == 0 ? "" : between) + cells[i];
    return text;
}

std::vector<std::string> cellsOf(
    const std::vector<Column>& all, const Group& group, const char* between)
{
    std::vector<std::string> cells;
    for (const Column& column : all)
        cells.push_back(column.cell(group, between));
    return cells;
}

} // namespace

std::string table1Markdown(const Table1Options& options)
{
    const auto all = columns(options);
    std::string text;
    for (const RecipeInfo& recipe : recipes()) {
        const auto groups = groupsOf(options, recipe);
        if (groups.empty())
            continue;
        text += "Measured: " + settingsText(options, *groups.front().row)
            + ". Mean ± sample deviation.\n\n|";
        std::string rule = "|";
        for (const Column& column : all) {
            text += " " + std::string(column.heading) + " |";
            rule += "---|";
        }
        text += '\n' + rule + '\n';
        for (const Group& group : groups)
            text += "| " + join(cellsOf(all, group, " ± "), " | ") + " |\n";
        text += '\n';
    }
    return text + publishedMarkdown();
}

std::string table1Csv(const Table1Options& options)
{
    std::string text;
    for (const std::string& settings : settingsOfAll(options))
        text += "# " + settings + '\n';
    text += "row,seed,status,epochs,least_error,last_error,chosen_error,train_seconds,"
            "evaluation_seconds,nfe_forward,nfe_backward,parameters,peak_memory_bytes\n";
    for (const Table1Trial& trial : table1Trials(options)) {
        const Trial found = trial.read();
        std::vector<std::string> cells { std::string(trial.row->id), std::to_string(trial.seed),
            found.status, std::to_string(found.epochs.size()), number(found.leastError(), 4),
            number(found.lastError(), 4), number(found.chosenError(), 4),
            number(found.trainSeconds(), 2), number(found.evaluationSeconds(), 2),
            number(found.nfeForward(), 3), number(found.nfeBackward(), 3),
            std::to_string(found.parameters), std::to_string(found.peakMemoryBytes()) };
        text += join(cells, ",") + '\n';
    }
    return text;
}

std::string table1Latex(const Table1Options& options)
{
    const auto all = columns(options);
    std::string text;
    for (const std::string& settings : settingsOfAll(options))
        text += "% " + settings + '\n';
    text += "\\begin{tabular}{l" + std::string(all.size() - 1, 'r') + "}\n\\toprule\n";
    std::vector<std::string> headings;
    for (const Column& column : all) {
        std::string heading = column.heading;
        if (const auto percent = heading.find('%'); percent != std::string::npos)
            heading.insert(percent, "\\");
        headings.push_back(heading);
    }
    text += join(headings, " & ") + " \\\\\n";
    for (const RecipeInfo& recipe : recipes()) {
        const auto groups = groupsOf(options, recipe);
        text += groups.empty() ? "" : "\\midrule\n";
        for (const Group& group : groups) {
            auto cells = cellsOf(all, group, " $\\pm$ ");
            for (std::string& cell : cells)
                if (cell == "–")
                    cell = "--";
            text += join(cells, " & ") + " \\\\\n";
        }
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

std::string table1Records(const Table1Options& options)
{
    std::string text;
    for (const Table1Trial& trial : table1Trials(options)) {
        const Trial found = trial.read();
        if (found.epochs.empty())
            continue;
        Json line { { "row", trial.row->id }, { "seed", trial.seed }, { "status", found.status },
            { "config", found.config }, { "parameters", found.parameters } };
        line["epochs"] = Json::array();
        for (const RunEpoch& epoch : found.epochs)
            line["epochs"].push_back(solvers::parseJson(toJsonLine(epoch)));
        text += line.dump() + '\n';
    }
    return text;
}

void writeTable1(const Table1Options& options)
{
    solvers::writeFileAtomically(options.out / "table1.md", table1Markdown(options));
    solvers::writeFileAtomically(options.out / "table1.csv", table1Csv(options));
    solvers::writeFileAtomically(options.out / "table1.tex", table1Latex(options));
    solvers::writeFileAtomically(options.out / "table1.jsonl", table1Records(options));
}

} // namespace nn
