// SPDX-License-Identifier: GPL-3.0-or-later
// Construction of the Runs page; what it does stands in runs_lab_views, _actions, _files.
#include "ui/labs/runs_lab.h"

#include "ui/labs/lab_files.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/runs_compare_view.h"
#include "ui/labs/runs_panel.h"
#include "ui/labs/runs_queue_view.h"
#include "ui/labs/runs_table_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/section.h"
#include "ui/widgets/segmented_tools.h"
#include "ui/workers/run_queue.h"
#include "ui/workers/run_shelf.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

namespace ui {

RunsLab::RunsLab(Theme& theme, QWidget* parent)
    : RunsLab(theme, nn::RunStore(), recordedResults(), parent)
{
}

RunsLab::RunsLab(Theme& theme, const nn::RunStore& store, const QString& resources, QWidget* parent)
    : Lab(theme, QStringLiteral("runs"), tr("Runs"), parent)
    , m_library(std::make_shared<const RunLibrary>())
    , m_shelf(new RunShelf(store, resources, this))
    , m_queue(new RunQueue(*m_shelf, this))
    , m_session(new LabSession(
          id() + QStringLiteral("/session"), [this] { return settingsToJson(settings()); }, this))
    , m_files(new LabFiles(*this))
{
    buildInspector();
    buildHeader();
    buildViews();
    buildExports();
    connectShelf();
    connectPanel();
    connectViews();
    switchView();
    showLibrary();
}

RunsLab::~RunsLab()
{
    shutdown();
}

void RunsLab::buildInspector()
{
    Section* filter = addSection(QStringLiteral("runs_filter_section"), tr("Filter"));
    Section* list = addSection(QStringLiteral("runs_list_section"), tr("Runs"));
    auto* footer = new QWidget(this);
    m_panel = new RunsPanel(theme(), { filter, list, footer }, this);
    setInspectorFooter(footer);
    m_panel->table()->installEventFilter(this);
}

void RunsLab::buildHeader()
{
    m_header = new PageHeader(theme(), this);
    QTabBar* bar = m_header->tabs();
    bar->setObjectName(QStringLiteral("runs_tabs"));
    bar->setAccessibleName(tr("View"));
    for (const auto& [id, title] : { std::pair(QStringLiteral("table"), tr("Table 1")),
             std::pair(QStringLiteral("compare"), tr("Compare")),
             std::pair(QStringLiteral("queue"), tr("Queue")) })
        bar->setTabData(bar->addTab(title), id);
    m_tools = new PlotTools(theme(), m_header);
    m_header->addTool(m_tools->widget());
    setHeader(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("runs_banner"));
    mainLayout()->addWidget(m_banner);
}

void RunsLab::buildViews()
{
    m_stack = new QStackedWidget(this);
    m_tableView = new RunsTableView(theme(), m_stack);
    m_compareView = new RunsCompareView(theme(), m_stack);
    m_queueView = new RunsQueueView(theme(), *m_queue, m_stack);
    for (QWidget* view : { static_cast<QWidget*>(m_tableView), static_cast<QWidget*>(m_compareView),
             static_cast<QWidget*>(m_queueView) })
        m_stack->addWidget(view);
    mainLayout()->addWidget(m_stack, 1);
}

void RunsLab::connectShelf()
{
    connect(m_shelf, &RunShelf::loaded, this, [this] {
        m_library = m_shelf->library();
        showLibrary();
    });
    connect(m_shelf, &RunShelf::failed, this, &RunsLab::showError);
    connect(m_shelf, &RunShelf::removed, this, &RunsLab::keepRemoved);
    connect(m_queue, &RunQueue::failed, this, &RunsLab::showError);
    connect(m_queue, &RunQueue::epochEnded, this, &RunsLab::takeEpoch);
    connect(m_queue, &RunQueue::progressed, this, &RunsLab::showStatus);
    connect(m_queue, &RunQueue::changed, this, [this] {
        showStatus();
        emit threadCountChanged();
        emit commandsChanged();
    });
    connect(m_files, &LabFiles::done, this, [this](const QString& text) { setStatus(text); });
    connect(m_files, &LabFiles::failed, this, &RunsLab::showError);
}

void RunsLab::connectPanel()
{
    connect(m_panel, &RunsPanel::filterChanged, this, [this] {
        showTable();
        settingsChanged();
    });
    connect(m_panel, &RunsPanel::sortingChanged, this, &RunsLab::settingsChanged);
    connect(m_panel, &RunsPanel::selectionChanged, this, &Lab::commandsChanged);
    connect(m_panel, &RunsPanel::tickWanted, this, &RunsLab::tick);
    connect(m_panel, &RunsPanel::renameWanted, this, &RunsLab::rename);
    connect(m_panel, &RunsPanel::noteWanted, m_shelf, &RunShelf::setNote);
    connect(m_panel, &RunsPanel::loadWanted, this, &RunsLab::loadSelected);
    connect(m_panel, &RunsPanel::forkWanted, this, &RunsLab::forkSelected);
    connect(m_panel, &RunsPanel::resumeWanted, this, &RunsLab::resumeSelected);
    connect(m_panel, &RunsPanel::folderWanted, this, &RunsLab::openFolder);
    connect(m_panel, &RunsPanel::removeWanted, this, &RunsLab::removeSelected);
}

void RunsLab::connectViews()
{
    connect(m_header->tabs(), &QTabBar::currentChanged, this, &RunsLab::switchView);
    connect(m_tableView, &RunsTableView::detailsChanged, this, &RunsLab::settingsChanged);
    connect(m_tableView, &RunsTableView::differencesWanted, this,
        [this] { showTab(QStringLiteral("compare")); });
    connect(m_tableView, &RunsTableView::tableStartWanted, this, [this] {
        queueTrials(RunsRecipe());
        showTab(QStringLiteral("queue"));
    });
    connect(m_tableView, &RunsTableView::quickStartWanted, this, &RunsLab::queueQuick);
    connect(m_tableView, &RunsTableView::trainPageWanted, this,
        [this] { emit labRequested(QStringLiteral("train"), {}); });
    connect(m_compareView, &RunsCompareView::choicesChanged, this, &RunsLab::settingsChanged);
    connect(m_queueView, &RunsQueueView::recipeChanged, this, &RunsLab::settingsChanged);
    connect(m_queueView, &RunsQueueView::addWanted, this, &RunsLab::queueMissing);
}

void RunsLab::shutdown()
{
    m_session->save();
    m_queue->shutdown();
}

} // namespace ui
