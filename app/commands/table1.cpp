// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/table1.h"
#include "app/commands.h"
#include "app/commands/training_output.h"
#include "nn/runs/run_store.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cstdio>
#include <iostream>
#include <limits>

namespace app {

namespace {

struct Table1Command {
    nn::Table1Options table;
    std::string rows;
};

void check(const Table1Command& call)
{
    for (const std::string& id : call.table.rows) {
        try {
            nn::table1RowById(id);
        } catch (const std::invalid_argument& error) {
            throw UsageError(std::string("--models: ") + error.what());
        }
    }
    if (const std::string trouble = call.table.recipe.problem(); !trouble.empty())
        throw UsageError("table1: " + trouble);
}

int table1(Table1Command& call)
{
    nn::Table1Options& table = call.table;
    if (!call.rows.empty())
        table.rows = parseNames("--models", call.rows);
    if (table.out.empty())
        table.out = nn::RunStore::userFolder() / "table1";
    check(call);
    std::filesystem::create_directories(table.out);
    const auto trials = nn::table1Trials(table);
    for (std::size_t i = 0; i < trials.size(); ++i) {
        std::printf("%s, seed %llu (%zu of %zu)\n", std::string(trials[i].row->name).c_str(),
            static_cast<unsigned long long>(trials[i].seed), i + 1, trials.size());
        std::fflush(stdout);
        nn::TrainingControl control;
        TrainingPrinter printer(true);
        const InterruptWatch watch(control);
        const nn::TrainingEnd end = nn::runTable1Trial(table, trials[i], control, printer);
        nn::writeTable1(table);
        if (end.status == nn::TrainingStatus::Diverged)
            throw std::runtime_error(trials[i].folder.string() + ": " + end.message);
        if (InterruptWatch::interrupted()) {
            std::cerr << "stopped; the same command goes on from here\n";
            return kInterrupted;
        }
    }
    std::cout << '\n' << nn::table1Markdown(table) << "\nWritten to " << table.out.string() << '\n';
    return kSuccess;
}

} // namespace

void addTable1(CommandLine& line)
{
    auto* command = line.root.add_subcommand(
        "table1", "The article's Table 1: several models, independent trials");
    auto call = std::make_shared<Table1Command>();
    nn::TrainingOptions& recipe = call->table.recipe;
    command->add_option("--epochs", recipe.epochs, "Passes over the images of every trial")
        ->capture_default_str()
        ->check(wholeNumber(1));
    command->add_option("--trials", call->table.trials, "Trials of every model, seeds counting on")
        ->capture_default_str()
        ->check(wholeNumber(1, 1000));
    std::string ids;
    for (const nn::Table1Row& row : nn::table1Rows())
        ids += (ids.empty() ? "" : ", ") + std::string(row.id);
    command->add_option("--models", call->rows,
        "Rows of the table NAME[,NAME...] of: " + ids + " (default: the article's four)");
    command->add_option("--data", recipe.dataDirectory,
        "Folder with the four IDX files (default: the shipped MNIST)");
    command->add_option("--out", call->table.out,
        "Folder of the trials and of table1.md, .csv, .tex and .jsonl (default: in the user's "
        "data directory)");
    command->add_option("--batch", recipe.batch, "Images a step")
        ->capture_default_str()
        ->check(wholeNumber(1));
    command->add_option("--lr", recipe.learningRate, "Learning rate")
        ->capture_default_str()
        ->check(positiveNumber());
    command->add_option("--train-images", recipe.trainImages, "Use only the first N (0: all)")
        ->check(wholeNumber(0));
    command->add_option("--test-images", recipe.testImages, "Use only the first N (0: all)")
        ->check(wholeNumber(0));
    command
        ->add_option("--validation-images", recipe.validationImages,
            "Hold the last N training images out; the table then shows the error that they choose")
        ->check(wholeNumber(0));
    command->add_option("--seed", recipe.seed, "Of the first trial")
        ->capture_default_str()
        ->check(wholeNumber(0, std::numeric_limits<std::uint64_t>::max()));
    command->add_option("--threads", recipe.threads, "OpenMP threads (0: all cores)")
        ->check(wholeNumber(0, 1024));
    command->add_option("--every", recipe.checkpointSeconds, "Seconds between checkpoints")
        ->capture_default_str()
        ->check(positiveNumber());
    command->footer("A trial that is finished is not trained again and one that was cut off goes "
                    "on, so that the same\ncommand completes a table that was interrupted.");
    command->callback([&line, call] { line.work = [call] { return table1(*call); }; });
}

} // namespace app
