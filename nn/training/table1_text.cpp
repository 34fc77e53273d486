// SPDX-License-Identifier: GPL-3.0-or-later
// The table of results as text: Markdown, CSV, LaTeX, JSON lines.
#include "nn/training/options_json.h"
#include "nn/training/recipe.h"
#include "nn/training/table1.h"
#include "solvers/atomic_file.h"
#include "solvers/json_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>

namespace nn {

namespace {

using Json = nlohmann::ordered_json;

using Group = Table1Sheet::Group;

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

std::vector<Column> columns(bool chosen)
{
    constexpr double kPercent = 100.0;
    const auto spreads = [](double (Trial::*value)() const, double factor, int decimals) {
        return [=](const Group& group, const char* between) {
            return spread(group.of(value, factor), decimals, between);
        };
    };
    std::vector<Column> all {
        { "Model", [](const Group& group, const char*) { return group.name; } },
        { "Least error (%)", spreads(&Trial::leastError, kPercent, 2) },
        { "Last error (%)", spreads(&Trial::lastError, kPercent, 2) },
        { "Training (s)", spreads(&Trial::trainSeconds, 1.0, 0) },
        { "Evaluation (s)", spreads(&Trial::evaluationSeconds, 1.0, 0) },
        { "NFE forward", spreads(&Trial::nfeForward, 1.0, 1) },
        { "NFE backward", spreads(&Trial::nfeBackward, 1.0, 1) },
        { "Parameters",
            [](const Group& group, const char*) {
                return group.trials.empty() ? std::string("–") : std::to_string(group.parameters());
            } },
        { "Peak memory (MB)",
            [](const Group& group, const char*) {
                return group.trials.empty()
                    ? std::string("–")
                    : number(static_cast<double>(group.peakMemoryBytes()) / 1e6, 0);
            } },
        { "Trials",
            [](const Group& group, const char*) { return std::to_string(group.finished()); } },
    };
    if (chosen)
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

/// A cell of CSV that may hold commas
std::string quoted(const std::string& text)
{
    if (text.find_first_of(",\"\n") == std::string::npos)
        return text;
    std::string cell = "\"";
    for (const char c : text)
        cell += c == '"' ? std::string("\"\"") : std::string(1, c);
    return cell + '"';
}

std::string join(const std::vector<std::string>& cells, const char* between)
{
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i)
        text += (i == 0 ? "" : between) + cells[i];
    return text;
}

/// What others published, as Markdown and LaTeX show it
std::vector<std::string> publishedCells(const PublishedResult& result, const char* between)
{
    const auto both = [between](double value, double deviation, int decimals) {
        return number(value, decimals)
            + (std::isfinite(deviation) ? between + number(deviation, decimals) : std::string());
    };
    return { std::string(result.source), std::string(result.model),
        both(result.errorPercent, result.errorDeviation, 2),
        both(result.seconds, result.secondsDeviation, 0),
        std::isfinite(result.parameters) ? number(result.parameters / 1e6, 2) + " M"
                                         : std::string(),
        std::string(result.memory) };
}

std::string publishedMarkdown()
{
    std::string text = "| Published | Model | Error (%) | Time (s) | Parameters | Memory |\n"
                       "|---|---|---|---|---|---|\n";
    for (const PublishedResult& result : publishedResults())
        text += "| " + join(publishedCells(result, " ± "), " | ") + " |\n";
    return text;
}

/// Comments, so that who reads the table reads measured values alone
std::string publishedCsv()
{
    std::string text = "# Published by others, not measured here: source,model,error_percent,"
                       "error_deviation,seconds,seconds_deviation,parameters,memory\n";
    for (const PublishedResult& result : publishedResults())
        text += "# published: "
            + join({ quoted(std::string(result.source)), quoted(std::string(result.model)),
                       number(result.errorPercent, 2), number(result.errorDeviation, 2),
                       number(result.seconds, 0), number(result.secondsDeviation, 1),
                       number(result.parameters, 0), std::string(result.memory) },
                ",")
            + '\n';
    return text;
}

/// A table of its own
std::string publishedLatex()
{
    std::string text = "\n% Published by others, not measured here\n\\begin{tabular}{llrrrl}\n"
                       "\\toprule\nPublished & Model & Error (\\%) & Time (s) & Parameters & "
                       "Memory \\\\\n\\midrule\n";
    for (const PublishedResult& result : publishedResults()) {
        std::vector<std::string> cells = publishedCells(result, " $\\pm$ ");
        if (!cells.back().empty())
            cells.back() = "$" + cells.back() + "$";
        text += join(cells, " & ") + " \\\\\n";
    }
    return text + "\\bottomrule\n\\end{tabular}\n";
}

std::vector<std::string> cellsOf(
    const std::vector<Column>& all, const Group& group, const char* between)
{
    std::vector<std::string> cells;
    for (const Column& column : all)
        cells.push_back(column.cell(group, between));
    return cells;
}

/// Empty where the record does not name it
std::string seedOf(const Trial& trial)
{
    return trial.config.is_object() ? trial.config.value("seed", std::string()) : std::string();
}

std::string csvLine(const std::string& row, const std::string& seed, const Trial& trial)
{
    const std::vector<std::string> cells { quoted(row), seed, trial.status,
        std::to_string(trial.epochs.size()), number(trial.leastError(), 4),
        number(trial.lastError(), 4), number(trial.chosenError(), 4),
        number(trial.trainSeconds(), 2), number(trial.evaluationSeconds(), 2),
        number(trial.nfeForward(), 3), number(trial.nfeBackward(), 3),
        std::to_string(trial.parameters), std::to_string(trial.peakMemoryBytes()) };
    return join(cells, ",") + '\n';
}

std::string csvHead(const Table1Sheet& sheet)
{
    std::string text;
    for (const Table1Sheet::Part& part : sheet.parts)
        text += "# " + part.settings + '\n';
    return text + publishedCsv()
        + "row,seed,status,epochs,least_error,last_error,chosen_error,train_seconds,"
          "evaluation_seconds,nfe_forward,nfe_backward,parameters,peak_memory_bytes\n";
}

std::string latexHeadings(const std::vector<Column>& all)
{
    std::vector<std::string> headings;
    for (const Column& column : all) {
        std::string heading = column.heading;
        if (const auto percent = heading.find('%'); percent != std::string::npos)
            heading.insert(percent, "\\");
        headings.push_back(heading);
    }
    return join(headings, " & ") + " \\\\\n";
}

} // namespace

Spread Group::of(double (Trial::*value)() const, double factor) const
{
    std::vector<double> numbers;
    for (const Trial& trial : trials)
        numbers.push_back(factor * (trial.*value)());
    return spreadOf(numbers);
}

long Group::finished() const
{
    return std::count_if(
        trials.begin(), trials.end(), [](const Trial& trial) { return trial.finished(); });
}

std::int64_t Group::peakMemoryBytes() const
{
    std::int64_t most = 0;
    for (const Trial& trial : trials)
        most = std::max(most, trial.peakMemoryBytes());
    return most;
}

std::int64_t Group::parameters() const
{
    return trials.empty() ? 0 : trials.front().parameters;
}

bool Table1Sheet::hasChosen() const
{
    return std::ranges::any_of(parts, [](const Part& part) {
        return std::ranges::any_of(part.groups, [](const Group& group) {
            return std::ranges::any_of(group.trials,
                [](const Trial& trial) { return std::isfinite(trial.chosenError()); });
        });
    });
}

Table1Sheet table1Sheet(const Table1Options& options)
{
    Table1Sheet sheet;
    const auto trials = table1Trials(options);
    for (const RecipeInfo& recipe : recipes()) {
        Table1Sheet::Part part;
        for (const std::string& id : options.rows) {
            const Table1Row& row = table1RowById(id);
            if (row.recipe != recipe.id)
                continue;
            part.settings = part.groups.empty() ? settingsText(options, row) : part.settings;
            Group& group = part.groups.emplace_back(Group { std::string(row.name), {} });
            for (const Table1Trial& trial : trials)
                if (Trial found; trial.row == &row && !(found = trial.read()).epochs.empty())
                    group.trials.push_back(std::move(found));
        }
        if (!part.groups.empty())
            sheet.parts.push_back(std::move(part));
    }
    return sheet;
}

std::string table1Markdown(const Table1Sheet& sheet)
{
    const auto all = columns(sheet.hasChosen());
    std::string text;
    for (const Table1Sheet::Part& part : sheet.parts) {
        text += "Measured: " + part.settings + ". Mean ± sample deviation.\n\n|";
        std::string rule = "|";
        for (const Column& column : all) {
            text += " " + std::string(column.heading) + " |";
            rule += "---|";
        }
        text += '\n' + rule + '\n';
        for (const Group& group : part.groups)
            text += "| " + join(cellsOf(all, group, " ± "), " | ") + " |\n";
        text += '\n';
    }
    return text + publishedMarkdown();
}

std::string table1Csv(const Table1Sheet& sheet)
{
    std::string text = csvHead(sheet);
    for (const Table1Sheet::Part& part : sheet.parts)
        for (const Group& group : part.groups)
            for (const Trial& trial : group.trials)
                text += csvLine(group.name, seedOf(trial), trial);
    return text;
}

std::string table1Csv(const Table1Options& options)
{
    std::string text = csvHead(table1Sheet(options));
    for (const Table1Trial& trial : table1Trials(options))
        text += csvLine(std::string(trial.row->id), std::to_string(trial.seed), trial.read());
    return text;
}

std::string table1Latex(const Table1Sheet& sheet)
{
    const auto all = columns(sheet.hasChosen());
    std::string text;
    for (const Table1Sheet::Part& part : sheet.parts)
        text += "% " + part.settings + '\n';
    text += "\\begin{tabular}{l" + std::string(all.size() - 1, 'r') + "}\n\\toprule\n"
        + latexHeadings(all);
    for (const Table1Sheet::Part& part : sheet.parts) {
        text += "\\midrule\n";
        for (const Group& group : part.groups) {
            auto cells = cellsOf(all, group, " $\\pm$ ");
            for (std::string& cell : cells)
                if (cell == "–")
                    cell = "--";
            text += join(cells, " & ") + " \\\\\n";
        }
    }
    return text + "\\bottomrule\n\\end{tabular}\n" + publishedLatex();
}

std::string table1Markdown(const Table1Options& options)
{
    return table1Markdown(table1Sheet(options));
}

std::string table1Latex(const Table1Options& options)
{
    return table1Latex(table1Sheet(options));
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
