// SPDX-License-Identifier: GPL-3.0-or-later
// The view Learned dynamics of the Train page.
#include "ui/labs/train_lab.h"

#include "ui/labs/dynamics_page.h"
#include "ui/labs/flow_page.h"
#include "ui/widgets/page_header.h"

#include <QPushButton>
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
    m_dynamics = new DynamicsPage(theme(), sections, *this);
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

void TrainLab::restoreSession()
{
    m_dynamics->restoreSession();
}

QString TrainLab::commandText(Command command) const
{
    return dynamicsShown() ? m_dynamics->commandText(command) : Lab::commandText(command);
}

/// The tools above the view, which are shared by all of them.
void TrainLab::refreshDynamicsTools()
{
    const Commands commands = m_dynamics->commands();
    m_load->setEnabled(commands.testFlag(Command::Open));
    m_load->setToolTip(m_load->isEnabled()
            ? tr("Load weights (Ctrl+O)\nShows what a saved field makes of the data, and goes on "
                 "from there.")
            : tr("Load weights (Ctrl+O)\nNot while a run is open."));
    m_save->setEnabled(commands.testFlag(Command::Save));
    m_save->setToolTip(m_save->isEnabled()
            ? tr("Save weights (Ctrl+S)\nThe learned field, a safetensors file that PyTorch reads "
                 "too, or .npz.")
            : tr("Save weights (Ctrl+S)\nThere are no weights before the end of a run."));
    m_export->setEnabled(commands.testFlag(Command::ExportCharts));
    m_export->setToolTip(m_export->isEnabled()
            ? tr("Export (Ctrl+E)\nThis chart or all as PNG, SVG or PDF, with the data. "
                 "Trajectories: File, Export Data.")
            : tr("Export (Ctrl+E)\nThere are no data."));
    m_header->setBusy(m_dynamics->run().state() == DynamicsRun::State::Stopping);
}

QString TrainLab::statusText() const
{
    return dynamicsShown() ? m_dynamics->statusText()
        : flowShown()      ? m_flow->statusText()
                           : Lab::statusText();
}

} // namespace ui
