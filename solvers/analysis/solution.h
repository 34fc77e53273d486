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

/// A zero of the problem's event function; y: the state just before a reset
struct EventPoint {
    double t = 0.0;
    std::vector<double> y;
};

/// What one method made of one problem; the window and the command line show the same object.
struct Solution {
    const Method* method = nullptr;
    SolveOptions options;
    SolveReport report;
    std::size_t dim = 0;
    /// t0 and after every accepted step; twice the same where an event has reset the state
    std::vector<double> t;
    std::vector<double> y; ///< state i at y[i * dim ...]
    std::vector<RejectedStep> rejectedSteps; ///< in the order they were tried
    std::vector<EventPoint> events; ///< in the order in which they were found
    std::vector<double> sampleTimes; ///< those that solve() was asked for
    std::vector<double> samples; ///< state i at samples[i * dim ...]; NaN where not reached
    std::vector<double> error; ///< max over components of |y - exact| at t[i], or none
    double endError = std::numeric_limits<double>::quiet_NaN(); ///< |y - exact| at tReached
    double maxError = std::numeric_limits<double>::quiet_NaN(); ///< over all steps
    double seconds = 0.0; ///< of the solve alone

    std::size_t size() const { return t.size(); }
    const double* state(std::size_t i) const { return y.data() + i * dim; }
};

/// Of the reference; on screen "tol 10^-12".
inline constexpr double kReferenceTolerance = 1e-12;

/// The event of a problem for integrate(), without a function where it has none; serves one
/// thread at a time.
Event<double> eventOf(const Problem& problem);

/// Solves a problem on its interval, with its event and with the test for stiffness.
/// options.t0, t1 and stiffnessLimit are taken from the problem and the method.
/// stop: another thread may set it; the solve then ends with SolveStatus::Stopped.
/// samples: times, in any order, at which the solution is wanted by dense output; where an event
/// resets the state, the one before.
/// Throws std::invalid_argument for an unusable problem, options or pair of method and options.
Solution solve(const Problem& problem, const Method& method, SolveOptions options,
    const std::atomic<bool>* stop = nullptr, std::span<const double> samples = {});

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
