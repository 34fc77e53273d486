// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/solve_options.h"

namespace solvers {

/// A last step smaller than this part of h comes from rounding and is merged into the one before.
inline constexpr double kMergedFraction = 1e-9;

/// Number of fixed steps from t0 to t1: ceil((t1 - t0) / h), where a last step that rounding
/// alone would leave (below 1e-9 h) is merged into the one before it.
long fixedStepCount(double t0, double t1, double step);

/// Start of fixed step n of count: t0 + n h, and exactly t1 for n = count.
double fixedStepTime(const SolveOptions& options, long n, long count);

/// Signed size of the step from fixedStepTime(n) to fixedStepTime(n + 1): the step proper, not a
/// difference of rounded times; only the last one is cut.
double fixedStepSize(const SolveOptions& options, long n, long count);

} // namespace solvers
