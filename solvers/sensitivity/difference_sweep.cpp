// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/difference_sweep.h"

#include <cmath>
#include <limits>
#include <utility>

namespace solvers {

std::vector<double> usualDifferences()
{
    constexpr int kPerDecade = 2;
    std::vector<double> differences;
    for (int i = kPerDecade; i <= 12 * kPerDecade; ++i)
        differences.push_back(std::pow(10.0, -static_cast<double>(i) / kPerDecade));
    return differences;
}

std::vector<DifferenceError> differenceSweep(DifferentiableSystem<double>& f, GradientTask task,
    const LossGradient& reference, const std::vector<double>& differences)
{
    task.gradient = &gradientMethodById("finite-differences");
    task.trajectories = false;
    std::vector<DifferenceError> errors;
    for (const double difference : differences) {
        task.more.difference = difference;
        const LossGradient found = lossGradient(f, task);
        if (found.status == SolveStatus::Stopped)
            break;
        errors.push_back({ difference,
            found.trouble.empty() ? relativeDifference(found, reference)
                                  : std::numeric_limits<double>::quiet_NaN() });
    }
    return errors;
}

} // namespace solvers
