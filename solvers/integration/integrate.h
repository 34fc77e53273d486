// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/stepper.h"

#include <functional>
#include <string>
#include <string_view>

namespace solvers {

/// How far, how and with what limits to integrate.
struct SolveOptions {
    double t0 = 0.0;
    double t1 = 1.0; ///< below t0 means: integrate backwards
    bool adaptive = false; ///< false: fixed steps of size step; true: error control
    double step = 1e-2; ///< > 0, in the unit of t; adaptive: ignored
    double rtol = 1e-6;
    double atol = 1e-9;
    double firstStep = 0.0; ///< adaptive: 0 chooses it (Hairer, Norsett & Wanner I, sec. II.4)
    bool quadratureErrorControl = true; ///< adaptive: quadratures count in the error norm
    long maxSteps = 100'000; ///< accepted and rejected together

    std::string problem() const; ///< empty if usable, else a sentence for the user
};

enum class SolveStatus { Success, Event, Stopped, MaxSteps, StepTooSmall, Diverged, NewtonFailed };

/// As in JSON: "success", "step-too-small", ...
std::string_view name(SolveStatus status);

struct SolveReport {
    SolveStatus status = SolveStatus::Success;
    double tReached = 0.0; ///< y belongs to this time
    double lastStep = 0.0; ///< signed size of the last step tried
    long accepted = 0;
    long rejected = 0;
    Counters counters;

    bool reachedEnd() const { return status == SolveStatus::Success; }
    /// One sentence for the user: where, what was seen, what to try. Empty after success.
    std::string message() const;
};

/// Sees (t, y) at t0 and after every accepted step; returning false stops the solve.
template <typename Scalar>
using Observer = std::function<bool(double t, ConstVectorView<Scalar> y)>;

/// A trial step that error control has turned down.
struct RejectedStep {
    double t = 0.0; ///< where it started
    double step = 0.0; ///< signed size
    double errorNorm = 0.0; ///< above 1; infinite: no finite numbers, or Newton failed
};

/// Sees every rejected step.
using RejectionObserver = std::function<void(const RejectedStep&)>;

/// Advances y from t0 to t1, in fixed steps t0 + n h or with error control; the last step is
/// cut to land on t1.
/// Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. II.1 and II.4.
///
/// y: f.dim() entries, changed in place; afterwards the last finite state, at tReached.
/// q: f.quadratureDim() entries; the integral of g over [t0, tReached] is added.
/// Numerical trouble is reported as a status. A wrong call (sizes, unusable options, error
/// control with a method that estimates none) throws std::invalid_argument before f is used.
template <typename Scalar>
SolveReport integrate(OdeSystem<Scalar>& f, Stepper<Scalar>& method, const SolveOptions& options,
    VectorView<Scalar> y, const Observer<Scalar>& observe = {},
    VectorView<Scalar> q = { nullptr, 0 }, const RejectionObserver& observeRejected = {});

/// Number of fixed steps from t0 to t1: ceil((t1 - t0) / h), where a last step that rounding
/// alone would leave (below 1e-9 h) is merged into the one before it.
long fixedStepCount(double t0, double t1, double step);

/// Start of fixed step n of count: t0 + n h, and exactly t1 for n = count.
double fixedStepTime(const SolveOptions& options, long n, long count);

} // namespace solvers
