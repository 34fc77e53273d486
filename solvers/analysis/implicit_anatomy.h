// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/step_anatomy.h"
#include "solvers/methods/implicit_tableau.h"

namespace solvers {

/// dissectStep() of an implicit Runge-Kutta method, without the norm of the error. All stages are
/// solved at once by Newton's method with the Jacobian of every stage; a dense matrix of
/// stages x dim rows. An estimate that is multiplied by (I - h gamma J)^(-1) gets J at (t, y),
/// where the engine may keep an older one.
StepAnatomy dissectImplicit(OdeSystem<double>& f, const ImplicitTableau& table,
    const SolveOptions& options, const StepAttempt& attempt, ConstVectorView<double> y,
    ConstVectorView<double> end);

} // namespace solvers
