// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/butcher_tableau.h"

/// Explicit Runge-Kutta coefficients; sources stand beside the numbers in tableaus.cpp.
namespace solvers::tableaus {

extern const ButcherTableau euler;
extern const ButcherTableau midpoint;
extern const ButcherTableau heun;
extern const ButcherTableau ralston;
extern const ButcherTableau rk4;
extern const ButcherTableau rk438;
extern const ButcherTableau bosh3;
extern const ButcherTableau dopri5;

} // namespace solvers::tableaus
