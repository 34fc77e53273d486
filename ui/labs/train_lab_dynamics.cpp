// SPDX-License-Identifier: GPL-3.0-or-later
// The view Learned dynamics of the Train page.
#include "ui/labs/train_lab.h"

#include "ui/labs/dynamics_page.h"
#include "ui/labs/flow_page.h"

#include <QStackedWidget>

namespace ui {

void TrainLab::makeDynamicsView()
{
    const DynamicsForm::Sections sections {
        addSection(QStringLiteral("dynamics_data"), tr("Data")),
        addSection(QStringLiteral("dynamics_field"), tr("Field")),
        addSection(QStringLiteral("dynamics_solver_section"), tr("Solver and gradient")),
        addSection(QStringLiteral("dynamics_training"), tr("Training")),
        addSection(QStringLiteral("dynamics_terms"), tr("Few evaluations")),
    };
    m_dynamics = new DynamicsPage(theme(), sections, this);
    addView(QStringLiteral("dynamics"), tr("Learned dynamics"), m_dynamics, sections.all());
    connect(m_dynamics, &DynamicsPage::commandsChanged, this, &TrainLab::refresh);
    connect(m_dynamics, &DynamicsPage::statusChanged, this, [this] {
        if (dynamicsShown())
            emit statusChanged(statusText(), StatusKind::Normal);
    });
}

bool TrainLab::dynamicsShown() const
{
    return m_dynamics && m_views->currentWidget() == m_dynamics;
}

QString TrainLab::statusText() const
{
    return dynamicsShown() ? m_dynamics->statusText()
        : flowShown()      ? m_flow->statusText()
                           : Lab::statusText();
}

} // namespace ui
