// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/loss_gradient.h"

#include <vector>

namespace solvers {

/// One gradient by central differences
struct DifferenceError {
    double difference = 0.0; ///< SensitivityOptions::difference
    double error = 0.0; ///< relativeDifference() from the reference; NaN where a solve failed
};

/// 1e-1 ... 1e-12, two in a decade
std::vector<double> usualDifferences();

/// How far central differences of each size are from a reference gradient of the same task:
/// truncation grows as d^2 to one side of the best d, cancellation as 1 / d to the other.
///
/// task.gradient and task.more.difference are ignored; a stop (task.more.stop) leaves the errors
/// that are known by then. Throws std::invalid_argument as lossGradient().
std::vector<DifferenceError> differenceSweep(DifferentiableSystem<double>& f, GradientTask task,
    const LossGradient& reference, const std::vector<double>& differences = usualDifferences());

} // namespace solvers
