// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/settings_undo.h"
#include "ui/workers/gradient_results.h"

#include <string>
#include <string_view>
#include <vector>

namespace ui {

/// A solver with its step and its tolerance; both are kept, so that a change of mode finds its own.
struct GradientSolver {
    std::string id = "rk4"; ///< of the registry of methods
    bool adaptive = false;
    double step = 0.05; ///< > 0, in the unit of t
    double tolerance = 1e-6; ///< relative and absolute

    solvers::SolveOptions options() const;
    bool operator==(const GradientSolver&) const = default;
};

/// A time at which the loss sees the state.
struct GradientObservation {
    double t = 0.0;
    std::vector<double> target; ///< dim numbers

    bool operator==(const GradientObservation&) const = default;
};

/// Everything that decides what the Gradients page computes, as a value: what undo goes back to
/// and the session restores.
struct GradientsSettings {
    solvers::Problem problem; ///< z(t0) is its y0; its t1 is T
    std::vector<GradientObservation> observations; ///< between t0 and T, in the order of time
    std::vector<double> target; ///< of z(T), dim numbers
    GradientSolver forward;
    bool sameBackward = true; ///< adjoints go back with the forward solver
    GradientSolver backward;
    std::vector<std::string> methods; ///< ticked; ids of the registry
    int checkpoints = 5;
    double difference = 1e-5; ///< step of the finite differences

    /// The article's linear field, as the design shows it.
    static GradientsSettings defaults();
    /// Another problem with what goes with it: a target, no observations between.
    void setProblem(const solvers::Problem& next);

    GradientJob job() const;
    /// Empty if it can be computed, else a sentence for the user.
    QString problemText() const;

    bool operator==(const GradientsSettings&) const = default;
};

/// The problems that the page offers: those of the article first; all have parameters.
std::vector<const solvers::Problem*> gradientProblems();

std::string settingsToJson(const GradientsSettings& settings);

/// Throws std::runtime_error or std::invalid_argument with a sentence for whatever is not what
/// settingsToJson() writes.
GradientsSettings gradientsSettingsFromJson(std::string_view json);

/// For SettingsUndo.
SettingsChange describeChange(const GradientsSettings& before, const GradientsSettings& after);

} // namespace ui
