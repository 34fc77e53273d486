// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"
#include "nn/training/trial.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nn {

/// A row of the table of measured results: a model and the settings it is trained with.
struct Table1Row {
    std::string_view id; ///< as on the command line, and part of the names of its folders
    std::string_view name;
    std::string_view note; ///< what is different; empty for the article's four
    ModelConfig model;
    std::string_view recipe = "plain"; ///< id in recipes(); the others stand in tables of their own
};

/// The article's four models, and what stands beside them.
std::span<const Table1Row> table1Rows();
const Table1Row& table1RowById(std::string_view id); ///< throws std::invalid_argument, closest ids

/// What somebody else has published. Kept apart from everything measured.
struct PublishedResult {
    std::string_view source;
    std::string_view model; ///< as the source calls it
    std::string_view row; ///< id of the row that it belongs to
    double errorPercent = 0.0;
    double errorDeviation = 0.0; ///< NaN: not given
    double seconds = 0.0; ///< NaN: not given
    double secondsDeviation = 0.0;
    double parameters = 0.0; ///< NaN: not given
    std::string_view memory; ///< order in depth L; empty: not given
};
std::span<const PublishedResult> publishedResults(); ///< the article's first, then Chen's

struct Table1Options {
    std::vector<std::string> rows { "mlp", "resnet", "rknet", "odenet" };
    int trials = 3;
    std::filesystem::path out; ///< folder; one below it for each trial
    /// Model and files are set for each trial; seed: of the first one. A row with a recipe of its
    /// own takes optimiser, learning rate and batch from there.
    TrainingOptions recipe;
};

/// The options that a row is trained with, seed and files left as in options.recipe.
TrainingOptions rowOptions(const Table1Options& options, const Table1Row& row);

/// One trial of the table and its run folder (run_folder.h), so that a RunStore of the table's
/// folder lists the trials.
struct Table1Trial {
    const Table1Row* row = nullptr;
    std::uint64_t seed = 1;
    std::filesystem::path folder;

    Trial read() const; ///< from its record; without epochs where there is none
};

/// Trial by trial, so that every model has one result before any has two. Seeds count on from
/// that of the recipe. Throws std::invalid_argument.
std::vector<Table1Trial> table1Trials(const Table1Options& options);

/// Trains what is missing of one trial: goes on from its checkpoint where there is one, returns
/// at once where it is finished. Throws as Training::run(), and std::runtime_error where the
/// folder holds a trial with other settings.
TrainingEnd runTable1Trial(const Table1Options& options, const Table1Trial& trial,
    TrainingControl& control, TrainingObserver& observer);

/// What the writers put on paper: the trials of each line, whatever they were read from.
struct Table1Sheet {
    struct Group {
        std::string name;
        std::vector<Trial> trials; ///< those with an epoch

        /// Of one number of every trial; for percent the factor is 100.
        Spread of(double (Trial::*value)() const, double factor = 1.0) const;
        long finished() const;
        std::int64_t peakMemoryBytes() const; ///< the most
        std::int64_t parameters() const; ///< 0: no trial
    };

    /// What was trained by one recipe: never mixed with another one's
    struct Part {
        std::string settings; ///< a line; a comment of CSV and LaTeX
        std::vector<Group> groups;
    };
    std::vector<Part> parts;

    bool hasChosen() const; ///< some trial held images out
};

/// All trials so far, a group for each row.
Table1Sheet table1Sheet(const Table1Options& options);
/// The article's and others' published values stand in a table of their own, below in Markdown and
/// LaTeX; in CSV, a line for each trial, they are comments, which no reader takes for measured
/// ones.
std::string table1Markdown(const Table1Sheet& sheet);
std::string table1Csv(const Table1Sheet& sheet);
std::string table1Latex(const Table1Sheet& sheet);

/// The table of all trials so far. LaTeX and CSV carry the settings as comments.
std::string table1Markdown(const Table1Options& options);
std::string table1Csv(const Table1Options& options);
std::string table1Latex(const Table1Options& options);
/// One JSON object a line and trial: the row, the seed and every epoch
std::string table1Records(const Table1Options& options);

/// Writes table1.md, table1.csv, table1.tex and table1.jsonl into options.out.
void writeTable1(const Table1Options& options);

} // namespace nn
