// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/implicit_tableau.h"

namespace solvers::tableaus {

extern const ImplicitTableau backwardEuler;
extern const ImplicitTableau trapezoid;
extern const ImplicitTableau implicitMidpoint;
extern const ImplicitTableau sdirk2;
extern const ImplicitTableau trBdf2;
extern const ImplicitTableau kvaerno3;
extern const ImplicitTableau kvaerno5;
extern const ImplicitTableau gauss2;
extern const ImplicitTableau gauss3;
extern const ImplicitTableau radauIIA2;
extern const ImplicitTableau radauIIA3;

} // namespace solvers::tableaus
