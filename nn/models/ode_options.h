// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/ode_block.h"
#include "nn/models/model.h"

namespace nn {

/// What a configuration says about its ODE block; config.problem() must be empty.
OdeBlockOptions odeBlockOptions(const ModelConfig& config);

/// Adds what the last pass cost, and whether it failed, to the counters.
void addForward(PassCounters& counters, const OdeBlockReport& report, Index samples);
void addBackward(PassCounters& counters, const OdeBlockReport& report);

} // namespace nn
