// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the Solve page: what they are, whether they can be solved, what the page says.
#include "ui/labs/solve_lab.h"

#include "solvers/problems/catalogue.h"
#include "ui/labs/solve_chart.h"
#include "ui/labs/solve_exact.h"
#include "ui/labs/solve_expression_editor.h"
#include "ui/labs/solve_failure.h"
#include "ui/labs/solve_parameters_editor.h"
#include "ui/labs/solve_problem_form.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_values_form.h"
#include "ui/labs/solve_view.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/section.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QTimer>

#include <algorithm>

namespace ui {

void SolveLab::setProblem(const solvers::Problem& problem)
{
    m_problem = problem;
    showProblem();
    keepSettings();
    m_changeTimer->start();
}

void SolveLab::pickProblem(const std::string& id)
{
    if (!id.empty())
        return setProblem(solvers::problemById(id));
    m_problem.id.clear(); // Custom: the same problem, now the user's own
    m_problem.name = tr("Custom problem").toStdString();
    m_problem.formula.clear();
    m_problem.exactFormula.clear();
    showProblem();
    keepSettings();
}

void SolveLab::showProblem()
{
    m_problemForm->setProblem(m_problem);
    m_problemForm->setParameters(m_problem.parameters);
    m_parameters->setParameters(m_problem.parameters);
    const bool custom = m_problemForm->isCustom();
    m_parametersSection->setVisible(custom || !m_problem.parameters.empty());
    m_parametersEditor->setVisible(custom);
    m_parametersEditor->setProblem(m_problem);
    m_values->setValues(m_problem.y0, m_problem.t0, m_problem.t1);
    showReferences();
    showComponents();
    offerTabs();
    showReadiness();
}

void SolveLab::showReferences()
{
    // An exact solution belongs to one initial value; with another one it is no reference.
    const std::string mismatch = exactMismatch(m_problem);
    const bool usable = m_problem.hasExact() && mismatch.empty();
    m_problemForm->setExactNote(fromCore(mismatch));
    const QString accurate = referenceText(m_problem);
    if (m_reference->count() > 0)
        m_reference->setItemText(m_reference->count() - 2, accurate);
    if (m_reference->count() > 0 && usable == (m_reference->count() == 3))
        return;
    const QVariant wanted = m_reference->currentData();
    m_reference->clear();
    if (usable)
        m_reference->addItem(tr("Exact solution"), static_cast<int>(ReferenceKind::Exact));
    m_reference->addItem(accurate, static_cast<int>(ReferenceKind::Accurate));
    m_reference->addItem(tr("None"), static_cast<int>(ReferenceKind::None));
    // A choice other than the best one is kept; else the exact solution where there is one.
    if (wanted.isValid() && wanted.toInt() == static_cast<int>(ReferenceKind::None))
        m_reference->selectData(wanted);
    else
        m_reference->setCurrentIndex(0);
}

void SolveLab::showComponents()
{
    const std::size_t dim = m_problem.dim();
    const bool same = m_showingSettings && m_component->count() == static_cast<int>(dim) + 1;
    const int index = same ? m_component->currentIndex() : 0; // undo keeps what is looked at
    m_component->clear();
    for (std::size_t k = 0; k < dim; ++k)
        m_component->addItem(componentName(k, dim, false), static_cast<int>(k));
    m_component->addItem(tr("All"), SolveChart::kAllComponents);
    m_component->setVisible(dim > 1 && m_view->hasComponents());
    m_component->setCurrentIndex(index);
    m_view->setComponent(m_component->currentData().toInt());
}

void SolveLab::readExpressions()
{
    if (m_problemForm->isValid()) {
        const std::size_t before = m_problem.dim();
        m_problem.rhs = m_problemForm->rhs();
        m_problem.exact = m_problemForm->exact();
        m_problem.definitions = m_problemForm->definitions();
        if (m_problem.dim() != before) {
            m_problem.y0 = m_values->y0();
            m_problem.y0.resize(m_problem.dim(), 1.0); // 0 is an equilibrium too often
            m_values->setValues(m_problem.y0, m_values->t0(), m_values->t1());
            showComponents();
        }
        if (!m_problem.problem().empty()) { // what belonged to the equations before
            m_problem.event.clear();
            m_problem.eventDirection = 0;
            m_problem.eventReset.clear();
            m_problem.invariants.clear();
            m_problem.startTexts.clear();
            m_problem.endText.clear();
            m_problemForm->setEvent(m_problem);
        }
        m_parametersEditor->setProblem(m_problem);
    }
    settingsChanged();
}

/// Names and ranges of the parameters, and the expressions that follow a new name.
void SolveLab::takeEdited(const solvers::Problem& problem)
{
    m_problem.parameters = problem.parameters;
    if (m_problemForm->isValid()) {
        m_problem = problem;
        showProblem();
    } else { // what is typed stays until it is right
        m_parameters->setParameters(problem.parameters);
        m_problemForm->setParameters(problem.parameters);
    }
    settingsChanged();
}

void SolveLab::addParameter(const QString& name)
{
    m_problem.parameters = m_parameters->parameters();
    m_problem.parameters.push_back({ name.toStdString(), 1.0, -10.0, 10.0 });
    m_parameters->setParameters(m_problem.parameters);
    m_parametersEditor->setProblem(m_problem);
    m_problemForm->setParameters(m_problem.parameters);
    m_problemForm->checkNow();
    readExpressions();
}

QString SolveLab::reasonNotToSolve() const
{
    if (m_problemForm->faultyEditor() != nullptr)
        return tr("Correct the expression to solve");
    if (!m_parameters->isValid())
        return tr("Correct the parameters to solve");
    if (!m_values->isValid())
        return tr("Correct the values to solve");
    if (const QString reason = m_values->reason(); !reason.isEmpty())
        return reason;
    if (m_solvers->tickedCount() == 0)
        return tr("Tick a solver");
    if (!m_solvers->isValid())
        return tr("Correct the step size or tolerance");
    return {};
}

/// Initial values and the end of the interval follow where the problem ties them to a parameter.
void SolveLab::readParameters()
{
    const std::vector<solvers::ProblemParameter> now = m_parameters->parameters();
    bool changed = false;
    for (std::size_t i = 0; i < std::min(now.size(), m_problem.parameters.size()); ++i) {
        if (m_problem.parameters[i].name != now[i].name
            || m_problem.parameters[i].value == now[i].value)
            continue;
        m_problem.setParameter(now[i].name, now[i].value);
        changed = true;
    }
    m_problem.parameters = now;
    if (changed && (!m_problem.startTexts.empty() || !m_problem.endText.empty()))
        m_values->setValues(m_problem.y0, m_problem.t0, m_problem.t1);
    if (m_problemForm->isCustom())
        m_parametersEditor->setProblem(m_problem);
}

void SolveLab::settingsChanged()
{
    if (m_showingSettings)
        return;
    m_stale = true;
    readParameters();
    // A number that cannot be read stays out of the problem; the page says why it cannot solve.
    if (m_values->isValid()) {
        m_problem.y0 = m_values->y0();
        m_problem.t0 = m_values->t0();
        m_problem.t1 = m_values->t1();
    }
    showReferences();
    keepSettings();
    showReadiness();
    if (!reasonNotToSolve().isEmpty())
        return m_changeTimer->stop();
    if (m_always->isChecked()) {
        preview();
        return m_changeTimer->start();
    }
    setStatus(tr("The settings have changed. Solve (Ctrl+R) computes the new curves."),
        StatusKind::Warning);
}

void SolveLab::showReadiness()
{
    const QString reason = reasonNotToSolve();
    m_solve->setEnabled(reason.isEmpty());
    m_solve->setAccessibleDescription(reason);
    m_always->setVisible(reason.isEmpty());
    m_reason->setVisible(!reason.isEmpty());
    m_reason->setText(reason);
    m_solversSection->setNote(
        tr("%1 of %2 shown").arg(m_solvers->tickedCount()).arg(m_solvers->count()));
    showBanner();
    emit commandsChanged();
}

void SolveLab::showBanner()
{
    const bool faulty = m_problemForm->faultyEditor() != nullptr;
    m_view->setStale(faulty);
    m_resultsCard->setEnabled(!faulty);
    if (faulty)
        return showExpressionFault();
    const FailureMessage message = m_results ? failureMessage(*m_results) : FailureMessage {};
    if (message.title.isEmpty())
        return m_banner->hide();
    m_banner->showMessage(
        message.failed ? Banner::Kind::Error : Banner::Kind::Info, message.title, message.text);
    for (const FailureAction& action : message.actions) {
        QPushButton* button = m_banner->addButton(action.text, {},
            &action == &message.actions.front() ? ButtonKind::PrimarySmall : ButtonKind::Small);
        button->setObjectName(QStringLiteral("solve_action_%1").arg(static_cast<int>(action.kind)));
        connect(button, &QPushButton::clicked, this, [this, action] { apply(action); });
    }
}

void SolveLab::showExpressionFault()
{
    const ExpressionFault& fault = *m_problemForm->faultyEditor()->fault();
    m_banner->showMessage(Banner::Kind::Warning, tr("The curves are out of date"),
        tr("They show the last valid expression. Correct line %1, column %2 to solve again.")
            .arg(fault.line)
            .arg(fault.column));
    connect(m_banner->addButton(tr("Go to the mistake")), &QPushButton::clicked, this, [this] {
        if (ExpressionEditor* editor = m_problemForm->faultyEditor())
            editor->goToFault();
    });
    connect(m_banner->addButton(tr("Restore last expression"), QStringLiteral("undo")),
        &QPushButton::clicked, this, [this] { setProblem(m_problem); });
    setStatus(tr("Expression not valid: line %1, column %2").arg(fault.line).arg(fault.column),
        StatusKind::Error);
}

void SolveLab::apply(const FailureAction& action)
{
    switch (action.kind) {
    case FailureAction::Kind::UseStep:
        m_solvers->row(action.method)->setStep(action.value);
        break;
    case FailureAction::Kind::UseTolerance:
        m_solvers->row(action.method)->setAdaptive(true);
        break;
    case FailureAction::Kind::AllowSteps:
        m_maxSteps = static_cast<long>(action.value);
        break;
    case FailureAction::Kind::AddSolver:
        m_solvers->add(solvers::methodById(action.method))->setTicked(true);
        break;
    case FailureAction::Kind::EndAt:
        m_values->setValues(m_values->y0(), m_values->t0(), action.value);
        break;
    }
    settingsChanged();
}

void SolveLab::restoreDefaults()
{
    m_always->setChecked(true);
    setSettings({ solvers::problems().front(), SolverList::defaults() });
}

} // namespace ui
