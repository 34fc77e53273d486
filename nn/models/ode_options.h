// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/ode_block.h"
#include "nn/models/model.h"

namespace nn {

/// What a configuration says about its ODE block; config.problem() must be empty.
OdeBlockOptions odeBlockOptions(const ModelConfig& config);

/// Adds what a solve cost, and whether it failed, to the counters of a pass.
void addForward(PassCounters& counters, const solvers::SolveReport& report);
void addBackward(PassCounters& counters, const solvers::SolveReport& report);

} // namespace nn
