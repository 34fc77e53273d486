// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "app/commands/model_options.h"
#include "nn/training/training.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <limits>
#include <thread>

#include <unistd.h>

namespace app {

namespace {

std::atomic<bool> g_interrupted { false };

/// Ctrl+C ends the run as Stop does: weights and record are written. The handler only leaves a
/// flag, since stop() takes a lock; the watcher hands it on.
void onInterrupt(int)
{
    g_interrupted.store(true);
}

void watchForInterrupt(const std::stop_token& done, nn::TrainingControl& control)
{
    while (!done.stop_requested() && !g_interrupted.load())
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (g_interrupted.load())
        control.stop();
}

/// Progress on standard error where that is a terminal; results on standard output.
class Printer final : public nn::TrainingObserver {
public:
    explicit Printer(bool results)
        : m_results(results)
        , m_terminal(::isatty(STDERR_FILENO) == 1)
    {
    }

    void started(const nn::TrainingStart& start) override
    {
        if (m_results)
            std::cout << start.options.model.model << ": " << start.parameters << " parameters, "
                      << start.trainImages << " training and " << start.testImages
                      << " test images, batch " << start.options.batch << ", seed "
                      << start.options.seed << std::endl;
    }

    void stepped(const nn::TrainingStep& step) override
    {
        const auto now = std::chrono::steady_clock::now();
        if (!m_terminal || now - m_drawn < std::chrono::milliseconds(200))
            return;
        m_drawn = now;
        std::cerr << "\repoch " << std::fixed << std::setprecision(2) << step.epoch << "  step "
                  << step.step << "  loss " << std::setprecision(4) << step.loss << "  "
                  << std::setprecision(0) << step.imagesPerSecond << " images/s   "
                  << std::defaultfloat << std::flush;
    }

    void epochEnded(const nn::TrainingEpoch& epoch) override
    {
        if (m_terminal)
            std::cerr << "\r\033[K" << std::flush;
        if (!m_results)
            return;
        char text[200];
        std::snprintf(text, sizeof text,
            "epoch %d: train loss %.4f, test error %.2f %%, %.1f s (training %.1f, evaluation "
            "%.1f), NFE %.1f + %.1f, %.0f MB\n",
            epoch.epoch, epoch.trainLoss, 100.0 * epoch.testError, epoch.seconds,
            epoch.trainSeconds, epoch.evaluationSeconds, epoch.nfeForwardMean,
            epoch.nfeBackwardMean, static_cast<double>(epoch.peakMemoryBytes) / 1e6);
        std::cout << text << std::flush;
    }

    void ended(const nn::TrainingEnd& end) override
    {
        if (m_terminal)
            std::cerr << "\r\033[K" << std::flush;
        if (!m_results)
            return;
        char text[120];
        std::snprintf(text, sizeof text, "%s after %ld step%s, %.1f s",
            std::string(nn::name(end.status)).c_str(), end.steps, end.steps == 1 ? "" : "s",
            end.seconds);
        std::cout << text;
        if (end.tested) {
            std::snprintf(
                text, sizeof text, ", least test error %.2f %%", 100.0 * end.bestTestError);
            std::cout << text;
        }
        std::cout << std::endl;
    }

private:
    bool m_results;
    bool m_terminal;
    std::chrono::steady_clock::time_point m_drawn;
};

struct TrainOptions {
    nn::TrainingOptions training;
    ModelOptions model;
    std::string dataset;
    std::string order = "shuffled";
    std::string gradient;
};

int train(TrainOptions& options)
{
    nn::TrainingOptions& training = options.training;
    options.model.apply(training.model);
    if (!options.gradient.empty())
        training.model.gradient = options.gradient;
    if (!options.dataset.empty() && options.dataset != "mnist")
        throw UsageError("--dataset: unknown data set '" + options.dataset
            + "'; valid: mnist (--data DIR takes your own IDX files)");
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
    Printer printer(training.log != "-" && training.save != "-");
    if (training.save == "-")
        training.save = "/dev/stdout";
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    nn::Training run(training);
    const std::jthread watcher(
        [&control](const std::stop_token& done) { watchForInterrupt(done, control); });
    const nn::TrainingEnd end = run.run(control, printer);
    if (end.status == nn::TrainingStatus::Diverged)
        throw std::runtime_error("training: " + end.message);
    return g_interrupted.load() ? kInterrupted : kSuccess;
}

} // namespace

void addTrain(CommandLine& line)
{
    auto* command = line.root.add_subcommand("train", "Train a network on MNIST");
    auto options = std::make_shared<TrainOptions>();
    nn::TrainingOptions& training = options->training;
    options->model.add(*command, ModelOptions::Use::Train);
    command->add_option("--gradient", options->gradient,
        "Gradient of the ODE block: see separatrix list gradients (default: the model's own)");
    command->add_option("--data", training.dataDirectory,
        "Folder with the four IDX files, gzipped or not (default: the shipped MNIST)");
    command->add_option("--dataset", options->dataset, "mnist (default)");
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
    command->footer("Ctrl+C ends the run as the end of its epochs would: what --save, --checkpoint "
                    "and --log\npromise is written. The exit status is 130 then.");
    command->callback([&line, options] { line.work = [options] { return train(*options); }; });
}

} // namespace app
