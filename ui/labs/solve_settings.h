// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/settings_undo.h"
#include "ui/workers/solve_results.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ui {

/// One row of the list of solvers. Both numbers are kept, so that a change of mode finds its own.
struct SolverSetting {
    std::string id; ///< of the registry, or that of `own`
    bool ticked = false;
    bool adaptive = false;
    double step = 0.1; ///< > 0, in the unit of t
    double tolerance = 1e-4; ///< relative and absolute

    std::optional<solvers::UserMethod> own {}; ///< a method of the user's

    /// Throws std::invalid_argument for an unknown id.
    const solvers::Method& method() const;
    bool operator==(const SolverSetting& other) const;
};

/// Everything that decides what the Solve page computes, as a value: what undo goes back to, the
/// session restores and the command line says.
struct SolveSettings {
    solvers::Problem problem;
    std::vector<SolverSetting> solvers; ///< rows of the list, in the order of the registry
    ReferenceKind reference = ReferenceKind::Exact;
    long maxSteps = solvers::SolveOptions {}.maxSteps;

    /// The ticked solvers on the problem. An exact solution that does not pass through the initial
    /// values is left out.
    SolveJob job() const;

    bool operator==(const SolveSettings&) const = default;
};

/// As JSON, with the ranges of the parameters and the id of a catalogue problem.
std::string settingsToJson(const SolveSettings& settings);

/// The reverse. Throws std::runtime_error or std::invalid_argument with a sentence for whatever is
/// not what settingsToJson() writes.
SolveSettings settingsFromJson(std::string_view json);

/// From what trajectories of the command line say of themselves, solvers::solutionsRecipe(): their
/// problem and solvers, and of the others how they are now. Throws as settingsFromJson(), also
/// for settings that the page does not have.
SolveSettings settingsFromSolutions(const nlohmann::ordered_json& json, const SolveSettings& now);

/// For SettingsUndo.
SettingsChange describeChange(const SolveSettings& before, const SolveSettings& after);

} // namespace ui
