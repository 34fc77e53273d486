// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/mistakes/mistake.h"

namespace solvers {

/// Wrong on purpose: int((t1 - t0) / h), the number of steps of the article's code. Rounding and
/// a last step that does not fit both lose a step.
long truncatedStepCount(double t0, double t1, double step);

/// The article's example by Runge-Kutta 4 from 0 to 0.7, h = 0.1.
MistakeRun truncatedSteps(const std::atomic<bool>& stop, const MistakeProgress& progress);

} // namespace solvers
