// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"
#include "solvers/problems/problem.h"

#include <memory>

namespace solvers {

/// The right-hand side of a problem by its texts, also where makeSystem() takes the catalogue's
/// C++. theta: the problem's parameters in their order; parameters() may change them. All
/// derivatives are exact; kinks and what is not finite: see ExpressionProgram. A record keeps t
/// and y. Throws as makeSystem().
std::unique_ptr<DifferentiableSystem<double>> makeDifferentiableSystem(const Problem& problem);

} // namespace solvers
