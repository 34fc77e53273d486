// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/solve_options.h"

namespace solvers {

/// options.atol, or the smallest of options.componentAtol
double smallestAtol(const SolveOptions& options);

/// The error of the method's last trial step from y in the norm of the options; a step is good
/// up to 1. Not finite where an estimate is not.
/// q: the quadratures before the step; qTrial: scratch, afterwards those at its end.
template <typename Scalar>
double trialErrorNorm(Stepper<Scalar>& method, const SolveOptions& options,
    ConstVectorView<Scalar> y, ConstVectorView<Scalar> q, Vector<Scalar>& qTrial);

/// The size of the first step from (t, y) towards options.t1: options.firstStep or, where that
/// is 0, by the rule of Hairer, Norsett & Wanner, Solving ODEs I, sec. II.4, "Starting step
/// size", with RMS norms, for two evaluations. At most options.maxStep and what is left of the
/// interval; 0 where f(t, y) is not finite.
template <typename Scalar>
double automaticFirstStep(OdeSystem<Scalar>& f, Stepper<Scalar>& method,
    const SolveOptions& options, double t, ConstVectorView<Scalar> y, Counters& counters);

} // namespace solvers
