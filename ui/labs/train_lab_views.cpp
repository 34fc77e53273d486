// SPDX-License-Identifier: GPL-3.0-or-later
// The views of the Train page and what each shows of it.
#include "ui/labs/train_lab.h"

#include "ui/labs/flow_page.h"
#include "ui/labs/train_bar.h"
#include "ui/labs/train_grid.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/section.h"

#include <QTabBar>
#include <QVBoxLayout>

namespace ui {

namespace {

const QString kFlow = QStringLiteral("flow"); ///< id and data of the tab

} // namespace

void TrainLab::makeFlow()
{
    m_flow = new FlowPage(theme(),
        { addSection(QStringLiteral("flow_data"), tr("Data")),
            addSection(QStringLiteral("flow_model_section"), tr("Model")),
            addSection(QStringLiteral("flow_solver_section"), tr("Solver and gradient")),
            addSection(QStringLiteral("flow_optimiser_section"), tr("Optimiser")),
            addSection(QStringLiteral("flow_machine"), tr("Machine")) },
        this);
    mainLayout()->addWidget(m_flow, 1);
    m_header->tabs()->setTabData(m_header->tabs()->addTab(tr("2-D flow")), kFlow);
    connect(m_header->tabs(), &QTabBar::currentChanged, this, &TrainLab::showView);
    connect(m_flow, &FlowPage::commandsChanged, this, &TrainLab::refresh);
    connect(m_flow, &FlowPage::statusChanged, this, [this] {
        if (flowShown())
            emit statusChanged(statusText(), StatusKind::Normal);
    });
    showView();
}

bool TrainLab::flowShown() const
{
    return m_flow && m_header->tabs()->tabData(m_header->tabs()->currentIndex()) == kFlow;
}

const TrainRun& TrainLab::shownRun() const
{
    return flowShown() ? m_flow->run() : *m_run;
}

bool TrainLab::chartsEmpty() const
{
    return flowShown() ? !m_flow->hasPicture() : m_grid->isEmpty();
}

void TrainLab::showView()
{
    const bool flow = flowShown();
    for (QWidget* section : m_monitorSections)
        section->setVisible(!flow);
    m_flow->form().setSectionsVisible(flow);
    m_bar->setVisible(!flow);
    m_grid->setVisible(!flow);
    m_flow->setVisible(flow);
    refresh();
    emit statusChanged(statusText(), StatusKind::Normal);
}

QStringList TrainLab::tabs() const
{
    return { QStringLiteral("monitor"), kFlow };
}

bool TrainLab::showTab(const QString& id)
{
    const auto index = tabs().indexOf(id);
    if (index >= 0)
        m_header->tabs()->setCurrentIndex(static_cast<int>(index));
    return index >= 0;
}

bool TrainLab::isBusy() const
{
    return flowShown() && m_flow->isBusy();
}

QString TrainLab::statusText() const
{
    return flowShown() ? m_flow->statusText() : Lab::statusText();
}

void TrainLab::showEvent(QShowEvent* event)
{
    Lab::showEvent(event);
    m_run->setProbing(true);
}

void TrainLab::hideEvent(QHideEvent* event)
{
    Lab::hideEvent(event);
    m_run->setProbing(false);
}

} // namespace ui
