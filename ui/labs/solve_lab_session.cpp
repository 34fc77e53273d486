// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the Solve page as a value: undo, the session from one start to the next.
#include "ui/labs/solve_lab.h"

#include "solvers/json_text.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/solve_analysis_view.h"
#include "ui/labs/solve_chart.h"
#include "ui/labs/solve_problem_form.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_trajectory_view.h"
#include "ui/labs/solve_values_form.h"
#include "ui/labs/solve_view.h"
#include "ui/widgets/combo_box.h"

#include <nlohmann/json.hpp>

#include <QScopedValueRollback>

#include <exception>
#include <utility>

namespace ui {

SolveSettings SolveLab::settings() const
{
    return { m_problem, m_solvers->settings(),
        static_cast<ReferenceKind>(m_reference->currentData().toInt()), m_maxSteps };
}

void SolveLab::setSettings(const SolveSettings& settings)
{
    showSettings(settings);
    keepSettings();
}

void SolveLab::showSettings(const SolveSettings& settings)
{
    {
        const QScopedValueRollback showing(m_showingSettings, true);
        m_maxSteps = settings.maxSteps;
        m_solvers->setSettings(settings.solvers);
        m_problem = settings.problem;
        showProblem();
        m_reference->selectData(static_cast<int>(settings.reference));
    }
    settingsChanged();
}

void SolveLab::connectUndo()
{
    m_undo = new SettingsUndo<SolveSettings>(
        [this](const SolveSettings& settings) { showSettings(settings); }, this);
    m_undo->start(settings());
    connect(m_undo, &SettingsUndoStack::changed, this, &SolveLab::commandsChanged);
    connect(m_problemForm, &SolveProblemForm::gestureEnded, m_undo, &SettingsUndoStack::endGesture);
    connect(m_parameters, &ParametersForm::gestureEnded, m_undo, &SettingsUndoStack::endGesture);
    connect(m_values, &InitialValuesForm::gestureEnded, m_undo, &SettingsUndoStack::endGesture);
    connect(m_solvers, &SolverList::gestureEnded, m_undo, &SettingsUndoStack::endGesture);
}

/// To be called after every change of the settings.
void SolveLab::keepSettings()
{
    if (m_showingSettings || m_undo == nullptr)
        return;
    m_undo->record(settings());
    m_session->changed();
}

/// What cannot be read is no setting yet: it goes first, and the last valid text comes back.
void SolveLab::undo()
{
    if (m_problemForm->faultyEditor() != nullptr)
        setProblem(m_problem);
    else
        m_undo->undo();
}

QString SolveLab::commandText(Command command) const
{
    if (command == Command::Undo && m_problemForm->faultyEditor() != nullptr)
        return tr("&Undo faulty expression");
    return m_undo->commandText(command);
}

std::string SolveLab::recipeSettings() const
{
    if (!m_results)
        return {};
    auto json = solvers::parseJson(settingsToJson(m_solved));
    json["component"] = m_component->currentData().toInt();
    if (const std::string state = m_view->state(); !state.empty())
        json["view_state"] = solvers::parseJson(state);
    return json.dump();
}

void SolveLab::openRecipe(const PageRecipe& recipe)
{
    const auto json = solvers::parseJson(recipe.settings);
    const bool ofCommand = json.contains("solutions");
    m_undo->endGesture();
    setSettings(
        ofCommand ? settingsFromSolutions(json, settings()) : settingsFromJson(recipe.settings));
    m_component->selectData(
        json.value("component", m_problem.dim() > 1 ? SolveChart::kAllComponents : 0));
    m_trajectory->setStepThrough(false); // the window then shows the view of the recipe
    m_analysis->showFour(false);
    m_viewState = json.contains("view_state") ? json["view_state"].dump() : std::string();
    solve();
}

/// What an opened recipe says of the view, once the results are there.
void SolveLab::showViewState()
{
    const std::string state = std::exchange(m_viewState, {});
    if (state.empty())
        return;
    try {
        m_view->setState(state);
    } catch (const std::exception& error) {
        setStatus(
            tr("The trajectories of the file cannot be shown: %1").arg(fromCore(error.what())),
            StatusKind::Warning);
    }
}

void SolveLab::restoreSession()
{
    m_session->restore([this](const std::string& text) {
        showSettings(settingsFromJson(text));
        m_undo->start(settings());
    });
    if (!m_session->note().isEmpty())
        setStatus(m_session->note(), StatusKind::Warning);
}

} // namespace ui
