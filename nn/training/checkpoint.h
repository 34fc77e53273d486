// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/optimizer.h"
#include "nn/training/training.h"

#include <cstdint>
#include <filesystem>

namespace nn {

/// What an epoch has gathered so far.
struct EpochSums {
    long batches = 0;
    double loss = 0.0; ///< sums over the batches
    double nfeForward = 0.0;
    double nfeBackward = 0.0;
    double seconds = 0.0;
};

/// Where a run stands, beside its weights and its optimiser's state. The order of the images
/// follows from (seed, epoch), so that no state of a random generator is needed.
struct RunPosition {
    long step = 0; ///< steps done
    long images = 0; ///< in the training set
    EpochSums epoch;
    double seconds = 0.0; ///< of training so far, pauses left out
    double bestTestError = 1.0;
    double leastError = 1.0; ///< of the images that choose the best epoch: held out, or the test's
    bool tested = false;
};

/// Writes all that a run needs to go on to the same bits: a safetensors file with the weights as
/// in a model file, "optimizer.SLOT.NAME" for each slot and tensor, and a description in
/// "separatrix.checkpoint". Whole or not at all; throws std::runtime_error.
void writeCheckpoint(const std::filesystem::path& file, const TrainingOptions& options,
    const RunPosition& position, const ParameterStore<float>& parameters,
    Optimizer<float>& optimizer);

/// Restores weights and optimiser state. Throws std::runtime_error("FILE: ...") for a file that
/// is no checkpoint or belongs to other options, naming the option; then nothing has changed.
RunPosition readCheckpoint(const std::filesystem::path& file, const TrainingOptions& options,
    ParameterStore<float>& parameters, Optimizer<float>& optimizer);

/// Where the run of a checkpoint stood. Throws std::runtime_error as readCheckpoint().
RunPosition checkpointPosition(const std::filesystem::path& file);

/// The weights of a checkpoint as a model file. Throws std::runtime_error as readCheckpoint(), and
/// where the model file cannot be written.
void writeCheckpointModel(
    const std::filesystem::path& checkpoint, const std::filesystem::path& modelFile);

} // namespace nn
