// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/model_options.h"
#include "app/commands/plane_options.h"
#include "app/commands/training_output.h"
#include "nn/data/augmentation.h"
#include "nn/runs/kept_run.h"
#include "nn/training/recipe.h"
#include "nn/training/schedule.h"
#include "nn/training/training.h"
#include "nn/training/weight_average.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <iostream>
#include <limits>

namespace app {

namespace {

struct TrainOptions {
    const CLI::App* command = nullptr;
    double noise = 0.0;
    nn::TrainingOptions training;
    ModelOptions model;
    std::string dataset;
    std::string order = "shuffled";
    std::string gradient;
    std::string recipe;
    std::string runs; ///< folder or "none"; empty: the user's
    std::string name;
};

/// The recipe that was named; what stands beside it on the command line overrides it.
void takeRecipe(const TrainOptions& options, nn::TrainingOptions& training)
{
    if (options.recipe.empty())
        return;
    const nn::TrainingOptions typed = training;
    try {
        nn::applyRecipe(nn::recipeById(options.recipe), training);
    } catch (const std::invalid_argument& error) {
        throw UsageError(std::string("--recipe: ") + error.what());
    }
    const auto keep = [&](const char* option, auto nn::TrainingOptions::*member) {
        if (options.command->count(option) > 0)
            training.*member = typed.*member;
    };
    keep("--augment", &nn::TrainingOptions::augmentation);
    keep("--schedule", &nn::TrainingOptions::schedule);
    keep("--average", &nn::TrainingOptions::average);
    keep("--label-smoothing", &nn::TrainingOptions::labelSmoothing);
    keep("--weight-decay", &nn::TrainingOptions::weightDecay);
    keep("--optimizer", &nn::TrainingOptions::optimizer);
    keep("--lr", &nn::TrainingOptions::learningRate);
    keep("--batch", &nn::TrainingOptions::batch);
}

/// "none, shift or affine"
template <typename Rows>
std::string idsOf(const Rows& rows)
{
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i)
        text += (i == 0 ? "" : i + 1 < rows.size() ? ", " : " or ") + std::string(rows[i].id);
    return text;
}

void addRecipe(CLI::App& command, TrainOptions& options)
{
    nn::TrainingOptions& training = options.training;
    options.command = &command;
    command.add_option("--recipe", options.recipe,
        "A named set of the options below, --optimizer, --lr and --batch: " + idsOf(nn::recipes()));
    command
        .add_option("--augment", training.augmentation,
            "Moves every training image: " + idsOf(nn::augmentations()))
        ->capture_default_str();
    command
        .add_option("--schedule", training.schedule,
            "Course of the learning rate: " + idsOf(nn::schedules()))
        ->capture_default_str();
    command
        .add_option("--average", training.average,
            "Average of the weights that is tested and saved: " + idsOf(nn::averages()))
        ->capture_default_str();
    command
        .add_option("--label-smoothing", training.labelSmoothing,
            "Part of the probability spread over all classes, below 1")
        ->capture_default_str();
    command.add_option("--weight-decay", training.weightDecay, "Decoupled, as in AdamW")
        ->capture_default_str();
}

void addRegularisation(CLI::App& command, nn::Regularisation& terms)
{
    command
        .add_option("--kinetic", terms.kinetic,
            "Weight of the integral of |f|^2 along the depth of an ODE block, a number of its "
            "state (Finlay et al. 2020)")
        ->check(tolerance());
    command
        .add_option("--jacobian", terms.jacobian,
            "The same of |df/dz|^2 (Frobenius norm, Hutchinson's estimate)")
        ->check(tolerance());
    command
        .add_option("--steer", terms.steer,
            "STEER: training steps end at a depth drawn from T - B to T + B (Ghosh et al. 2020)")
        ->check(tolerance());
}

/// Makes the run's folder. Where the user named no place for it, a training goes on without.
std::unique_ptr<nn::KeptRun> keep(const TrainOptions& options)
{
    const nn::RunStore store(
        options.runs.empty() ? nn::RunStore::defaultFolder() : std::filesystem::path(options.runs));
    std::unique_ptr<nn::KeptRun> kept;
    try {
        kept = std::make_unique<nn::KeptRun>(store, options.training, options.name);
    } catch (const std::invalid_argument& error) {
        throw UsageError(std::string("--name: ") + error.what()); // the rest was looked at before
    }
    if (kept->problem().empty())
        std::cerr << "run " << kept->id() << " in " << store.folder().string() << '\n';
    else if (options.runs.empty())
        std::cerr << "the run is not kept: " << kept->problem()
                  << "; --run-dir DIR names another place\n";
    else
        throw std::runtime_error("--run-dir: " + kept->problem());
    return kept;
}

/// A data set of the plane, with the settings that go with it where none were given.
void choosePlane(TrainOptions& options)
{
    const auto given = [&](const char* name) { return options.command->count(name) > 0; };
    if (options.dataset.empty() || options.dataset == "mnist") {
        if (given("--noise"))
            throw UsageError(
                "--noise: only for a data set of the plane, such as --dataset spirals");
        return;
    }
    nn::TrainingOptions& training = options.training;
    const nn::TrainingOptions defaults = planeDefaults(options.dataset, options.model.model());
    training.plane = defaults.plane;
    training.model = defaults.model;
    if (given("--noise"))
        training.plane.noise = options.noise;
    if (!given("--lr"))
        training.learningRate = defaults.learningRate;
    if (!given("--batch"))
        training.batch = defaults.batch;
    if (!given("--epochs") && !given("--steps"))
        training.epochs = defaults.epochs;
    if (!given("--threads"))
        training.threads = defaults.threads;
}

int train(TrainOptions& options)
{
    nn::TrainingOptions& training = options.training;
    choosePlane(options);
    options.model.apply(training.model);
    if (!options.gradient.empty())
        training.model.gradient = options.gradient;
    if (training.checkpoint == "-")
        throw UsageError("--checkpoint: expected a file, got '-'");
    if (options.runs == "none" && !options.name.empty())
        throw UsageError("--name: a run that is not kept (--run-dir none) has no name");
    if (training.save == "-" && training.log == "-")
        throw UsageError("--save: - and --log - cannot both take standard output");
    if (options.order != "shuffled" && options.order != "file")
        throw UsageError("--order: expected shuffled or file, got '" + options.order + "'");
    training.shuffled = options.order == "shuffled";
    takeRecipe(options, training);
    if (const std::string trouble = training.problem(); !trouble.empty())
        throw UsageError("train: " + trouble);

    const bool results = training.log != "-" && training.save != "-";
    if (training.save == "-")
        training.save = "/dev/stdout";
    if (options.runs == "none")
        return trainAndReport(training, results);
    const auto kept = keep(options);
    return trainAndReport(kept->options(), results);
}

} // namespace

void addTrain(CommandLine& line)
{
    auto* command
        = line.root.add_subcommand("train", "Train a network on MNIST or on points of the plane");
    auto options = std::make_shared<TrainOptions>();
    nn::TrainingOptions& training = options->training;
    options->command = command;
    options->model.add(*command, ModelOptions::Use::Train);
    options->model.addPlane(*command);
    command->add_option("--gradient", options->gradient,
        "Gradient of the ODE block: see separatrix list gradients (default: the model's own)");
    command->add_option("--data", training.dataDirectory,
        "Folder with the four IDX files, gzipped or not (default: the shipped MNIST)");
    command->add_option("--dataset", options->dataset,
        "mnist (default), a set of the plane (see separatrix list datasets) or a file of points, "
        "FILE.csv");
    command->add_option("--noise", options->noise, "Of the set of the plane, standard deviation")
        ->check(CLI::NonNegativeNumber);
    auto* epochs = command->add_option("--epochs", training.epochs, "Passes over the images")
                       ->capture_default_str()
                       ->check(wholeNumber(1));
    command->add_option("--steps", training.steps, "Stop after that many optimiser steps")
        ->excludes(epochs)
        ->check(wholeNumber(1));
    command->add_option("--batch", training.batch, "Images a step")
        ->capture_default_str()
        ->check(wholeNumber(1));
    command->add_option("--train-images", training.trainImages, "Use only the first N (0: all)")
        ->check(wholeNumber(0));
    command->add_option("--test-images", training.testImages, "Use only the first N (0: all)")
        ->check(wholeNumber(0));
    command
        ->add_option("--validation-images", training.validationImages,
            "Hold the last N training images out and choose the best weights by them")
        ->check(wholeNumber(0));
    command->add_option("--optimizer", training.optimizer, "adam, sgd or rmsprop")
        ->capture_default_str();
    command->add_option("--lr", training.learningRate, "Learning rate")
        ->capture_default_str()
        ->check(positiveNumber());
    addRecipe(*command, *options);
    addRegularisation(*command, training.regularisation);
    command->add_option("--init", training.init, "Start weights, a model file");
    command->add_option("--order", options->order, "shuffled or file")->capture_default_str();
    command->add_option("--first-image", training.firstImage, "Where --order file starts")
        ->check(wholeNumber(0));
    command->add_option("--seed", training.seed, "Fixes every random choice")
        ->capture_default_str()
        ->check(wholeNumber(0, std::numeric_limits<std::uint64_t>::max()));
    command->add_option("--threads", training.threads, "OpenMP threads (0: all cores)")
        ->check(wholeNumber(0, 1024));
    command->add_option("--log", training.log, "Run record, JSON lines (- for standard output)");
    command->add_option("--checkpoint", training.checkpoint, "Written while the run goes on");
    command->add_option("--every", training.checkpointSeconds, "Seconds between checkpoints")
        ->capture_default_str()
        ->check(positiveNumber());
    command->add_option("--resume", training.resume, "A checkpoint to go on from");
    command->add_option("--save", training.save, "Model file written at the end (.safetensors)");
    command->add_option("--run-dir", options->runs,
        "Folder of runs that gets one more, or none (default: in the user's data directory)");
    command->add_option("--name", options->name, "Name of the run (default: the model's)");
    command
        ->add_option("--keep-epochs", training.keptEpochs,
            "Ends of epochs kept in the run's folder to fork from, at most")
        ->capture_default_str()
        ->check(wholeNumber(0));
    command->add_option("--best", training.best, "Model file of the epoch with the least error");
    command->footer(
        "Ctrl+C ends the run as the end of its epochs would: what --save, --checkpoint "
        "and --log\npromise is written. The exit status is 130 then. See separatrix runs "
        "--help for what is kept of a run,\nwhich goes on with separatrix runs resume ID "
        "however it was ended.");
    command->callback([&line, options] { line.work = [options] { return train(*options); }; });
}

} // namespace app
