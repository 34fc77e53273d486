// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <vector>

namespace solvers {

/// One step of a script: where it believes to start, and its size.
struct PlainStep {
    double t = 0.0;
    double size = 0.0;
};

/// The states before and after every step of the classical Runge-Kutta method from y0, exactly
/// as told: nobody checks that the steps fit together. Throws as makeSystem().
std::vector<Vector<double>> takePlainSteps(
    const Problem& problem, const std::vector<PlainStep>& steps);

} // namespace solvers
