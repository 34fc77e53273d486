// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/solve_results.h"

namespace ui {

/// Looks for a decaying eigenvalue of df/dy that the fixed step of a failed solution amplifies.
/// The Jacobian is taken on the reference where the solution failed, else at the initial state.
/// Nothing if the step was not the reason, or the method has no stability function there.
std::optional<StabilityDiagnosis> diagnose(
    const MethodResult& result, const SampledCurve& reference, solvers::OdeSystem<double>& system);

} // namespace ui
