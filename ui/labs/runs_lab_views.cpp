// SPDX-License-Identifier: GPL-3.0-or-later
// What the Runs page shows: runs, ticks, table, warnings, state.
#include "ui/labs/runs_lab.h"

#include "ui/labs/lab_session.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/runs_compare_view.h"
#include "ui/labs/runs_panel.h"
#include "ui/labs/runs_queue_view.h"
#include "ui/labs/runs_table_view.h"
#include "ui/labs/runs_text.h"
#include "ui/plots/plot_axis.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/segmented_tools.h"
#include "ui/workers/run_queue.h"
#include "ui/workers/run_shelf.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QThread>

#include <algorithm>
#include <set>

namespace ui {

namespace {

constexpr int kFirstTicks = 4; ///< drawn before the user has ticked anything

} // namespace

void RunsLab::showLibrary()
{
    tickSome();
    m_queueView->setLibrary(m_library);
    m_tableView->setEmpty(m_shelf->wasRead() && m_library->runs.empty());
    showTable();
    showTicked();
    if (m_faults != m_library->faults) {
        m_faults = m_library->faults;
        if (!m_faults.isEmpty())
            showError(m_faults.size() == 1
                    ? tr("A stored run could not be read")
                    : tr("%1 stored runs could not be read").arg(m_faults.size()),
                m_faults.front());
    }
    showStatus();
}

/// The first runs on show: those of last time, else the newest one of each model.
void RunsLab::tickSome()
{
    if (m_library->runs.empty())
        return;
    for (const QString& id : std::as_const(m_settings.ticked))
        if (const LibraryRun* run = m_library->find(id.toStdString()))
            m_ticks.tick(*run);
    m_settings.ticked.clear();
    if (m_settings.ticksChosen || !m_ticks.all().empty())
        return;
    std::set<std::string> models;
    for (const LibraryRun& run : m_library->runs)
        if (models.size() < kFirstTicks && run.hasEpochs() && !isOfPlane(run)
            && models.insert(run.options.model.model).second)
            m_ticks.tick(run);
}

void RunsLab::showTicked()
{
    const std::vector<const LibraryRun*> runs = m_ticks.in(*m_library);
    m_panel->setRuns(m_library, m_ticks);
    m_tableView->setTicked(runs, m_ticks);
    m_compareView->setTicked(runs, m_ticks);
    emit commandsChanged();
}

void RunsLab::showTable()
{
    const RunsFilter filter = m_panel->filter();
    m_table = makeRunTable(
        m_library,
        [&filter](const LibraryRun& run) { return !isOfPlane(run) && passes(filter, run); },
        filter.bySettings);
    m_tableView->setTable(m_table);
    showWarnings();
    emit commandsChanged();
}

/// Runs with other settings in one line make its mean one of apples and pears.
void RunsLab::showWarnings()
{
    const QString warning = m_table.warning();
    if (warning.isEmpty() || warning == m_dismissed) {
        if (std::exchange(m_bannerWarns, false))
            m_banner->hide();
        return;
    }
    if (!m_banner->isHidden() && !m_bannerWarns)
        return; // an error or an undo is more urgent
    if (m_bannerWarns && m_banner->text().startsWith(warning))
        return;
    m_banner->showMessage(Banner::Kind::Warning, tr("Settings differ within a line of the table"),
        tr("%1. Its mean and deviation are of unlike runs.").arg(warning));
    m_bannerWarns = true;
    bannerButton(tr("Group by settings"), [this] {
        RunsFilter filter = m_panel->filter();
        filter.bySettings = true;
        m_panel->setFilter(filter);
        showTable();
        settingsChanged();
    })->setObjectName(QStringLiteral("runs_group_by_settings"));
    bannerButton(tr("Dismiss"), [this, warning] {
        m_dismissed = warning;
        showWarnings();
    });
}

/// The run under way shows its epochs as they come, before its record is read again.
void RunsLab::takeEpoch(const std::string& id, const nn::TrainingEpoch& epoch)
{
    const LibraryRun* known = m_library->find(id);
    if (!known)
        return m_shelf->reload();
    nn::RunEpoch event;
    event.epoch = epoch.epoch;
    event.trainLoss = epoch.trainLoss;
    event.testError = epoch.testError;
    event.validationError = epoch.validationError;
    event.seconds = epoch.seconds;
    event.trainSeconds = epoch.trainSeconds;
    event.evaluationSeconds = epoch.evaluationSeconds;
    event.nfeForwardMean = epoch.nfeForwardMean;
    event.nfeBackwardMean = epoch.nfeBackwardMean;
    event.peakMemoryBytes = epoch.peakMemoryBytes;
    auto library = std::make_shared<RunLibrary>(*m_library);
    LibraryRun& run = library->runs[static_cast<std::size_t>(known - m_library->runs.data())];
    run.status = nn::RunStatus::Running;
    std::erase_if(run.record.epochs,
        [&event](const nn::RunEpoch& before) { return before.epoch >= event.epoch; });
    run.record.epochs.push_back(event);
    m_library = std::move(library);
    showTable();
    showTicked();
}

void RunsLab::switchView()
{
    m_stack->setCurrentIndex(std::max(0, m_header->tabs()->currentIndex()));
    m_tools->setPlots(plots());
    m_tools->widget()->setVisible(!plots().empty());
    m_missing->setVisible(m_stack->currentWidget() == m_tableView);
    emit commandsChanged();
}

std::vector<PlotView*> RunsLab::plots() const
{
    if (m_stack->currentWidget() == m_tableView)
        return m_tableView->plots();
    return m_stack->currentWidget() == m_compareView ? m_compareView->plots()
                                                     : std::vector<PlotView*>();
}

ResultsTable* RunsLab::shownTable() const
{
    return m_stack->currentWidget() == m_tableView  ? m_tableView->table()
        : m_stack->currentWidget() == m_compareView ? m_compareView->table()
                                                    : m_queueView->table();
}

QStringList RunsLab::tabs() const
{
    return { QStringLiteral("table"), QStringLiteral("compare"), QStringLiteral("queue") };
}

QString RunsLab::shownTab() const
{
    return tabs().value(m_header->tabs()->currentIndex());
}

bool RunsLab::showTab(const QString& id)
{
    const auto index = tabs().indexOf(id);
    if (index >= 0)
        m_header->tabs()->setCurrentIndex(static_cast<int>(index));
    return index >= 0;
}

bool RunsLab::isBusy() const
{
    return !m_shelf->wasRead() || !m_shelf->isIdle();
}

int RunsLab::threadCount() const
{
    const int running = m_queue->running();
    const LibraryRun* run = running < 0
        ? nullptr
        : m_library->find(m_queue->runs()[static_cast<std::size_t>(running)].id);
    const int threads = run ? run->options.threads : m_queueView->recipe().threads;
    return threads > 0 ? threads : QThread::idealThreadCount();
}

QString RunsLab::precisionText() const
{
    return tr("float32 networks");
}

void RunsLab::showStatus()
{
    const int running = m_queue->running();
    if (running < 0 || m_queue->isPaused()) {
        emit progressChanged({});
    } else {
        const QueuedRun& queued = m_queue->runs()[static_cast<std::size_t>(running)];
        const LibraryRun* run = m_library->find(queued.id);
        emit progressChanged(tr("Training %1: epoch %2 of %3, %4 waiting")
                                 .arg(run ? runName(*run) : QString::fromStdString(queued.id),
                                     fixedText(queued.epoch, 1))
                                 .arg(run ? run->options.epochs : 0)
                                 .arg(m_queue->runs().size() - 1));
    }
    if (!m_session->note().isEmpty())
        return setStatus(m_session->note(), StatusKind::Warning);
    const auto recorded = std::ranges::count(m_library->runs, true, &LibraryRun::recorded);
    const auto own = static_cast<long>(m_library->runs.size()) - recorded;
    QStringList parts { own == 1 ? tr("1 run") : tr("%1 runs").arg(own) };
    if (recorded > 0)
        parts << tr("%1 recorded with the program").arg(recorded);
    parts << tr("%1 ticked").arg(m_ticks.all().size());
    if (const QString text = parts.join(QStringLiteral(", ")); text != statusText())
        setStatus(text);
}

Commands RunsLab::commands() const
{
    Commands offered = Command::Defaults | Command::NextView | Command::PreviousView;
    if (!plots().empty())
        offered |= PlotTools::commands() | Command::ExportCharts | Command::CopyChart;
    offered |= Command::CopyTable;
    offered.setFlag(Command::ExportData, !m_table.isEmpty());
    offered.setFlag(Command::Run, m_queueView->recipe().problem().isEmpty());
    offered.setFlag(Command::Pause, !m_queue->runs().empty());
    offered.setFlag(Command::Cancel, m_queue->running() >= 0);
    offered.setFlag(Command::Undo, !m_undo.empty());
    return offered;
}

QString RunsLab::commandText(Command command) const
{
    switch (command) {
    case Command::Undo:
        return m_undo.empty() ? QString() : tr("&Undo %1").arg(m_undo.back().text);
    case Command::Run:
        return tr("&Queue the missing runs");
    case Command::Pause:
        return m_queue->isPaused() ? tr("&Go on with the queue") : tr("&Pause the queue");
    default:
        return {};
    }
}

} // namespace ui
