// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace solvers {

/// Shortest text that reads back the same double, in the C locale: "0.1", "1e-12", "nan".
std::string shortestNumber(double value);

/// count times from t0 to t1 at equal distances, both ends exact. Throws std::invalid_argument
/// for count below 2.
std::vector<double> sampleTimes(const Problem& problem, std::size_t count);

/// {"problem": {...}, "solutions": [...]}: one document on one line.
/// Numbers that are unknown or not finite are null. "problem" is a problem file by itself.
///
/// samples: times at which t and y are given instead of at every step: as solve() has sampled
/// them or, for other times, by the cubic Hermite interpolant. A time that a solution did not
/// reach has null states. Errors are those of the steps in any case.
std::string solutionsToJson(const Problem& problem, std::span<const Solution> solutions,
    const std::optional<std::vector<double>>& samples = std::nullopt);

/// solver,t,y1,...,yn[,exact1,...,exactn,error]: one row per step or sample, "\n" at the ends
/// of lines. Cells of unknown numbers are empty.
std::string solutionsToCsv(const Problem& problem, std::span<const Solution> solutions,
    const std::optional<std::vector<double>>& samples = std::nullopt);

/// What the solutions were made by: {"problem": {...}, "solutions": [{...}], "version": ...},
/// entries as in solutionsToJson(), without their numbers.
std::string solutionsRecipe(
    const Problem& problem, std::span<const Solution> solutions, std::string_view version);

/// The bytes of an .npz file: t (rows), y (rows x n) and, where they are known, exact (rows x n)
/// and error (rows) in double, NaN where unknown; nfe, accepted, rejected; recipe, a text. The
/// names of several solutions begin with the solver's, "rk4.t". readProblemFile() opens it again.
std::string solutionsToNpz(const Problem& problem, std::span<const Solution> solutions,
    const std::optional<std::vector<double>>& samples, std::string_view version);

} // namespace solvers
