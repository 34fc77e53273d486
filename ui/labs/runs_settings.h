// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <QStringList>

#include <string>
#include <string_view>
#include <vector>

namespace ui {

/// Which runs the list of the Runs page shows, and how Table 1 gathers them.
struct RunsFilter {
    QString text; ///< in names, notes and models; empty: all
    QString model; ///< id; empty: all
    QString status; ///< "finished", "open", "diverged", "recorded"; empty: all
    bool bySettings = false; ///< groups: runs whose settings agree but for the seed; else by model

    bool operator==(const RunsFilter&) const = default;
};

/// What a table of trials is made of, as its form says.
struct RunsRecipe {
    std::vector<std::string> rows { "mlp", "resnet", "rknet", "odenet" };
    int epochs = 20;
    int trials = 3;
    int batch = 32;
    int threads = 0; ///< 0: all cores
    int seed = 1; ///< of the first trial
    bool holdOut = false; ///< train with 55 000 digits, choose the epoch on the other 5 000

    nn::TrainingOptions options(const std::string& row, int trial) const; ///< trial: from 0
    QString problem() const; ///< empty if usable

    bool operator==(const RunsRecipe&) const = default;
};

/// What the Runs page keeps from one session to the next.
struct RunsSettings {
    RunsFilter filter;
    QString sort; ///< id of a column of the list; empty: newest first
    bool descending = false;
    QStringList ticked; ///< ids of runs
    bool ticksChosen = false; ///< by the user; else the page ticks one of each model
    QString quantity = QStringLiteral("error"); ///< of the curves: error, loss or nfe
    QString against = QStringLiteral("epoch"); ///< or time
    bool details = false; ///< columns of Table 1
    RunsRecipe recipe;
};

std::string settingsToJson(const RunsSettings& settings);
RunsSettings runsSettingsFromJson(std::string_view text); ///< throws std::runtime_error

} // namespace ui
