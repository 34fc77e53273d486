// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/solve_results.h"

#include <QString>

namespace ui {

/// A way out of a failure that the page can take with one click.
struct FailureAction {
    enum class Kind { UseStep, AllowSteps, EndAt, UseTolerance, AddSolver };

    Kind kind;
    double value;
    std::string method; ///< for UseStep, UseTolerance and AddSolver
    QString text; ///< of the button
};

/// What the banner says about the methods that did not come through: who, when, what was seen,
/// why, and at most three ways out.
struct FailureMessage {
    bool failed = true; ///< else a hint only
    QString title;
    QString text;
    std::vector<FailureAction> actions;
};

/// The message for the first method that failed, naming the others; if none did, for the first
/// that met a stiff problem; else with an empty title.
FailureMessage failureMessage(const SolveResults& results);

} // namespace ui
