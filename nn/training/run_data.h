// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

namespace nn {

/// What a run trains with and is tested on.
struct RunData {
    ImageSet train;
    ImageSet test;
    ImageSet validation; ///< held out of the training set; may be empty
};

/// Throws as Training::run().
RunData loadRunData(const TrainingOptions& options);

} // namespace nn
