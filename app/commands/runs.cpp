// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/model_options.h"
#include "app/commands/runs_output.h"
#include "app/commands/training_output.h"
#include "nn/runs/kept_run.h"
#include "nn/training/checkpoint.h"
#include "solvers/names.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

namespace app {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostCompared = 8;

/// What the subcommands of `runs` take; each uses some of it.
struct RunsOptions {
    std::filesystem::path folder;
    std::string id;
    std::vector<std::string> ids; ///< where a subcommand takes several
    std::string text;
    std::string status;
    std::string model;
    std::string weights = "best";
    std::string file;
    std::string gradient;
    ModelOptions solver;
    int epoch = 0;
    int epochs = 0;
    double rate = 0.0;
    int threads = -1;
    bool json = false;
    bool forGood = false;

    nn::RunStore store() const { return folder.empty() ? nn::RunStore() : nn::RunStore(folder); }
};

using SharedOptions = std::shared_ptr<RunsOptions>;

void print(const Json& json)
{
    std::cout << json.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

void say(const RunsOptions& options, const Json& json, const std::string& text)
{
    if (options.json)
        print(json);
    else
        std::cout << text;
}

int list(RunsOptions& options)
{
    const std::vector<std::string> statuses { "queued", "running", "interrupted", "finished",
        "stopped", "diverged" };
    if (!options.status.empty()
        && std::find(statuses.begin(), statuses.end(), options.status) == statuses.end())
        throw UsageError("--status: " + solvers::unknownName("status", options.status, statuses));
    if (!options.model.empty())
        nn::modelById(options.model);
    std::vector<std::string> faults;
    std::vector<nn::StoredRun> runs = options.store().list(&faults);
    std::erase_if(runs, [&](const nn::StoredRun& run) {
        return (!options.status.empty() && nn::name(run.status) != options.status)
            || (!options.model.empty() && run.options.model.model != options.model);
    });
    Json json { { "folder", options.store().folder().string() }, { "runs", Json::array() },
        { "faults", faults } };
    for (const nn::StoredRun& run : runs)
        json["runs"].push_back(runJson(run));
    say(options, json,
        runs.empty() ? "no runs in " + options.store().folder().string() + "\n" : runsText(runs));
    if (!options.json)
        for (const std::string& fault : faults)
            std::cerr << "left out: " << fault << '\n';
    return kSuccess;
}

int show(RunsOptions& options)
{
    const nn::StoredRun run = options.store().open(options.id);
    say(options, fullRunJson(run), options.json ? "" : runText(run));
    return kSuccess;
}

int compare(RunsOptions& options)
{
    std::vector<nn::StoredRun> runs;
    for (const std::string& id : options.ids)
        runs.push_back(options.store().open(id));
    Json json { { "runs", Json::array() }, { "differences", Json::array() } };
    for (const nn::StoredRun& run : runs)
        json["runs"].push_back(fullRunJson(run));
    for (const nn::ConfigDifference& difference : nn::configurationDifferences(runs))
        json["differences"].push_back(
            Json { { "key", difference.key }, { "values", difference.values } });
    say(options, json, options.json ? "" : comparisonText(runs));
    return kSuccess;
}

int rename(RunsOptions& options)
{
    const nn::RunStore store = options.store();
    const std::string id = store.open(options.id).id;
    store.rename(id, options.text);
    const nn::StoredRun run = store.open(id);
    say(options, runJson(run), id + " is now named " + run.name + "\n");
    return kSuccess;
}

int note(RunsOptions& options)
{
    const nn::RunStore store = options.store();
    const std::string id = store.open(options.id).id;
    store.setNote(id, options.text);
    say(options, runJson(store.open(id)), "noted in " + id + "\n");
    return kSuccess;
}

int remove(RunsOptions& options)
{
    const nn::RunStore store = options.store();
    std::vector<std::string> ids;
    for (const std::string& id : options.ids) // all are known, or none is deleted
        ids.push_back(store.open(id).id);
    Json json { { "deleted", Json::array() } };
    std::string text;
    for (const std::string& id : ids) {
        const std::string token = store.remove(id);
        if (options.forGood)
            store.purge(token);
        json["deleted"].push_back(
            Json { { "id", id }, { "token", options.forGood ? Json() : Json(token) } });
        text += id
            + (options.forGood
                    ? " is deleted for good\n"
                    : " is deleted; bring it back with separatrix runs restore " + token + "\n");
    }
    say(options, json, text);
    return kSuccess;
}

int restore(RunsOptions& options)
{
    const std::string id = options.store().restore(options.id);
    say(options, Json { { "id", id } }, id + " is back\n");
    return kSuccess;
}

int resume(RunsOptions& options)
{
    const nn::TrainingOptions training = options.store().resumed(options.id);
    std::cerr << (training.resume.empty()
            ? "from the beginning: there is no checkpoint\n"
            : "from step " + std::to_string(nn::checkpointPosition(training.resume).step) + "\n");
    return trainAndReport(training, true);
}

int fork(RunsOptions& options)
{
    const nn::RunStore store = options.store();
    nn::RunConfig config = store.forked(store.open(options.id).id, options.epoch);
    nn::TrainingOptions& training = config.options;
    options.solver.apply(training.model);
    if (!options.gradient.empty())
        training.model.gradient = options.gradient;
    if (options.rate > 0.0)
        training.learningRate = options.rate;
    if (options.threads >= 0)
        training.threads = options.threads;
    if (options.epochs > 0) {
        training.epochs = options.epochs;
        training.steps = 0;
    }
    if (!options.text.empty())
        config.name = options.text;
    const nn::KeptRun kept(store, config);
    if (!kept.problem().empty())
        throw std::runtime_error(kept.problem());
    std::cerr << "run " << kept.id() << " in " << store.folder().string() << '\n';
    return trainAndReport(kept.options(), true);
}

int weights(RunsOptions& options)
{
    if (options.weights != "best" && options.weights != "last")
        throw UsageError("--which: expected best or last, got '" + options.weights + "'");
    const nn::StoredRun run = options.store().open(options.id);
    const std::string target = options.file == "-" ? "/dev/stdout" : options.file;
    if (options.epoch > 0) {
        if (target.empty())
            throw UsageError("--epoch: name the model file to write with --to FILE");
        const auto& kept = run.keptEpochs;
        if (std::find(kept.begin(), kept.end(), options.epoch) == kept.end())
            (void)options.store().forked(run.id, options.epoch); // says which there are
        nn::writeCheckpointModel(run.checkpoint(options.epoch), target);
        return kSuccess;
    }
    const auto file = options.weights == "last" ? run.lastWeights() : run.bestWeights();
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw std::runtime_error(file.string() + ": there are no such weights; "
            + (options.weights == "best" ? "they come with the first epoch"
                                         : "they come when a run ends, try --which best"));
    if (target.empty())
        say(options, Json { { "id", run.id }, { "file", file.string() } }, file.string() + "\n");
    else
        writeText(options.file,
            { std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>() });
    return kSuccess;
}

/// A subcommand with what all have: the folder, and an id or several where it takes any.
CLI::App* addAction(CommandLine& line, CLI::App& runs, const char* name, const char* help,
    int (*work)(RunsOptions&), const SharedOptions& options, int ids = 1)
{
    auto* command = runs.add_subcommand(name, help);
    command->add_option(
        "--run-dir", options->folder, "Folder of the runs (default: in the user's data directory)");
    if (ids > 1)
        command->add_option("ID", options->ids, "Ids or names of runs")
            ->required()
            ->expected(1, ids);
    else if (ids == 1)
        command->add_option("ID", options->id, "Id or name")->required();
    command->callback(
        [&line, options, work] { line.work = [options, work] { return work(*options); }; });
    return command;
}

void addJson(CLI::App* command, const SharedOptions& options)
{
    command->add_flag("--json", options->json, "One JSON document");
}

void addEditing(CommandLine& line, CLI::App& runs, const SharedOptions& options)
{
    auto* renaming = addAction(line, runs, "rename", "Give a run another name", rename, options);
    renaming->add_option("NAME", options->text, "The new name")->required();
    addJson(renaming, options);
    auto* noting = addAction(line, runs, "note", "Write a note to a run", note, options);
    noting->add_option("TEXT", options->text, "The note; '' takes it away")->required();
    addJson(noting, options);
    auto* deleting
        = addAction(line, runs, "delete", "Move runs into the trash", remove, options, 1000);
    deleting->add_flag("--forever", options->forGood, "Delete for good");
    addJson(deleting, options);
    auto* restoring
        = addAction(line, runs, "restore", "Bring a deleted run back", restore, options);
    addJson(restoring, options);
}

void addTraining(CommandLine& line, CLI::App& runs, const SharedOptions& options)
{
    addAction(line, runs, "resume",
        "Go on with a run that was stopped or killed, to the bits of one that never was", resume,
        options);
    auto* forking = addAction(line, runs, "fork",
        "Train on from a kept epoch with other settings, as a new run", fork, options);
    forking->add_option("--epoch", options->epoch, "The epoch to go on from")
        ->required()
        ->check(wholeNumber(1));
    forking->add_option("--epochs", options->epochs, "Epochs in all (default: as before)")
        ->check(wholeNumber(1));
    forking->add_option("--lr", options->rate, "Learning rate (default: as before)")
        ->check(positiveNumber());
    options->solver.add(*forking, ModelOptions::Use::Fork);
    forking->add_option("--gradient", options->gradient,
        "Gradient of the ODE block: see separatrix list gradients");
    forking->add_option("--threads", options->threads, "OpenMP threads (0: all cores)")
        ->check(wholeNumber(0, 1024));
    forking->add_option("--name", options->text, "Name of the new run");
    auto* loading = addAction(line, runs, "weights",
        "Where the weights of a run are, or a copy of them", weights, options);
    auto* which
        = loading->add_option("--which", options->weights, "best or last")->capture_default_str();
    loading->add_option("--epoch", options->epoch, "Those at the end of a kept epoch")
        ->check(wholeNumber(1))
        ->excludes(which);
    loading->add_option("--to", options->file, "Model file to write (.safetensors)");
    addJson(loading, options);
}

} // namespace

void addRuns(CommandLine& line)
{
    auto* runs = line.root.add_subcommand(
        "runs", "The runs that trainings have left: list, compare, resume, fork, delete");
    runs->require_subcommand(1);
    auto options = std::make_shared<RunsOptions>();
    auto* listing = addAction(line, *runs, "list", "All runs, newest first", list, options, 0);
    listing->add_option("--status", options->status, "Only queued, running, interrupted, ...");
    listing->add_option("--model", options->model, "Only runs of that model");
    addJson(listing, options);
    addJson(addAction(line, *runs, "show", "Settings and epochs of a run", show, options), options);
    addJson(
        addAction(line, *runs, "compare", "Errors of runs, and the settings in which they differ",
            compare, options, kMostCompared),
        options);
    addEditing(line, *runs, options);
    addTraining(line, *runs, options);
    runs->footer("separatrix runs SUBCOMMAND --help shows the options of a subcommand.");
}

} // namespace app
