// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/table1.h"
#include "ui/workers/run_library.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace ui {

/// A line of Table 1 on the Runs page: the runs that it gathers, and what was published.
struct RunGroup {
    QString name; ///< "ODE-Net"
    QString series; ///< for seriesStyle()
    std::vector<const LibraryRun*> runs; ///< of the table's library, those with an epoch
    nn::Table1Sheet::Group measured; ///< the same as trials
    const nn::PublishedResult* article = nullptr; ///< nullptr: nothing was published
    const nn::PublishedResult* chen = nullptr;
    QStringList differences; ///< settings in which its runs differ; empty: they agree

    double leastError() const; ///< mean, in percent; NaN: no run
    double trainSeconds() const; ///< mean
};

/// Table 1 of a library: the article's four models always have a line. Runs of other rows, of
/// warm starts and those that ship with the program stand in lines of their own.
struct RunTable {
    std::shared_ptr<const RunLibrary> library;
    std::vector<RunGroup> groups;

    bool isEmpty() const; ///< nothing measured
    bool hasChosen() const; ///< some run held digits out
    /// For the writers of nn/training/table1: settings are those that all runs share.
    nn::Table1Sheet sheet() const;
    QString note() const; ///< what the numbers are, a line below the table
    QString warning() const; ///< "RK-Net: seed, h"; empty: settings agree in every line
};

/// shown: which runs count. bySettings: one line for each configuration, else one for each model.
RunTable makeRunTable(std::shared_ptr<const RunLibrary> library,
    const std::function<bool(const LibraryRun&)>& shown, bool bySettings);

} // namespace ui
