// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/end_error.h"

#include <span>

namespace solvers {

/// The error of one method on one problem for one step size.
struct ConvergencePoint {
    double step = 0.0;
    double error = std::numeric_limits<double>::quiet_NaN(); ///< at t1; NaN: t1 not reached
    double order = std::numeric_limits<double>::quiet_NaN(); ///< against the next larger step
    bool limited = false; ///< error is rounding, or the reference's own, and says nothing
    bool asymptotic = false; ///< counts in observedOrder
    SolveReport report;
    double seconds = 0.0;
};

/// Error against step size.
struct Convergence {
    const Method* method = nullptr;
    bool exact = false; ///< measured against the exact solution, else against a reference
    const Method* reference = nullptr; ///< of that reference; null: the exact solution
    std::vector<ConvergencePoint> points; ///< from the largest step to the smallest
    /// Slope of log(error) against log(step) by least squares over the asymptotic points, NaN if
    /// there are fewer than two of them.
    double observedOrder = std::numeric_limits<double>::quiet_NaN();
    long leftOut = 0; ///< smaller steps that the limits have left out
};

/// Solves with every one of the fixed steps. Limited: within 100 rounding units of the
/// solution's size, or within 10 times the reference's estimated error. Asymptotic: the finest
/// unlimited points as long as their pairwise orders stay within 0.1 of the finest.
///
/// steps: above 0, in any order. options: maxSteps only. Throws std::invalid_argument as solve().
Convergence measureConvergence(const Problem& problem, const Method& method,
    std::span<const double> steps, const SolveOptions& options = {},
    const std::atomic<bool>* stop = nullptr);

/// The same against a reference that the caller has, which serves many methods. A step that
/// would break the limits is left out, and all smaller ones.
Convergence measureConvergence(const Problem& problem, const Method& method,
    std::span<const double> steps, const SolveOptions& options, const EndReference& reference,
    const StudyLimits& limits, const std::atomic<bool>* stop = nullptr);

/// Settings of a study from the largest to the smallest, each once. Throws
/// std::invalid_argument where there are none, or one is not above 0.
std::vector<double> descendingSettings(std::span<const double> settings);

} // namespace solvers
