// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_groups.h"

#include "nn/training/options_json.h"
#include "nn/training/recipe.h"
#include "ui/labs/runs_text.h"
#include "ui/labs/runs_ticks.h"
#include "ui/labs/train_settings.h"
#include "ui/text.h"

#include <algorithm>
#include <map>
#include <set>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kPercent = 100.0;
constexpr std::size_t kMostSettings = 3; ///< in the name of a line

QString rowName(const std::string& id)
{
    try {
        return fromCore(nn::table1RowById(id).name);
    } catch (const std::invalid_argument&) {
        return QString::fromStdString(id); // a recipe of its own, or of another version
    }
}

/// Where a line stands: the table's own order, then the others.
std::size_t rankOf(const std::string& row)
{
    const auto rows = nn::table1Rows();
    return static_cast<std::size_t>(
        std::ranges::find(rows, row, &nn::Table1Row::id) - rows.begin());
}

/// All but what trials of one row may differ in.
std::string settingsKey(const LibraryRun& run)
{
    Json config = nn::toJson(run.options);
    for (const char* key : { "seed", "threads", "resume", "data" })
        config.erase(key);
    return config.dump();
}

struct Place {
    std::size_t rank; ///< of the row
    bool recorded;
    std::string name; ///< of what has no row
    std::string settings;

    auto operator<=>(const Place&) const = default;
};

QString lineName(const LibraryRun& run, const std::string& row)
{
    QString name = row.empty() ? modelText(run.options.model) : rowName(row);
    if (row.empty() && (!run.forkedFrom.empty() || !run.options.init.empty()))
        name = tr("%1, from weights").arg(modelNameOf(run));
    return run.recorded ? tr("%1, recorded").arg(name) : name;
}

RunGroup publishedLine(const nn::PublishedResult& result)
{
    RunGroup group;
    group.name = rowName(std::string(result.row));
    group.series = fromCore(result.row);
    return group;
}

void addPublished(RunGroup& group, const std::string& row)
{
    for (const nn::PublishedResult& result : nn::publishedResults())
        if (result.row == row) {
            const bool first = result.source == nn::publishedResults().front().source;
            (first ? group.article : group.chen) = &result;
        }
}

/// Lines of one model are told apart by the settings in which their first runs differ.
void nameBySettings(std::vector<RunGroup>& groups)
{
    std::map<QString, std::vector<RunGroup*>> same;
    for (RunGroup& group : groups)
        if (!group.runs.empty())
            same[group.name].push_back(&group);
    for (auto& [name, lines] : same) {
        if (lines.size() < 2)
            continue;
        std::vector<const LibraryRun*> firsts;
        for (const RunGroup* line : lines)
            firsts.push_back(line->runs.front());
        QStringList texts;
        texts.resize(static_cast<qsizetype>(lines.size()));
        std::size_t shown = 0;
        for (const nn::ConfigDifference& difference : differencesOf(firsts)) {
            if (difference.key == "seed" || difference.key == "threads")
                continue;
            if (++shown > kMostSettings)
                break;
            for (std::size_t i = 0; i < lines.size(); ++i)
                texts[static_cast<qsizetype>(i)] += tr(", %1 %2").arg(
                    keyText(difference.key), QString::fromStdString(difference.values[i]));
        }
        for (std::size_t i = 0; i < lines.size(); ++i)
            lines[i]->name += texts[static_cast<qsizetype>(i)];
    }
}

std::string sharedSettings(const std::vector<const LibraryRun*>& runs)
{
    if (runs.empty())
        return "no run";
    const nn::TrainingOptions& first = runs.front()->options;
    std::set<std::string> differing;
    for (const nn::ConfigDifference& difference : differencesOf(runs))
        differing.insert(difference.key);
    const auto one = [&](const char* key, const std::string& text) {
        return differing.contains(key) ? std::string(key) + " differs" : text;
    };
    const Json json = nn::toJson(first);
    std::string text = one("epochs", std::to_string(first.epochs) + " epochs") + ", "
        + one("batch", "batch " + std::to_string(first.batch)) + ", "
        + one("optimizer", first.optimizer) + ", " + one("lr", "learning rate " + json["lr"].dump())
        + ", "
        + one("threads",
            (first.threads > 0 ? std::to_string(first.threads) : std::string("all")) + " threads");
    std::string seeds;
    std::set<std::uint64_t> numbers;
    for (const LibraryRun* run : runs)
        numbers.insert(run->options.seed);
    for (const std::uint64_t seed : numbers)
        seeds += (seeds.empty() ? "" : " ") + std::to_string(seed);
    text += ", seeds " + seeds;
    if (first.validationImages > 0 && !differing.contains("validation_images"))
        text
            += ", the last " + std::to_string(first.validationImages) + " training images held out";
    return text;
}

} // namespace

double RunGroup::leastError() const
{
    return measured.of(&nn::Trial::leastError, kPercent).mean;
}

double RunGroup::trainSeconds() const
{
    return measured.of(&nn::Trial::trainSeconds).mean;
}

bool RunTable::isEmpty() const
{
    return std::ranges::all_of(groups, [](const RunGroup& group) { return group.runs.empty(); });
}

bool RunTable::hasChosen() const
{
    return std::ranges::any_of(groups,
        [](const RunGroup& group) { return group.measured.of(&nn::Trial::chosenError).count > 0; });
}

nn::Table1Sheet RunTable::sheet() const
{
    nn::Table1Sheet sheet;
    std::map<std::string, std::vector<const LibraryRun*>> runs;
    std::vector<std::string> recipes; // of the parts
    for (const RunGroup& group : groups) {
        if (group.runs.empty())
            continue;
        const std::string recipe = nn::recipeText(group.runs.front()->options);
        auto found = std::ranges::find(recipes, recipe);
        if (found == recipes.end()) {
            found = recipes.insert(found, recipe);
            sheet.parts.emplace_back();
        }
        sheet.parts[static_cast<std::size_t>(found - recipes.begin())].groups.push_back(
            group.measured);
        auto& all = runs[recipe];
        all.insert(all.end(), group.runs.begin(), group.runs.end());
    }
    for (std::size_t i = 0; i < recipes.size(); ++i)
        sheet.parts[i].settings = sharedSettings(runs[recipes[i]]) + ", recipe " + recipes[i];
    if (const QString text = warning(); !text.isEmpty() && !sheet.parts.empty())
        sheet.parts.front().settings += "; settings differ in " + text.toStdString();
    return sheet;
}

QString RunTable::note() const
{
    std::size_t runs = 0;
    long open = 0;
    std::set<std::size_t> sizes;
    for (const RunGroup& group : groups) {
        runs += group.runs.size();
        open += static_cast<long>(group.runs.size()) - group.measured.finished();
        if (!group.runs.empty())
            sizes.insert(group.runs.size());
    }
    if (runs == 0)
        return tr("Published values only: nothing has been measured here yet.");
    const QString count = sizes.size() > 1
        ? tr("Mean ± sample deviation of 3 runs, or of as many as stand in brackets")
        : *sizes.begin() == 1 ? tr("One run in each line")
                              : tr("Mean ± sample deviation of %1 runs").arg(*sizes.begin());
    QString text = tr("%1; error: the smallest test error reached in a run, as in the article. "
                      "Ratios in brackets: the article's own.")
                       .arg(count);
    if (open > 0)
        text += QLatin1Char(' ') + tr("Not finished yet: %1 of %2 runs.").arg(open).arg(runs);
    return text;
}

QString RunTable::warning() const
{
    QStringList lines;
    for (const RunGroup& group : groups)
        if (!group.differences.isEmpty())
            lines << QStringLiteral("%1: %2").arg(
                group.name, group.differences.join(QStringLiteral(", ")));
    return lines.join(QStringLiteral("; "));
}

RunTable makeRunTable(std::shared_ptr<const RunLibrary> library,
    const std::function<bool(const LibraryRun&)>& shown, bool bySettings)
{
    std::map<Place, RunGroup> lines;
    for (const nn::PublishedResult& result : nn::publishedResults())
        lines.try_emplace(
            { rankOf(std::string(result.row)), false, {}, {} }, publishedLine(result));
    for (const LibraryRun& run : library->runs) {
        if (!run.hasEpochs() || !shown(run))
            continue;
        const std::string row = rowOf(run);
        const QString name = lineName(run, row);
        const std::size_t rank = row.empty() ? nn::table1Rows().size() + 1 : rankOf(row);
        const Place place { rank, run.recorded,
            rank < nn::table1Rows().size() ? std::string() : name.toStdString(),
            bySettings ? settingsKey(run) : std::string() };
        RunGroup& group = lines[place];
        group.name = name;
        group.series = modelSeries(run);
        group.runs.push_back(&run);
        group.measured.trials.push_back(run.record);
        addPublished(group, row);
    }
    RunTable table { std::move(library), {} };
    for (auto& [place, group] : lines) {
        if (group.runs.empty()) { // nothing measured: unless another line shows the same values
            const bool elsewhere = std::ranges::any_of(lines, [&](const auto& other) {
                return !other.second.runs.empty() && other.first.rank == place.rank;
            });
            if (elsewhere)
                continue;
            addPublished(group, std::string(nn::table1Rows()[place.rank].id));
        }
        table.groups.push_back(std::move(group));
    }
    if (bySettings)
        nameBySettings(table.groups);
    for (RunGroup& group : table.groups) {
        group.measured.name = group.name.toStdString();
        if (group.runs.size() > 1)
            group.differences = differingSettings(group.runs);
    }
    return table;
}

} // namespace ui
