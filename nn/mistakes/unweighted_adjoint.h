// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/mistakes/mistake.h"
#include "solvers/problems/ode_system.h"

namespace nn {

/// Wrong on purpose: dL/dtheta as the sum of -a df/dtheta over all stages of Runge-Kutta 4 on
/// the way back from z(t1), without weights and step. a: dL/dz(t1).
solvers::Vector<double> unweightedGradient(solvers::DifferentiableSystem<double>& f, double t0,
    double t1, double step, const solvers::Vector<double>& z1, const solvers::Vector<double>& a);

/// "article-fit" by Adam, rate 1e-3, 300 steps: the fit of six parameters to y(5) alone,
/// Runge-Kutta 4, h = 0.5.
solvers::MistakeRun unweightedAdjoint(
    const std::atomic<bool>& stop, const solvers::MistakeProgress& progress);

} // namespace nn
