// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/catalogue/row.h"

namespace solvers::catalogue {

/// One planet around a fixed sun: all but id, name, group and numbers.
Problem keplerProblem();
void keplerFunction(double t, const double* y, const double* parameters, double* dydt);

/// By Kepler's equation, from any initial values that give an ellipse. Battin, Mathematics and
/// Methods of Astrodynamics (1999), sec. 4.3.
void keplerExact(double t, double t0, const double* y0, const double* parameters, double* y);

} // namespace solvers::catalogue
