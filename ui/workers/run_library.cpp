// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/run_library.h"

#include "nn/models/model_file.h"
#include "nn/training/options_json.h"
#include "nn/training/recipe.h"
#include "nn/training/table1.h"
#include "solvers/json_text.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <exception>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

/// As its run would be called; a row of another version by its id.
std::string rowName(const std::string& id)
{
    const auto rows = nn::table1Rows();
    const auto row = std::ranges::find(rows, id, &nn::Table1Row::id);
    return row == rows.end() ? id : std::string(row->name);
}

LibraryRun recordedRun(const Json& line)
{
    LibraryRun run;
    run.recorded = true;
    run.row = line.at("row").get<std::string>();
    run.record.config = line.at("config");
    run.record.parameters = line.value("parameters", std::int64_t(0));
    run.record.status = line.value("status", std::string("finished"));
    for (const Json& epoch : line.at("epochs"))
        run.record.epochs.push_back(std::get<nn::RunEpoch>(nn::parseRunEvent(epoch.dump())));
    run.options = nn::optionsFromJson(run.record.config);
    run.table = "table1";
    run.created = line.value("time", std::string());
    run.note = line.value("machine", std::string());
    run.status = run.record.finished() ? nn::RunStatus::Finished : nn::RunStatus::Stopped;
    const std::string seed = std::to_string(run.options.seed);
    run.id = "recorded/" + run.row + "-seed" + seed;
    run.name = rowName(run.row) + ", seed " + seed;
    return run;
}

/// What two trainings must share to be one.
Json compared(const nn::TrainingOptions& options)
{
    Json json = nn::toJson(options);
    for (const char* key : { "threads", "resume", "data" })
        json.erase(key);
    return json;
}

} // namespace

const LibraryRun* RunLibrary::find(const std::string& id) const
{
    const auto found = std::ranges::find(runs, id, &LibraryRun::id);
    return found == runs.end() ? nullptr : &*found;
}

QString recordedResults()
{
    return QStringLiteral(":/results");
}

std::vector<LibraryRun> recordedRuns(
    const QString& fileName, const QByteArray& content, QStringList& faults)
{
    std::vector<LibraryRun> runs;
    int number = 0;
    for (const QByteArray& line : content.split('\n')) {
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        try {
            runs.push_back(recordedRun(solvers::parseJson(line.toStdString())));
        } catch (const std::exception& error) {
            faults << QStringLiteral("%1: line %2: %3")
                          .arg(fileName)
                          .arg(number)
                          .arg(QString::fromUtf8(error.what()).left(160));
        }
    }
    return runs;
}

std::shared_ptr<const RunLibrary> readRunLibrary(
    const nn::RunStore& store, const QString& resources)
{
    auto library = std::make_shared<RunLibrary>();
    try {
        std::vector<std::string> faults;
        for (nn::StoredRun& run : store.list(&faults)) {
            library->runs.emplace_back();
            static_cast<nn::StoredRun&>(library->runs.back()) = std::move(run);
        }
        for (const std::string& fault : faults)
            library->faults << QString::fromStdString(fault);
    } catch (const std::exception& error) {
        library->faults << QString::fromUtf8(error.what());
    }
    QStringList files;
    QDirIterator entries(resources, { QStringLiteral("*.jsonl") }, QDir::Files);
    while (entries.hasNext())
        files << entries.next();
    files.sort();
    for (const QString& name : std::as_const(files)) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly)) {
            library->faults << QStringLiteral("%1: %2").arg(name, file.errorString());
            continue;
        }
        for (LibraryRun& run :
            recordedRuns(QFileInfo(name).fileName(), file.readAll(), library->faults)) {
            if (library->find(run.id)) // two files, one seed: each keeps an id of its own
                run.id += "-" + QFileInfo(name).completeBaseName().toStdString();
            library->runs.push_back(std::move(run));
        }
    }
    return library;
}

std::string rowOf(const LibraryRun& run)
{
    if (!run.row.empty())
        return run.row;
    const Json& config = run.record.config;
    const bool warm = !run.forkedFrom.empty() || !run.options.init.empty()
        || (config.is_object() && !config.value("init", std::string()).empty());
    if (warm)
        return {};
    const std::string model = nn::modelDescription(run.options.model);
    for (const nn::Table1Row& row : nn::table1Rows())
        if (row.recipe == nn::recipeOf(run.options) && nn::modelDescription(row.model) == model)
            return std::string(row.id);
    return {};
}

bool sameTraining(const nn::TrainingOptions& a, const nn::TrainingOptions& b)
{
    return compared(a) == compared(b);
}

} // namespace ui
