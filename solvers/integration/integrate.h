// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/events.h"
#include "solvers/integration/fixed_steps.h"
#include "solvers/integration/solve_options.h"

#include <functional>

namespace solvers {

/// Sees (t, y) at t0 and after every accepted step, and where an event resets the state, at the
/// same t before and after; returning false stops the solve.
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

/// Sees every accepted step with its interpolant, before the observer sees its end. Evaluations
/// that the interpolant needs are made, and counted, when it is asked.
template <typename Scalar>
using StepObserver = std::function<void(StepInterpolant<Scalar>& step)>;

/// What else may be wanted of a solve; each costs only where it is given.
template <typename Scalar>
struct StepHooks {
    StepObserver<Scalar> observeStep {};
    Event<Scalar> event {};
};

/// Advances y from t0 to t1, in fixed steps t0 + n h or with error control; the last step is
/// cut to land on t1.
/// Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. II.1 and II.4.
///
/// y: f.dim() entries, changed in place; afterwards the last finite state, at tReached.
/// q: f.quadratureDim() entries; the integral of g over [t0, tReached] is added.
/// hooks: where an event resets the state or ends the solve (SolveOptions::eventCount), the step
/// is cut there; the method starts anew after a reset. Not together with quadratures. Events that
/// follow each other without end are reported (SolveReport::eventsAccumulate).
/// Numerical trouble is reported as a status. A wrong call (sizes, unusable options, error
/// control with a method that estimates none) throws std::invalid_argument before f is used.
template <typename Scalar>
SolveReport integrate(OdeSystem<Scalar>& f, Stepper<Scalar>& method, const SolveOptions& options,
    VectorView<Scalar> y, const Observer<Scalar>& observe = {},
    VectorView<Scalar> q = { nullptr, 0 }, const RejectionObserver& observeRejected = {},
    const StepHooks<Scalar>& hooks = {});

} // namespace solvers
