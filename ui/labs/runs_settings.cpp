// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/runs_settings.h"

#include "nn/training/table1.h"
#include "solvers/json_text.h"
#include "ui/text.h"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr long kHeldOut = 5000;
constexpr int kMostTrials = 100;

QString textOf(const Json& json, const char* key, const QString& otherwise = {})
{
    return QString::fromStdString(json.value(key, otherwise.toStdString()));
}

} // namespace

nn::TrainingOptions RunsRecipe::options(const std::string& row, int trial) const
{
    nn::TrainingOptions options;
    options.model = nn::table1RowById(row).model;
    options.epochs = epochs;
    options.batch = batch;
    options.threads = threads;
    options.seed = static_cast<std::uint64_t>(seed + trial);
    options.validationImages = holdOut ? kHeldOut : 0;
    return options;
}

QString RunsRecipe::problem() const
{
    if (rows.empty())
        return tr("Tick at least one row of the table.");
    if (trials < 1 || trials > kMostTrials)
        return tr("The number of trials must be between 1 and %1.").arg(kMostTrials);
    return QString::fromStdString(options(rows.front(), 0).problem());
}

std::string settingsToJson(const RunsSettings& settings)
{
    const RunsFilter& filter = settings.filter;
    const RunsRecipe& recipe = settings.recipe;
    Json json { { "version", kVersion } };
    json["filter"]
        = { { "text", filter.text.toStdString() }, { "model", filter.model.toStdString() },
              { "status", filter.status.toStdString() }, { "by_settings", filter.bySettings } };
    json["sort"] = settings.sort.toStdString();
    json["descending"] = settings.descending;
    json["ticked"] = Json::array();
    for (const QString& id : settings.ticked)
        json["ticked"].push_back(id.toStdString());
    json["ticks_chosen"] = settings.ticksChosen;
    json["quantity"] = settings.quantity.toStdString();
    json["against"] = settings.against.toStdString();
    json["details"] = settings.details;
    json["recipe"] = { { "rows", recipe.rows }, { "epochs", recipe.epochs },
        { "trials", recipe.trials }, { "batch", recipe.batch }, { "threads", recipe.threads },
        { "seed", recipe.seed }, { "hold_out", recipe.holdOut } };
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RunsSettings runsSettingsFromJson(std::string_view text)
{
    RunsSettings settings;
    try {
        const Json json = solvers::parseJson(text);
        if (json.at("version").get<int>() != kVersion)
            throw std::runtime_error("written by another version");
        const Json& filter = json.at("filter");
        settings.filter = { textOf(filter, "text"), textOf(filter, "model"),
            textOf(filter, "status"), filter.value("by_settings", false) };
        settings.sort = textOf(json, "sort");
        settings.descending = json.value("descending", false);
        for (const Json& id : json.at("ticked"))
            settings.ticked << QString::fromStdString(id.get<std::string>());
        settings.ticksChosen = json.value("ticks_chosen", false);
        settings.quantity = textOf(json, "quantity", settings.quantity);
        settings.against = textOf(json, "against", settings.against);
        settings.details = json.value("details", false);
        const Json& recipe = json.at("recipe");
        RunsRecipe& kept = settings.recipe;
        kept = { {}, recipe.at("epochs").get<int>(), recipe.at("trials").get<int>(),
            recipe.at("batch").get<int>(), recipe.at("threads").get<int>(),
            recipe.at("seed").get<int>(), recipe.value("hold_out", false) };
        for (const Json& row : recipe.at("rows")) // a row of another version is left out
            for (const nn::Table1Row& known : nn::table1Rows())
                if (known.id == row.get<std::string>())
                    kept.rows.emplace_back(known.id);
    } catch (const Json::exception& error) {
        throw std::runtime_error(std::string("not the settings of this page: ") + error.what());
    }
    return settings;
}

} // namespace ui
