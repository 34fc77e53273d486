// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/rosenbrock_tableau.h"

namespace solvers::tableaus {

extern const RosenbrockTableau rosenbrock23;
extern const RosenbrockTableau ros3p;
extern const RosenbrockTableau rodas4;

} // namespace solvers::tableaus
