// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/mistakes/mistake.h"
#include "solvers/analysis/mistakes/plain_steps.h"

namespace solvers {

/// Wrong on purpose: the steps of the article's code on a grid, each starting at its grid point
/// but as long as the first. times: at least two.
std::vector<PlainStep> stepsOfFirstSize(const std::vector<double>& times);

/// z' = 3 z + t, z(1) = 2 by Runge-Kutta 4 on the grid 1, 1.3, 1.6, 1.9, 2.
MistakeRun firstStepForAll(const std::atomic<bool>& stop, const MistakeProgress& progress);

} // namespace solvers
