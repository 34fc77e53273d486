// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"
#include "solvers/methods/user_tableau.h"

#include <complex>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace ui {

/// What the errors are measured against.
enum class ReferenceKind {
    Exact, ///< the problem's exact solution
    Accurate, ///< solvers::referenceSolution()
    None
};

/// One ticked method.
struct SolveRequest {
    const solvers::Method* method = nullptr;
    solvers::SolveOptions options;
    std::optional<solvers::UserMethod> own {}; ///< keeps a method alive that is not registered
};

/// What the Solve page asks a worker for.
struct SolveJob {
    solvers::Problem problem;
    std::vector<SolveRequest> requests;
    ReferenceKind reference = ReferenceKind::Exact;
    /// Curves only, for a chart that follows a slider: each solve once, no errors, orders or
    /// times, straight lines between the steps, a coarser reference.
    bool preview = false;
};

/// States with derivatives at ascending or descending times; between them a cubic Hermite
/// polynomial, or a straight line where `straight` is set (the Euler polygon).
struct SampledCurve {
    std::size_t dim = 0;
    std::vector<double> t;
    std::vector<double> y; ///< state i at y[i * dim ...]
    std::vector<double> dydt; ///< as y
    bool straight = false;

    bool isEmpty() const { return t.empty(); }
    bool covers(double time) const;
    /// NaN outside the times covered. component < dim.
    double value(double time, std::size_t component) const;
};

/// Why a fixed step was too long: the eigenvalue of df/dy that a step multiplies the most.
struct StabilityDiagnosis {
    std::complex<double> eigenvalue; ///< lambda
    double growth = 0.0; ///< |R(h lambda)|
    double safeStep = 0.0; ///< largest h with |R| <= 1 on the way to h lambda
};

/// What one method made of the problem.
struct MethodResult {
    solvers::Solution solution; ///< as the command line computes it
    SampledCurve curve; ///< the same states, with derivatives
    std::vector<double> error; ///< max norm against the reference at each step, or none
    double endError = std::numeric_limits<double>::quiet_NaN(); ///< at the end of the interval
    double maxError = std::numeric_limits<double>::quiet_NaN();
    double observedOrder = std::numeric_limits<double>::quiet_NaN(); ///< from halving the step
    double seconds = std::numeric_limits<double>::quiet_NaN(); ///< median of the repeats
    std::string refusal; ///< not empty: the method could not be used at all, and why
    std::optional<std::size_t> grewPastLimit; ///< first step with a state above kGrowthLimit
    std::optional<StabilityDiagnosis> diagnosis; ///< where a fixed step was unstable

    bool reachedEnd() const { return refusal.empty() && solution.report.reachedEnd(); }
    bool failed() const { return !reachedEnd() || grewPastLimit.has_value(); }
    double failureTime() const; ///< where the curve stops to mean anything
    std::vector<double> meaningfulTimes() const; ///< the steps up to there
};

/// A state this much larger than the problem's own size is called diverged.
inline constexpr double kGrowthLimit = 1e12;

/// The outcome of a job; immutable once it has left the worker.
struct SolveResults {
    SolveJob job;
    SampledCurve reference;
    std::vector<MethodResult> methods; ///< in the order of the requests
    double seconds = 0.0; ///< of all solves, without repeats and reference
    bool stopped = false; ///< ended early: nothing here is complete
};

} // namespace ui
