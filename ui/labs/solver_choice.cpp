// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solver_choice.h"

#include "solvers/methods/methods.h"
#include "ui/text.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/section.h"

#include <QLabel>

namespace ui {

SolverChoice::SolverChoice(Theme& theme, Section& section, const QString& prefix, QObject* parent)
    : QObject(parent)
    , m_solver(new ComboBox(&section))
    , m_step(new NumberSpinBox(theme, &section))
    , m_tolerance(new NumberSpinBox(theme, &section))
{
    m_solver->setObjectName(prefix + QStringLiteral("_solver"));
    m_solver->addItem(tr("As in training"), QString());
    for (const solvers::Method& method : solvers::methods()) {
        m_solver->addItem(fromCore(method.name), fromCore(method.id));
        m_solver->setItemData(m_solver->count() - 1, fromCore(method.source), Qt::ToolTipRole);
    }
    section.addRow(tr("Solver"), m_solver);
    m_step->setObjectName(prefix + QStringLiteral("_step"));
    m_step->setRange(0.0, 1e3);
    m_step->setMinimumExclusive(true);
    m_step->setValue(nn::ModelConfig().step);
    m_stepLabel = section.addRow(tr("Step <i>h</i>"), m_step, tr("Step h"));
    m_tolerance->setObjectName(prefix + QStringLiteral("_tolerance"));
    m_tolerance->setRange(0.0, 1.0);
    m_tolerance->setMinimumExclusive(true);
    m_tolerance->setValue(nn::ModelConfig().rtol);
    m_tolerance->setDescription(tr("Tolerance\nRelative and absolute, of the state."));
    m_toleranceLabel = section.addRow(tr("Tolerance"), m_tolerance);
    connect(m_solver, &QComboBox::currentIndexChanged, this, [this] {
        adapt();
        emit changed();
    });
    connect(m_step, &NumberSpinBox::valueChanged, this, &SolverChoice::changed);
    connect(m_tolerance, &NumberSpinBox::valueChanged, this, &SolverChoice::changed);
    adapt();
}

void SolverChoice::adapt()
{
    const std::string id = m_solver->currentData().toString().toStdString();
    const solvers::Method* method = solvers::findMethod(id);
    const bool tolerance = method && method->adaptive();
    m_stepLabel->setVisible(method && !tolerance);
    m_step->setVisible(method && !tolerance);
    m_toleranceLabel->setVisible(tolerance);
    m_tolerance->setVisible(tolerance);
}

std::optional<nn::ModelConfig> SolverChoice::solve() const
{
    const std::string id = m_solver->currentData().toString().toStdString();
    const solvers::Method* method = solvers::findMethod(id);
    if (!method || !m_step->isValid() || !m_tolerance->isValid())
        return {};
    nn::ModelConfig config;
    config.solver = id;
    config.adaptive = method->adaptive();
    config.step = m_step->value();
    config.rtol = config.atol = m_tolerance->value();
    config.gradient = "adjoint"; // goes with every solver
    return config;
}

QString SolverChoice::text() const
{
    const auto config = solve();
    if (!config)
        return tr("as in training");
    return config->adaptive
        ? tr("%1, tol %2").arg(m_solver->currentText(), settingText(config->rtol))
        : tr("%1, h = %2").arg(m_solver->currentText(), settingText(config->step));
}

} // namespace ui
