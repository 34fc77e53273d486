// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the Solve page as a value: undo, the session from one start to the next.
#include "ui/labs/solve_lab.h"

#include "ui/labs/lab_session.h"
#include "ui/labs/solve_problem_form.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_values_form.h"
#include "ui/widgets/combo_box.h"

#include <QScopedValueRollback>

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
