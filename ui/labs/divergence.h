// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <QString>

#include <vector>

namespace ui {

/// A run that may go on, from its last good weights, where another diverged.
struct DivergenceProposal {
    QString id; ///< for object names: "half_rate", "fixed_steps"
    QString text; ///< of a button
    nn::TrainingOptions options; ///< without the weights
};

/// Half the learning rate; where error control chose the steps, fixed ones too.
std::vector<DivergenceProposal> proposalsAfterDivergence(const nn::TrainingOptions& had);

/// Where the last good weights wait for the run that goes on from them; its folder is there.
QString lastGoodWeights(const QString& name);

} // namespace ui
