// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/run_store.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <string>
#include <vector>

namespace ui {

/// A run that the Runs page shows: one of the store, or one that ships with the program.
struct LibraryRun : nn::StoredRun {
    bool recorded = false; ///< ships with the program: no folder, nothing can be changed

    bool hasEpochs() const { return !record.epochs.empty(); }
};

/// All runs, those of the store first (newest first), then the recorded ones.
struct RunLibrary {
    std::vector<LibraryRun> runs;
    QStringList faults; ///< a sentence for each that could not be read

    const LibraryRun* find(const std::string& id) const; ///< nullptr: none
};

/// Reads the store and the records in `resources`. Takes its time with long records; throws
/// nothing.
std::shared_ptr<const RunLibrary> readRunLibrary(
    const nn::RunStore& store, const QString& resources);

/// The runs of one file of JSON lines as nn::table1Records() writes it. A bad line becomes a
/// sentence in faults.
std::vector<LibraryRun> recordedRuns(
    const QString& fileName, const QByteArray& content, QStringList& faults);

/// Where the records that ship with the program are.
QString recordedResults();

/// Id of the row of Table 1 that a run is a trial of: that of its own settings, or that whose
/// model it trained from fresh weights; empty: none.
std::string rowOf(const LibraryRun& run);

/// The same training but for the number of threads and where the data lie.
bool sameTraining(const nn::TrainingOptions& a, const nn::TrainingOptions& b);

} // namespace ui
