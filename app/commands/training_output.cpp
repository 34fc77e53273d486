// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/training_output.h"

#include "app/command_line.h"
#include "nn/training/recipe.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <stdexcept>

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

} // namespace

TrainingPrinter::TrainingPrinter(bool results)
    : m_results(results)
    , m_terminal(::isatty(STDERR_FILENO) == 1)
{
}

void TrainingPrinter::started(const nn::TrainingStart& start)
{
    const bool plain = nn::recipeOf(start.options) == nn::recipes().front().id;
    if (m_results)
        std::cout << start.options.model.model << ": " << start.parameters << " parameters, "
                  << start.trainImages << " training and " << start.testImages
                  << (start.options.plane.empty() ? " test images, batch " : " test points, batch ")
                  << start.options.batch << ", seed " << start.options.seed
                  << (plain ? "" : ", recipe " + nn::recipeText(start.options)) << std::endl;
}

void TrainingPrinter::stepped(const nn::TrainingStep& step)
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_terminal || now - m_drawn < std::chrono::milliseconds(200))
        return;
    m_drawn = now;
    std::cerr << "\repoch " << std::fixed << std::setprecision(2) << step.epoch << "  step "
              << step.step << "  loss " << std::setprecision(4) << step.loss << "  "
              << std::setprecision(0) << step.imagesPerSecond << " images/s   " << std::defaultfloat
              << std::flush;
}

void TrainingPrinter::epochEnded(const nn::TrainingEpoch& epoch)
{
    if (m_terminal)
        std::cerr << "\r\033[K" << std::flush;
    if (!m_results)
        return;
    char text[200];
    std::snprintf(text, sizeof text,
        "epoch %d: train loss %.4f, test error %.2f %%, %.1f s (training %.1f, evaluation "
        "%.1f), NFE %.1f + %.1f, %.0f MB\n",
        epoch.epoch, epoch.trainLoss, 100.0 * epoch.testError, epoch.seconds, epoch.trainSeconds,
        epoch.evaluationSeconds, epoch.nfeForwardMean, epoch.nfeBackwardMean,
        static_cast<double>(epoch.peakMemoryBytes) / 1e6);
    std::cout << text << std::flush;
}

void TrainingPrinter::ended(const nn::TrainingEnd& end)
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
        std::snprintf(text, sizeof text, ", least test error %.2f %%", 100.0 * end.bestTestError);
        std::cout << text;
    }
    std::cout << std::endl;
}

InterruptWatch::InterruptWatch(nn::TrainingControl& control)
{
    std::signal(SIGINT, onInterrupt);
    std::signal(SIGTERM, onInterrupt);
    m_watcher = std::jthread(
        [&control](const std::stop_token& done) { watchForInterrupt(done, control); });
}

bool InterruptWatch::interrupted()
{
    return g_interrupted.load();
}

int trainAndReport(const nn::TrainingOptions& options, bool results)
{
    nn::TrainingControl control;
    TrainingPrinter printer(results);
    nn::Training run(options);
    const InterruptWatch watch(control);
    const nn::TrainingEnd end = run.run(control, printer);
    if (end.status == nn::TrainingStatus::Diverged)
        throw std::runtime_error("training: " + end.message);
    return InterruptWatch::interrupted() ? kInterrupted : kSuccess;
}

} // namespace app
