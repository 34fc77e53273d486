// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace solvers {

/// A problem as JSON: name, rhs, y0, t0, t1, exact, parameters, stiff, and where there are any
/// definitions, invariants, event, event_direction ("rising", "falling", "either"), event_reset.
/// Numbers read back the same; ranges of parameters, id, group, formulas for the screen and the
/// ties of y0 and t1 to parameters are not part of it.
std::string problemToJson(const Problem& problem);

/// The reverse. rhs and y0 are required, an unknown key is refused by name. source stands in
/// front of messages. Throws std::runtime_error("SOURCE: what, expected what").
Problem problemFromJson(std::string_view json, std::string_view source = "problem");

/// Begins the line that tables of trajectories start with where they hold their recipe, see
/// solutionsRecipe().
inline constexpr std::string_view kRecipeLine = "# recipe: ";

/// Of a problem file, or of trajectories with their recipe (.npz, .csv), at most 10 MB. Throws
/// std::runtime_error as problemFromJson(), or if the file cannot be read.
Problem readProblemFile(const std::filesystem::path& file);

/// Writes the file whole or not at all. Throws std::runtime_error if it cannot.
void writeProblemFile(const std::filesystem::path& file, const Problem& problem);

} // namespace solvers
