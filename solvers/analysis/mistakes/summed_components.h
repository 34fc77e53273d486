// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/mistakes/mistake.h"
#include "solvers/problems/ode_system.h"

namespace solvers {

/// Wrong on purpose: a step of Runge-Kutta 4 as the article's first notebook combines it, with
/// one sum over all stages and all components, which is added to every component.
void stepWithOneSum(OdeSystem<double>& f, double t, double h, Vector<double>& y);

/// The harmonic oscillator from (1, 0) to t = 6, h = 0.25; and the article's example, which has
/// one component.
MistakeRun summedComponents(const std::atomic<bool>& stop, const MistakeProgress& progress);

} // namespace solvers
