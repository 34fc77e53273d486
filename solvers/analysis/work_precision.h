// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/convergence.h"

namespace solvers {

/// What one solve cost and how good it was.
struct WorkPoint {
    double setting = 0.0; ///< the fixed step, or rtol = atol
    double error = std::numeric_limits<double>::quiet_NaN(); ///< at t1; NaN: t1 not reached
    bool limited = false; ///< error is rounding, or the reference's own, and says nothing
    SolveReport report; ///< counters.nfe is the work
    double seconds = 0.0;
};

/// Error against work: the work-precision diagram of one method.
/// Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. II.10.
struct WorkPrecision {
    const Method* method = nullptr;
    bool adaptive = false; ///< the settings are tolerances, else steps
    bool exact = false; ///< measured against the exact solution, else against a reference
    const Method* reference = nullptr; ///< of that reference; null: the exact solution
    std::vector<WorkPoint> points; ///< from the largest setting to the smallest
    long leftOut = 0; ///< smaller settings that the limits have left out
};

/// The solves of a convergence study seen as work and error.
WorkPrecision workPrecision(const Convergence& convergence);

/// Solves with every one of the settings: tolerances (rtol = atol) if options.adaptive, else
/// steps. A setting that would probably break the limits is left out, and all smaller ones.
///
/// settings: above 0, in any order. options: adaptive, maxSteps. stop: the points measured up
/// to then are returned. Throws std::invalid_argument as solve().
WorkPrecision measureWorkPrecision(const Problem& problem, const Method& method,
    std::span<const double> settings, const SolveOptions& options, const EndReference& reference,
    const StudyLimits& limits = {}, const std::atomic<bool>* stop = nullptr);

} // namespace solvers
