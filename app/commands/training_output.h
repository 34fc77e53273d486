// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <chrono>
#include <thread>

namespace app {

/// Progress on standard error where that is a terminal; results on standard output.
class TrainingPrinter final : public nn::TrainingObserver {
public:
    explicit TrainingPrinter(bool results);

    void started(const nn::TrainingStart& start) override;
    void stepped(const nn::TrainingStep& step) override;
    void epochEnded(const nn::TrainingEpoch& epoch) override;
    void ended(const nn::TrainingEnd& end) override;

private:
    bool m_results;
    bool m_terminal;
    std::chrono::steady_clock::time_point m_drawn;
};

/// While it lives, Ctrl+C and SIGTERM stop the run of a control.
class InterruptWatch {
public:
    explicit InterruptWatch(nn::TrainingControl& control);

    static bool interrupted();

private:
    std::jthread m_watcher;
};

/// Trains and prints what happens; `results` false leaves standard output alone. Returns an exit
/// status, throws where the run diverged and as Training::run().
int trainAndReport(const nn::TrainingOptions& options, bool results);

} // namespace app
