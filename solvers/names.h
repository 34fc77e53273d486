// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace solvers {

/// Number of insertions, deletions, changes and swaps of neighbours between two words.
int editDistance(std::string_view a, std::string_view b);

/// The names nearest to a mistyped one, best first, at most three; empty where none is near.
std::vector<std::string> closestNames(
    std::string_view wrong, const std::vector<std::string>& valid);

/// "unknown solver 'rk5'; did you mean rk4?" or, without a near name, "...; valid: a, b, c"
std::string unknownName(
    std::string_view kind, std::string_view wrong, const std::vector<std::string>& valid);

} // namespace solvers
