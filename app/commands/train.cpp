// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/model_options.h"
#include "app/commands/plane_options.h"
#include "app/commands/training_output.h"
#include "nn/training/training.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

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
};

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
    if (training.save == "-" && training.log == "-")
        throw UsageError("--save: - and --log - cannot both take standard output");
    if (options.order != "shuffled" && options.order != "file")
        throw UsageError("--order: expected shuffled or file, got '" + options.order + "'");
    training.shuffled = options.order == "shuffled";
    if (const std::string trouble = training.problem(); !trouble.empty())
        throw UsageError("train: " + trouble);

    nn::TrainingControl control;
    TrainingPrinter printer(training.log != "-" && training.save != "-");
    if (training.save == "-")
        training.save = "/dev/stdout";
    nn::Training run(training);
    const InterruptWatch watch(control);
    const nn::TrainingEnd end = run.run(control, printer);
    if (end.status == nn::TrainingStatus::Diverged)
        throw std::runtime_error("training: " + end.message);
    return InterruptWatch::interrupted() ? kInterrupted : kSuccess;
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
    command->add_option("--optimizer", training.optimizer, "adam or sgd")->capture_default_str();
    command->add_option("--lr", training.learningRate, "Learning rate")
        ->capture_default_str()
        ->check(positiveNumber());
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
    command->add_option("--best", training.best, "Model file of the epoch with the least error");
    command->footer("Ctrl+C ends the run as the end of its epochs would: what --save, --checkpoint "
                    "and --log\npromise is written. The exit status is 130 then.");
    command->callback([&line, options] { line.work = [options] { return train(*options); }; });
}

} // namespace app
