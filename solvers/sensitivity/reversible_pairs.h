// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/reversible.h"
#include "solvers/sensitivity/reversible_adjoint.h"

namespace solvers {

/// The pair of a method: its own scheme, or the coupling of an explicit Runge-Kutta method.
/// Throws std::invalid_argument with a sentence for the user where there is none.
template <typename Scalar>
std::unique_ptr<ReversiblePair<Scalar>> makeReversiblePair(const Method& method);

} // namespace solvers
