// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/solve_results.h"

namespace ui {

/// |R(z)| of an explicit Runge-Kutta method, R its stability function.
/// Hairer & Wanner, Solving ODEs II, 2nd ed., sec. IV.2.
double stabilityFunction(const solvers::Method& method, std::complex<double> z);

/// Looks for a decaying eigenvalue of df/dy that the fixed step of a failed solution amplifies.
/// The Jacobian (central differences) is taken on the reference where the solution failed, else
/// at the initial state. Nothing if the step was not the reason.
std::optional<StabilityDiagnosis> diagnose(
    const MethodResult& result, const SampledCurve& reference, solvers::OdeSystem<double>& system);

} // namespace ui
