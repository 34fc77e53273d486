// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/table1.h"

#include "nn/runs/run_config.h"
#include "nn/training/machine.h"
#include "nn/training/options_json.h"
#include "nn/training/recipe.h"
#include "solvers/registry.h"

#include <array>
#include <limits>
#include <stdexcept>

namespace nn {

namespace {

namespace fs = std::filesystem;

constexpr int kKeptEpochs = 5; ///< of every trial, to fork from
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

ModelConfig configOf(const char* model)
{
    ModelConfig config;
    config.model = model;
    return config;
}

ModelConfig odeNet(const char* gradient, const char* block = "article")
{
    ModelConfig config = configOf("odenet");
    config.gradient = gradient;
    config.block = block;
    return config;
}

/// The article's own run returned the state at t = 0.5 of [0, 2].
ModelConfig mistaken()
{
    ModelConfig config = odeNet("adjoint-stored");
    config.t1 = 0.5;
    return config;
}

ModelConfig adaptive()
{
    ModelConfig config = odeNet("adjoint");
    config.solver = "dopri5";
    config.adaptive = true;
    config.rtol = config.atol = 1e-3;
    return config;
}

const std::array kRows {
    Table1Row { "mlp", "MLP", "", configOf("mlp") },
    Table1Row { "resnet", "ResNet", "", configOf("resnet") },
    Table1Row { "rknet", "RK-Net", "", configOf("rknet") },
    Table1Row { "odenet", "ODE-Net", "", configOf("odenet") },
    Table1Row { "noblock", "No block", "stem and head alone", configOf("noblock") },
    Table1Row { "odenet-half", "ODE-Net, to t = 0.5",
        "the article's own run: it returned the state after one of four steps", mistaken() },
    Table1Row { "odenet-checkpointed", "ODE-Net, checkpointed",
        "gradient of the discrete solve, few states kept", odeNet("checkpointed") },
    Table1Row { "odenet-reversible", "ODE-Net, reversible",
        "gradient of a reversible solve, constant memory", odeNet("reversible") },
    Table1Row {
        "odenet-dopri5", "ODE-Net, Dormand-Prince", "adaptive, tolerance 1e-3", adaptive() },
    Table1Row { "odenet-corrected", "ODE-Net, corrected block", "3 x 3 with padding, twice",
        odeNet("adjoint", "corrected") },
    Table1Row { "odenet-time", "ODE-Net, with time", "corrected, and t as a channel",
        odeNet("adjoint", "time") },
    Table1Row { "resnet-strong", "ResNet, strong recipe", "", configOf("resnet"), "strong" },
    Table1Row { "rknet-strong", "RK-Net, strong recipe", "", configOf("rknet"), "strong" },
    Table1Row { "odenet-strong", "ODE-Net, strong recipe", "", configOf("odenet"), "strong" },
};

constexpr std::string_view kArticle = "Carr 2020, one GPU";
constexpr std::string_view kChen = "Chen et al. 2018";

constexpr std::array kPublished {
    PublishedResult { kArticle, "MLP", "mlp", 2.21, 0.07, 176, 1.5, kNone, "" },
    PublishedResult { kArticle, "ResNet", "resnet", 0.51, 0.05, 725, 14.5, kNone, "" },
    PublishedResult { kArticle, "RK-Net", "rknet", 0.54, 0.03, 1121, 9.3, kNone, "" },
    PublishedResult { kArticle, "ODE-Net", "odenet", 0.56, 0.03, 2081, 66.7, kNone, "" },
    PublishedResult { kChen, "1-layer MLP", "mlp", 1.60, kNone, kNone, kNone, 0.24e6, "" },
    PublishedResult { kChen, "ResNet", "resnet", 0.41, kNone, kNone, kNone, 0.60e6, "O(L)" },
    PublishedResult { kChen, "RK-Net", "rknet", 0.47, kNone, kNone, kNone, 0.22e6, "O(L)" },
    PublishedResult { kChen, "ODE-Net", "odenet", 0.42, kNone, kNone, kNone, 0.22e6, "O(1)" },
};

/// The options of a trial, files included
TrainingOptions optionsOf(const Table1Options& options, const Table1Trial& trial)
{
    TrainingOptions training = rowOptions(options, *trial.row);
    training.seed = trial.seed;
    training.runFolder = trial.folder;
    training.keptEpochs = kKeptEpochs;
    return training;
}

/// Makes the trial a run that the store lists.
void describe(
    const Table1Options& options, const Table1Trial& trial, const TrainingOptions& training)
{
    const RunFolder folder(trial.folder);
    if (fs::exists(folder.config()))
        return;
    RunConfig config;
    config.name = std::string(trial.row->name) + ", seed " + std::to_string(trial.seed);
    config.created = utcNow();
    config.table = RunFolder(fs::absolute(options.out)).id();
    config.row = trial.row->id;
    config.trial = static_cast<int>(trial.seed - options.recipe.seed) + 1;
    config.options = training;
    writeRunConfig(folder, config);
}

/// What two runs must share to be one; the number of threads may change.
nlohmann::ordered_json compared(nlohmann::ordered_json config)
{
    for (const char* key : { "threads", "resume", "data" })
        config.erase(key);
    return config;
}

} // namespace

std::span<const Table1Row> table1Rows()
{
    return kRows;
}

const Table1Row& table1RowById(std::string_view id)
{
    return solvers::rowById(kRows, id, "row of the table");
}

TrainingOptions rowOptions(const Table1Options& options, const Table1Row& row)
{
    TrainingOptions training = options.recipe;
    if (row.recipe != recipes().front().id)
        applyRecipe(recipeById(row.recipe), training);
    training.model = row.model;
    return training;
}

std::span<const PublishedResult> publishedResults()
{
    return kPublished;
}

Trial Table1Trial::read() const
{
    const fs::path record = RunFolder(folder).record();
    if (!fs::exists(record)) {
        Trial none;
        none.status = "waiting";
        return none;
    }
    return summarise(readRunLog(record, RunLogSteps::Skip));
}

std::vector<Table1Trial> table1Trials(const Table1Options& options)
{
    if (options.trials < 1)
        throw std::invalid_argument("The number of trials must be at least 1.");
    std::vector<Table1Trial> trials;
    for (int i = 0; i < options.trials; ++i)
        for (const std::string& id : options.rows) {
            const std::uint64_t seed = options.recipe.seed + static_cast<std::uint64_t>(i);
            trials.push_back(
                { &table1RowById(id), seed, options.out / (id + "-seed" + std::to_string(seed)) });
        }
    return trials;
}

TrainingEnd runTable1Trial(const Table1Options& options, const Table1Trial& trial,
    TrainingControl& control, TrainingObserver& observer)
{
    TrainingOptions training = optionsOf(options, trial);
    const Trial known = trial.read();
    if (!known.config.is_null() && compared(known.config) != compared(toJson(training)))
        throw std::runtime_error(trial.folder.string()
            + ": holds a trial with other settings; name another folder with --out");
    if (known.finished())
        return { TrainingStatus::Finished, {}, known.leastError(), true, 0, 0.0 };
    fs::create_directories(trial.folder);
    describe(options, trial, training);
    training.resume = RunFolder(trial.folder).newestCheckpoint();
    restartPeakMemory(); // of this trial, not of those before it
    return Training(training).run(control, observer);
}

} // namespace nn
