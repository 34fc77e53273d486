// SPDX-License-Identifier: GPL-3.0-or-later
// The view 2-D flow of the Train page.
#include "ui/labs/train_lab.h"

#include "ui/labs/draw_view.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_grid.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/widgets/section.h"

namespace ui {

void TrainLab::makeFlow()
{
    const FlowForm::Sections sections { addSection(QStringLiteral("flow_data"), tr("Data")),
        addSection(QStringLiteral("flow_model_section"), tr("Model")),
        addSection(QStringLiteral("flow_solver_section"), tr("Solver and gradient")),
        addSection(QStringLiteral("flow_optimiser_section"), tr("Optimiser")),
        addSection(QStringLiteral("flow_terms"), tr("Regularisation")),
        addSection(QStringLiteral("flow_machine"), tr("Machine")) };
    m_flow = new FlowPage(theme(), sections, this);
    auto* scroll = new OverlayScrollArea(this); // for windows that the hint makes too low
    scroll->setObjectName(QStringLiteral("flow_scroll"));
    scroll->setWidget(m_flow);
    for (QWidget* ground : { static_cast<QWidget*>(m_flow), scroll->viewport() })
        ground->setAutoFillBackground(false);
    addView(QStringLiteral("flow"), tr("2-D flow"), scroll, sections.all());
    connect(m_flow, &FlowPage::commandsChanged, this, &TrainLab::refresh);
    connect(m_flow, &FlowPage::statusChanged, this, [this] {
        if (flowShown())
            emit statusChanged(statusText(), StatusKind::Normal);
    });
}

void TrainLab::fillIn(const ReadyStart& ready)
{
    if (ready.options.plane.empty())
        return m_form->setOptions(ready.options);
    showTab(QStringLiteral("flow"));
    m_flow->form().setOptions(ready.options);
}

bool TrainLab::flowShown() const
{
    return m_flow && isShown(QStringLiteral("flow"));
}

const TrainRun& TrainLab::shownRun() const
{
    return flowShown() ? m_flow->run() : *m_run;
}

bool TrainLab::chartsEmpty() const
{
    if (dynamicsShown())
        return !m_dynamics->hasPicture();
    return flowShown() ? !m_flow->hasPicture() : m_grid->isEmpty() && !m_draw->hasReading();
}

} // namespace ui
