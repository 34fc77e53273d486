// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/integrate.h"
#include "solvers/methods/methods.h"
#include "solvers/problems/problem.h"

#include <atomic>
#include <limits>
#include <span>
#include <vector>

namespace solvers {

/// What one method made of one problem; the window and the command line show the same object.
struct Solution {
    const Method* method = nullptr;
    SolveOptions options;
    SolveReport report;
    std::size_t dim = 0;
    std::vector<double> t; ///< t0 and after every accepted step
    std::vector<double> y; ///< state i at y[i * dim ...]
    std::vector<RejectedStep> rejectedSteps; ///< in the order they were tried
    std::vector<double> error; ///< max over components of |y - exact| at t[i], or none
    double endError = std::numeric_limits<double>::quiet_NaN(); ///< |y - exact| at tReached
    double maxError = std::numeric_limits<double>::quiet_NaN(); ///< over all steps
    double seconds = 0.0; ///< of the solve alone

    std::size_t size() const { return t.size(); }
    const double* state(std::size_t i) const { return y.data() + i * dim; }
};

/// Of the reference; on screen "tol 10^-12".
inline constexpr double kReferenceTolerance = 1e-12;

/// Solves a problem on its interval. options.t0 and t1 are taken from the problem.
/// stop: another thread may set it; the solve then ends with SolveStatus::Stopped.
/// Throws std::invalid_argument for an unusable problem, options or pair of method and options.
Solution solve(const Problem& problem, const Method& method, SolveOptions options,
    const std::atomic<bool>* stop = nullptr);

/// max over components of |y_i - exact_i|, NaN if one of them is
double maxDifference(const double* y, const double* exact, std::size_t dim);

/// The method of the reference: Radau IIA 5 for a problem that says it is stiff, where an explicit
/// method would not end, else Dormand-Prince 5(4).
const Method& referenceMethod(const Problem& problem);

/// What stands in where no exact solution is known: referenceMethod(), rtol = atol = tolerance.
/// The error is about tolerance times the amplification of the problem, not below it.
///
/// times: empty, or in the direction of integration from t0 on; the reference then has a state at
/// each of them and nowhere else, up to where it broke off. stop and exceptions as solve().
Solution referenceSolution(const Problem& problem, double tolerance = kReferenceTolerance,
    const std::atomic<bool>* stop = nullptr, std::span<const double> times = {});

} // namespace solvers
