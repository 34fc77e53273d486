// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/mistakes/mistake.h"

#include <span>

namespace nn {

/// The mistakes of the article's code that can be looked at, in the order in which they are
/// shown: each as published and corrected from the same inputs. What is wrong stands apart from
/// the engine, in one file each here and in solvers/analysis/mistakes/.
std::span<const solvers::Mistake> mistakes();

/// Throws std::invalid_argument with the closest ids.
const solvers::Mistake& mistakeById(std::string_view id);

} // namespace nn
