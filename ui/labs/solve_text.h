// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/methods.h"
#include "solvers/problems/problem.h"
#include "ui/text.h"
#include "ui/workers/solve_results.h"

#include <QString>

namespace ui {

class Theme;

/// The text with a name of an expression replaced wherever it stands as a whole.
std::string withWordReplaced(
    const std::string& text, const std::string& word, const std::string& by);
bool usesWord(const std::string& text, const std::string& word);
QString methodName(const solvers::Method& method); ///< "Runge–Kutta 4"
QString methodId(const solvers::Method& method); ///< "rk4", also the id of its series

/// "h = 0.05" or "tol = 10⁻⁴"; rich: with the h in italics.
QString settingLabel(const solvers::SolveOptions& options, bool rich);
QString plainSetting(const solvers::SolveOptions& options); ///< "h = 0.05", "tol = 1e-04": ASCII

/// "5(4)" for an embedded method with error control, else "5".
QString orderText(const solvers::Method& method, bool adaptive);

/// Name of component k in the system's own letters: y, or y with an index; plain uses digits.
QString componentName(std::size_t k, std::size_t dim, bool rich);

/// A name of a parameter as a symbol, rich: Greek names as their letter, digits at the end lowered.
QString parameterSymbol(const QString& name);

QString withMathItalics(const Theme& theme, const QString& html); ///< <i> in the formula font

/// The formula of a problem as rich text; made from the expressions where it has none.
QString formulaOf(const solvers::Problem& problem);
QString plainFormulaOf(const solvers::Problem& problem); ///< the expressions, for speech
QString exactFormulaOf(const solvers::Problem& problem); ///< empty without an exact solution

/// "Event: y1 = 0, falling; then y1 := 0, y2 := -0.9*y2", or nothing.
QString eventText(const solvers::Problem& problem);

/// "Dormand–Prince, tol 10⁻¹²", or the method that a stiff problem is given.
QString referenceText(const solvers::Problem& problem);

/// Title, equations, parameters and solvers in one paragraph, below an exported picture.
QString captionOf(const SolveJob& job);

/// The command line that computes what the page shows, in the shell's quoting.
QString commandLineOf(const SolveJob& job);

} // namespace ui
