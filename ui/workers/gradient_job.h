// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/gradient_results.h"

#include <functional>
#include <stop_token>

namespace ui {

using GradientProgress = std::function<void(int done, int total)>;

/// The gradient by every method of the job, and the reference. What a method cannot do stands in
/// its result; the others go on. Throws std::invalid_argument for a problem that cannot be.
GradientResults runGradientJob(
    const GradientJob& job, const std::stop_token& stop, const GradientProgress& progress);

/// The gradient to compare with: of the exact solution, by differences extrapolated to their
/// limit, where the problem has one that holds for these values; else of a solve by
/// Dormand-Prince 8(5,3) at a tolerance of 1e-13.
GradientReference gradientReference(const GradientJob& job, const std::stop_token& stop);

/// Errors of the job's methods for 9 steps from five times the job's down by halvings, or for the
/// tolerances 1e-2 ... 1e-10. A method that takes too long ends early.
GradientStudy studyGradients(const GradientJob& job, const GradientReference& reference,
    const std::stop_token& stop, const GradientProgress& progress);

/// Slope of log y over log x by least squares over the last six points with finite y > floor; NaN
/// for fewer than three.
double fittedSlope(const std::vector<double>& x, const std::vector<double>& y, double floor);

/// What one method took for solves of N fixed steps.
struct GradientCostCurve {
    const solvers::GradientMethod* method = nullptr;
    std::vector<double> steps; ///< N, rising
    std::vector<double> bytes; ///< LossGradient::peakBytes
    std::vector<double> evaluations; ///< of f and vector-Jacobian products
    std::string refusal; ///< why there are no points
};

/// Measured by running the job's problem with 10 ... 10000 steps; checkpointed methods with as
/// many states as they choose themselves.
std::vector<GradientCostCurve> measureGradientCost(
    const GradientJob& job, const std::stop_token& stop, const GradientProgress& progress);

} // namespace ui
