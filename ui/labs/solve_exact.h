// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <string>

namespace ui {

/// Why the exact solution of a problem cannot be its reference as the settings stand: it does not
/// start at y0, or it does not satisfy the equation (central differences at a few points of the
/// interval). Empty if it fits, or if there is none. Costs a few evaluations.
std::string exactMismatch(const solvers::Problem& problem);

} // namespace ui
