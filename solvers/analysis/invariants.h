// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"

#include <string>

namespace solvers {

/// How far a quantity that the exact flow keeps has moved along a numerical solution.
/// Hairer, Lubich & Wanner, Geometric Numerical Integration, 2nd ed., sec. IV.1 and IX.3.
struct InvariantDrift {
    std::string name; ///< as the problem calls it
    double initial = 0.0; ///< I(t0, y0)
    std::vector<double> drift; ///< |I(t[i], y[i]) - I(t0, y0)| at every step of the solution
    double endDrift = std::numeric_limits<double>::quiet_NaN(); ///< at tReached
    double maxDrift = std::numeric_limits<double>::quiet_NaN(); ///< NaN once a value is unknown
};

/// One entry for each of problem.invariants, in their order. stop: the drifts are then shorter
/// than the solution. Throws std::invalid_argument for an unusable problem.
std::vector<InvariantDrift> invariantDrifts(
    const Problem& problem, const Solution& solution, const std::atomic<bool>* stop = nullptr);

} // namespace solvers
