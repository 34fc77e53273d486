// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <span>
#include <string_view>

namespace solvers {

/// The problems that come with the program, in the order in which they are shown; the first
/// is the one to start with.
std::span<const Problem> problems();

/// nullptr where there is none of that id
const Problem* findProblem(std::string_view id);

/// Throws std::invalid_argument with the closest ids.
const Problem& problemById(std::string_view id);

/// A right-hand side in C++: dydt = f(t, y; parameters), parameters in the problem's order.
using NativeFunction = void (*)(double t, const double* y, const double* parameters, double* dydt);

/// Its derivatives: dfdy[i + n * j] = df_i / dy_j, all n x n of them, and dfdt[i] = df_i / dt.
using NativeJacobian
    = void (*)(double t, const double* y, const double* parameters, double* dfdy, double* dfdt);

/// The solution through (t0, y0) at t. Where the closed form is known for some initial values
/// only, the result does not pass through the others, which is how one notices.
using NativeExact
    = void (*)(double t, double t0, const double* y0, const double* parameters, double* y);

/// The C++ form of a problem's right-hand side, where its texts and the names of its parameters
/// are still those of a catalogue problem; else nullptr. About ten times as fast as the texts,
/// equal to them up to rounding. makeSystem() takes it wherever there is one.
NativeFunction nativeFunction(const Problem& problem);

/// The same for the Jacobian; nullptr also where nobody has written it down, and makeSystem()
/// differentiates the texts.
NativeJacobian nativeJacobian(const Problem& problem);

/// The same for solutions with special functions, which the expressions do not know; also
/// nullptr where the problem has expressions for its exact solution.
NativeExact nativeExact(const Problem& problem);

} // namespace solvers
