// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"

namespace solvers {

/// y(t1) to measure against.
struct EndReference {
    Vector<double> y; ///< n numbers, of use only where known
    bool exact = false; ///< the exact solution, else one by `method`, tolerance 1e-12
    const Method* method = nullptr; ///< null: the exact solution
    bool known = false; ///< finite, and the reference has reached t1
    double limit = 0.0; ///< errors up to here are the reference's own
};

/// The exact solution where the problem has one, else referenceSolution(); its limit is 10 times
/// the difference from a reference with 10 times the tolerance. Throws as solve().
EndReference endReference(const Problem& problem, const std::atomic<bool>* stop = nullptr);

/// How far a solution is from the reference at t1.
struct EndError {
    double error = std::numeric_limits<double>::quiet_NaN(); ///< max norm; NaN: t1 not reached
    bool limited = false; ///< error is rounding, or the reference's own, and says nothing
};

/// Limited: within 100 rounding units of the solution's largest component, or within the
/// reference's limit.
EndError endError(const Solution& solution, const EndReference& reference);

/// What the study of one method may cost; without limits by default.
struct StudyLimits {
    double seconds = std::numeric_limits<double>::infinity(); ///< of its solves together
    long steps = std::numeric_limits<long>::max(); ///< of one solve
    double timing = 0.0; ///< s; shorter solves are repeated for that long, their median counts
};

/// solve(), with the median of repeated solves in `seconds`; never more than 100 of them.
Solution solveTimed(const Problem& problem, const Method& method, const SolveOptions& options,
    double timing, const std::atomic<bool>* stop = nullptr);

} // namespace solvers
