// SPDX-License-Identifier: GPL-3.0-or-later
// The views of the Train page: which one is on show, what belongs to it, what it can do.
#include "ui/labs/train_lab.h"

#include "ui/labs/draw_view.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/train_bar.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_grid.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/section.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>

#include <utility>

namespace ui {

void TrainLab::addView(
    const QString& id, const QString& title, QWidget* page, const QList<Section*>& sections)
{
    m_views->addWidget(page);
    m_viewSections << sections;
    const int index = m_header->tabs()->addTab(title);
    m_header->tabs()->setTabData(index, id);
    for (Section* section : sections)
        section->setVisible(index == m_header->tabs()->currentIndex());
}

QStringList TrainLab::tabs() const
{
    QStringList ids;
    for (int i = 0; i < m_header->tabs()->count(); ++i)
        ids << m_header->tabs()->tabData(i).toString();
    return ids;
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
    return dynamicsShown()                ? m_dynamics->isBusy()
        : flowShown()                     ? m_flow->isBusy()
        : isShown(QStringLiteral("draw")) ? m_draw->isBusy()
                                          : m_evaluation != nullptr;
}

bool TrainLab::isShown(const QString& view) const
{
    const QTabBar* tabs = m_header->tabs();
    return tabs->tabData(tabs->currentIndex()).toString() == view;
}

Commands TrainLab::commands() const
{
    if (dynamicsShown())
        return m_dynamics->commands() | Command::NextView | Command::PreviousView;
    if (flowShown()) {
        Commands commands = m_flow->commands() | Command::NextView | Command::PreviousView;
        commands.setFlag(Command::Save, m_save->isEnabled());
        commands.setFlag(Command::Open, m_load->isEnabled());
        if (m_flow->hasPicture())
            commands |= Command::ExportCharts | Command::ExportData | Command::CopyChart;
        return commands;
    }
    Commands commands = Command::Defaults;
    const bool busy = m_run->isOpen() || m_evaluation;
    if (busy)
        commands.setFlag(Command::Defaults, false);
    commands.setFlag(
        Command::Run, !busy && m_form->problem().isEmpty() && isShown(QStringLiteral("monitor")));
    commands.setFlag(
        Command::Pause, m_run->isOpen() && m_run->state() != TrainRun::State::Stopping);
    commands.setFlag(Command::Cancel, m_grid->enlarged() >= 0 || m_asking || m_evaluation);
    commands.setFlag(Command::Open, !busy);
    commands.setFlag(Command::Save, m_save->isEnabled());
    commands.setFlag(Command::ExportModel, m_save->isEnabled());
    commands |= Command::NextView | Command::PreviousView;
    if (!m_grid->isEmpty() || m_draw->hasReading())
        commands |= Command::ExportCharts | Command::ExportData | Command::CopyChart
            | Command::FitView | Command::Crosshair | Command::ZoomMode | Command::Legend;
    return commands;
}

void TrainLab::execute(Command command)
{
    if (command == Command::NextView || command == Command::PreviousView)
        return m_header->nextTab(command == Command::NextView ? 1 : -1);
    if (dynamicsShown())
        return m_dynamics->execute(command);
    constexpr Commands kShared = Command::Open | Command::Save | Command::ExportCharts
        | Command::ExportData | Command::CopyChart;
    if (flowShown() && !kShared.testFlag(command))
        return m_flow->execute(command);
    PlotView* chart = focusedChart();
    switch (command) {
    case Command::Run:
        return start();
    case Command::Pause:
        return m_run->setPaused(m_run->state() != TrainRun::State::Paused);
    case Command::Cancel:
        if (m_asking)
            dismissBanner();
        else if (m_grid->enlarged() >= 0)
            m_grid->enlarge(-1);
        else if (m_evaluation)
            m_evaluation->stop();
        return;
    case Command::Open:
        return askForLoad();
    case Command::Save:
        return askForSave();
    case Command::ExportModel:
        return askForExport();
    case Command::ExportCharts:
        return openExport();
    case Command::ExportData:
        return exportData();
    case Command::CopyChart:
        return copyChart();
    case Command::Defaults:
        return m_form->setOptions(TrainForm::defaults());
    default:
        return executeOnChart(command, chart);
    }
}

void TrainLab::switchView()
{
    const int index = m_header->tabs()->currentIndex();
    if (index < 0 || index >= m_views->count())
        return;
    m_views->setCurrentIndex(index);
    for (qsizetype i = 0; i < m_viewSections.size(); ++i)
        for (Section* section : std::as_const(m_viewSections[i]))
            section->setVisible(i == index);
    m_bar->setVisible(isShown(QStringLiteral("monitor")));
    m_footer->setVisible(m_bar->isVisibleTo(this) || flowShown() || dynamicsShown());
    // What is told of weights for digits belongs to the views of digits.
    if (flowShown() || dynamicsShown()) {
        if (!m_banner->isHidden() && m_banner->kind() == Banner::Kind::Info) {
            m_banner->hide();
            m_bannerAway = true;
        }
    } else if (std::exchange(m_bannerAway, false)) {
        m_banner->show();
    }
    refresh();
    if (m_bar->isVisibleTo(this) && m_run->progress().started())
        updateStatus();
    else if (flowShown() || dynamicsShown())
        emit statusChanged(statusText(), StatusKind::Normal);
    else
        showReadingStatus();
    updateDrawSources();
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
