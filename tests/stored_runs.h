// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/runs/run_store.h"
#include "recorded_training.h"

#include <QTemporaryDir>

#include <exception>
#include <filesystem>
#include <fstream>
#include <string>

// Stores in temporary folders, and what a refused call says.

/// A store of its own that goes away with the test.
class TemporaryStore {
    QTemporaryDir m_folder; // before the store, which is below it

public:
    nn::RunStore store { path("runs") };

    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
};

/// Epochs of three steps of a small network.
inline nn::TrainingOptions epochsOf(const char* model, int epochs)
{
    nn::TrainingOptions options = optionsFor(model, 0, 1); // two may wait long for each other
    options.epochs = epochs;
    return options;
}

/// A run of the store that has been trained to its end.
inline nn::StoredRun trainedRun(
    const nn::RunStore& store, const nn::TrainingOptions& options, const std::string& name = {})
{
    const nn::StoredRun run = store.create(options, name);
    train(run.options);
    return store.open(run.id);
}

template <typename Call>
std::string complaintOf(const Call& call)
{
    try {
        call();
    } catch (const std::exception& error) {
        return error.what();
    }
    return {};
}

inline void writeBytes(const std::filesystem::path& file, const std::string& bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
}

inline bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}
