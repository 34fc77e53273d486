// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"
#include "ui/labs/settings_undo.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace ui {

/// A problem as part of the settings of a page: "problem", the "catalogue" id and the "ranges" of
/// the parameters.
nlohmann::ordered_json problemAsSettings(const solvers::Problem& problem);

/// The reverse, from an object with these members; a catalogue problem gets its texts back. Throws
/// what nlohmann::json and the reader of problem files throw.
solvers::Problem problemFromSettings(const nlohmann::ordered_json& json);

/// The catalogue's problem of that id with the values of another, where both are the same
/// equations.
solvers::Problem withCatalogueTexts(const solvers::Problem& values, const std::string& id);

/// What differs between two problems; the first entry names the change where others follow.
std::vector<SettingsChange> problemChanges(
    const solvers::Problem& before, const solvers::Problem& after);

} // namespace ui
