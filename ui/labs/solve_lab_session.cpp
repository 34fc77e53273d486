// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the Solve page as a value: undo, the session from one start to the next.
#include "ui/labs/solve_lab.h"

#include "ui/labs/solve_problem_form.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_values_form.h"
#include "ui/widgets/combo_box.h"

#include <QScopedValueRollback>
#include <QSettings>
#include <QTimer>

namespace ui {

namespace {

const QString kSessionKey = QStringLiteral("solve/session");

} // namespace

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
    connect(m_sessionTimer, &QTimer::timeout, this, &SolveLab::saveSession);
}

/// To be called after every change of the settings.
void SolveLab::keepSettings()
{
    if (m_showingSettings || m_undo == nullptr)
        return;
    m_undo->record(settings());
    if (m_keepsSession)
        m_sessionTimer->start();
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
    if (command == Command::Undo && m_undo->canUndo())
        return tr("&Undo %1").arg(m_undo->undoText());
    if (command == Command::Redo && m_undo->canRedo())
        return tr("&Redo %1").arg(m_undo->redoText());
    return {};
}

void SolveLab::restoreSession()
{
    m_keepsSession = true;
    const QString stored = QSettings().value(kSessionKey).toString();
    if (stored.isEmpty())
        return;
    try {
        showSettings(settingsFromJson(stored.toStdString()));
        m_undo->start(settings());
    } catch (const std::exception& error) {
        m_sessionNote
            = tr("The settings of last time could not be read (%1). These are the shipped ones.")
                  .arg(fromCore(error.what()).left(120));
        setStatus(m_sessionNote, StatusKind::Warning);
    }
}

void SolveLab::saveSession()
{
    m_sessionTimer->stop();
    if (m_keepsSession)
        QSettings().setValue(kSessionKey, fromCore(settingsToJson(settings())));
}

} // namespace ui
