// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <QWidget>

class QLabel;

namespace ui {

class ComboBox;
class ExpressionEditor;
class FormulaLabel;
class Theme;

/// The catalogue, in its order.
std::vector<const solvers::Problem*> allProblems();

/// Which problem: the catalogue, or expressions of the user's own. Shows the formula and the
/// exact solution, or the editors. Object names: PAGE_problem, PAGE_formula, PAGE_exact_text,
/// PAGE_expression, PAGE_definitions, PAGE_exact (each with the suffixes of ExpressionEditor).
class SolveProblemForm final : public QWidget {
    Q_OBJECT
public:
    /// offered: the entries of the picker, which outlive it; "Custom…" is always the last one.
    explicit SolveProblemForm(Theme& theme, QWidget* parent = nullptr,
        const QString& page = QStringLiteral("solve"),
        const std::vector<const solvers::Problem*>& offered = allProblems());

    /// Shows a problem: a catalogue entry under its name, any other as "Custom…".
    void setProblem(const solvers::Problem& problem);
    /// In place of the formula and the exact solution of the problem, until the next one.
    void setFormula(const QString& html, const QString& plain);
    void setEvent(const solvers::Problem& problem); ///< shows its event, if it has one
    /// The names that expressions may use follow the parameters.
    void setParameters(const std::vector<solvers::ProblemParameter>& parameters);

    bool isCustom() const;
    bool isValid() const; ///< no fault in the editors, if they are on show
    ExpressionEditor* faultyEditor() const; ///< the first with a fault, else nullptr
    std::vector<std::string> rhs() const; ///< of the editors
    std::vector<std::string> exact() const;
    std::vector<solvers::NamedExpression> definitions() const;
    void checkNow();
    /// Why the exact solution is not used, shown below it; empty for none.
    void setExactNote(const QString& note);

signals:
    void problemPicked(const std::string& id); ///< of the catalogue; empty for Custom
    void expressionsEdited(); ///< see isValid()
    void parameterWanted(const QString& name);
    void gestureEnded(); ///< an editor has lost the focus

private:
    void provideNames();
    void showCustom(bool custom);
    void onEdited();

    Theme& m_theme;
    std::vector<solvers::ProblemParameter> m_parameters;
    ComboBox* m_picker;
    FormulaLabel* m_formula;
    QLabel* m_exactText;
    QLabel* m_exactNote;
    QLabel* m_event;
    ExpressionEditor* m_rhs;
    ExpressionEditor* m_definitions;
    ExpressionEditor* m_exact;
};

} // namespace ui
