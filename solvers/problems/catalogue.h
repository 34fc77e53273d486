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

/// The C++ form of a problem's right-hand side, where its texts and the names of its parameters
/// are still those of a catalogue problem; else nullptr. About ten times as fast as the texts,
/// equal to them up to rounding. makeSystem() takes it wherever there is one.
NativeFunction nativeFunction(const Problem& problem);

} // namespace solvers
