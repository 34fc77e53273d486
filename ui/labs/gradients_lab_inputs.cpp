// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the Gradients page: what they are, whether they can be computed with, undo,
// the session from one start to the next.
#include "ui/labs/gradients_lab.h"

#include "solvers/problems/catalogue.h"
#include "ui/labs/gradients_forms.h"
#include "ui/labs/gradients_text.h"
#include "ui/labs/gradients_view.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/labs/solve_parameters_editor.h"
#include "ui/labs/solve_problem_form.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_values_form.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QTimer>

namespace ui {

void GradientsLab::setSettings(const GradientsSettings& settings)
{
    showSettings(settings);
    keepSettings();
}

void GradientsLab::setProblem(const solvers::Problem& problem)
{
    GradientsSettings next = m_settings;
    next.setProblem(problem);
    setSettings(next);
}

void GradientsLab::restoreDefaults()
{
    m_always->setChecked(true);
    setSettings(GradientsSettings::defaults());
}

void GradientsLab::showSettings(const GradientsSettings& settings)
{
    {
        const QScopedValueRollback showing(m_showingSettings, true);
        m_settings = settings;
        m_data->setSettings(settings);
        m_solver->setSettings(settings);
        m_methods->setSettings(settings);
        showProblem();
    }
    settingsChanged();
}

void GradientsLab::showProblem()
{
    const solvers::Problem& problem = m_settings.problem;
    m_problemForm->setProblem(problem);
    m_problemForm->setParameters(problem.parameters);
    showParameters();
    const bool custom = m_problemForm->isCustom();
    m_parametersEditor->setVisible(custom);
    m_parametersEditor->setProblem(problem);
}

void GradientsLab::showParameters()
{
    m_parameters->setParameters(m_settings.problem.parameters);
    m_parameters->setVisible(!m_settings.problem.parameters.empty());
}

void GradientsLab::pickProblem(const std::string& id)
{
    if (!id.empty())
        return setProblem(solvers::problemById(id));
    m_settings.problem.id.clear(); // Custom: the same problem, now the user's own
    m_settings.problem.name = tr("Custom problem").toStdString();
    m_settings.problem.formula.clear();
    m_settings.problem.exactFormula.clear();
    showProblem();
    keepSettings();
    showReadiness();
}

void GradientsLab::readExpressions()
{
    if (m_problemForm->isValid()) {
        solvers::Problem& problem = m_settings.problem;
        const std::size_t before = problem.dim();
        problem.rhs = m_problemForm->rhs();
        problem.exact = m_problemForm->exact();
        problem.definitions = m_problemForm->definitions();
        if (problem.dim() != before) {
            problem.y0.resize(problem.dim(), 1.0); // 0 is an equilibrium too often
            m_settings.target.resize(problem.dim(), 0.0);
            for (GradientObservation& seen : m_settings.observations)
                seen.target.resize(problem.dim(), 0.0);
            m_data->setSettings(m_settings);
        }
        if (!problem.problem().empty()) { // what belonged to the equations before
            problem.event.clear();
            problem.eventDirection = 0;
            problem.eventReset.clear();
            problem.invariants.clear();
            problem.startTexts.clear();
            problem.endText.clear();
        }
        m_parametersEditor->setProblem(problem);
    }
    settingsChanged();
}

void GradientsLab::takeEdited(const solvers::Problem& problem)
{
    m_settings.problem.parameters = problem.parameters;
    showParameters();
    if (m_problemForm->isValid()) {
        m_settings.problem = problem;
        showProblem();
    } else { // what is typed stays until it is right
        m_problemForm->setParameters(problem.parameters);
    }
    settingsChanged();
}

void GradientsLab::addParameter(const QString& name)
{
    m_settings.problem.parameters.push_back({ name.toStdString(), 1.0, -10.0, 10.0 });
    showParameters();
    m_parametersEditor->setProblem(m_settings.problem);
    m_problemForm->setParameters(m_settings.problem.parameters);
    m_problemForm->checkNow();
    readExpressions();
}

/// What cannot be read stays out of the settings; the page says why it cannot compute.
void GradientsLab::readForms()
{
    if (m_parameters->isValid())
        m_settings.problem.parameters = m_parameters->parameters();
    if (m_data->reason().isEmpty())
        m_data->read(m_settings);
    if (m_solver->isValid())
        m_solver->read(m_settings);
    m_methods->read(m_settings);
}

void GradientsLab::settingsChanged()
{
    if (m_showingSettings)
        return;
    m_stale = true;
    readForms();
    keepSettings();
    showReadiness();
    if (!reasonNotToCompute().isEmpty())
        return m_changeTimer->stop();
    if (!m_problemForm->isCustom()) {
        const GradientJob job = m_settings.job();
        m_problemForm->setFormula(
            fieldFormula(job.problem, true) + QStringLiteral("<br>") + lossFormula(job, true),
            fieldFormula(job.problem, false) + QStringLiteral("; ") + lossFormula(job, false));
    }
    if (m_always->isChecked())
        return m_changeTimer->start();
    setStatus(tr("The settings have changed. Compute (Ctrl+R) makes the new gradients."),
        StatusKind::Warning);
}

/// To be called after every change of the settings.
void GradientsLab::keepSettings()
{
    if (m_showingSettings || m_undo == nullptr)
        return;
    m_undo->record(m_settings);
    m_session->changed();
}

/// What cannot be read is no setting yet: it goes first, and the last valid text comes back.
void GradientsLab::undo()
{
    if (m_problemForm->faultyEditor() != nullptr)
        showSettings(m_settings);
    else
        m_undo->undo();
}

QString GradientsLab::commandText(Command command) const
{
    if (command == Command::Run)
        return tr("&Compute");
    if (command == Command::Undo && m_problemForm->faultyEditor() != nullptr)
        return tr("&Undo faulty expression");
    return m_undo->commandText(command);
}

void GradientsLab::restoreSession()
{
    m_session->restore([this](const std::string& text) {
        showSettings(gradientsSettingsFromJson(text));
        m_undo->start(m_settings);
    });
    if (!m_session->note().isEmpty())
        setStatus(m_session->note(), StatusKind::Warning);
}

QString GradientsLab::reasonNotToCompute() const
{
    if (m_problemForm->faultyEditor() != nullptr)
        return tr("Correct the expression to compute");
    if (!m_parameters->isValid())
        return tr("Correct the parameters to compute");
    if (const QString reason = m_data->reason(); !reason.isEmpty())
        return reason;
    if (!m_solver->isValid())
        return tr("Correct the step or tolerance");
    if (!m_methods->isValid())
        return tr("Correct the checkpoints or the step of the differences");
    if (m_settings.methods.empty())
        return tr("Tick a method");
    return m_settings.problemText();
}

void GradientsLab::showReadiness()
{
    const QString reason = reasonNotToCompute();
    m_compute->setEnabled(reason.isEmpty());
    m_compute->setAccessibleDescription(reason);
    m_always->setVisible(reason.isEmpty());
    m_reason->setVisible(!reason.isEmpty());
    m_reason->setText(reason);
    m_methodsSection->setNote(
        tr("%1 of %2").arg(m_settings.methods.size()).arg(m_methods->count()));
    showBanner();
    emit commandsChanged();
}

/// What went wrong with the methods on show, or what to be careful about.
void GradientsLab::showBanner()
{
    const bool faulty = m_problemForm->faultyEditor() != nullptr;
    m_view->setStale(faulty);
    if (faulty)
        return showExpressionFault();
    QStringList failures, notes;
    if (m_results && m_view->usesSettings())
        for (const GradientMethodResult& result : m_results->methods)
            if (!result.sentence().empty())
                (result.failed() ? failures : notes)
                    << tr("%1: %2").arg(gradientName(*result.method), fromCore(result.sentence()));
    if (failures.isEmpty() && notes.isEmpty())
        return m_banner->hide();
    const bool failed = !failures.isEmpty();
    const auto count = static_cast<int>(failed ? failures.size() : notes.size());
    const QString title = !failed ? tr("The state does not come back to z(t₀)")
        : count == 1              ? tr("One method has no gradient")
                                  : tr("%1 methods have no gradient").arg(count);
    m_banner->showMessage(failed ? Banner::Kind::Error : Banner::Kind::Warning, title,
        (failed ? failures : notes).first().toHtmlEscaped());
}

void GradientsLab::showExpressionFault()
{
    const ExpressionFault& fault = *m_problemForm->faultyEditor()->fault();
    m_banner->showMessage(Banner::Kind::Warning, tr("The gradients are out of date"),
        tr("They belong to the last valid expression. Correct line %1, column %2 to go on.")
            .arg(fault.line)
            .arg(fault.column));
    connect(m_banner->addButton(tr("Go to the mistake")), &QPushButton::clicked, this, [this] {
        if (ExpressionEditor* editor = m_problemForm->faultyEditor())
            editor->goToFault();
    });
    connect(m_banner->addButton(tr("Restore last expression"), QStringLiteral("undo")),
        &QPushButton::clicked, this, [this] { showSettings(m_settings); });
    setStatus(tr("Expression not valid: line %1, column %2").arg(fault.line).arg(fault.column),
        StatusKind::Error);
}

} // namespace ui
