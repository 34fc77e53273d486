// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_lab.h"

#include "ui/labs/depth_blocks_view.h"
#include "ui/labs/depth_form.h"
#include "ui/labs/depth_why_view.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/plot_tools.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/segmented_tools.h"
#include "ui/workers/job_run.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>
#include <QVBoxLayout>

namespace ui {

DepthLab::DepthLab(Theme& theme, QWidget* parent)
    : Lab(theme, QStringLiteral("depth"), tr("Depth"), parent)
    , m_session(new LabSession(
          id() + QStringLiteral("/session"), [this] { return depthSettingsToJson(settings()); },
          this))
    , m_files(new LabFiles(*this))
    , m_busyTimer(new QTimer(this))
{
    m_busyTimer->setSingleShot(true);
    m_busyTimer->setInterval(200);
    m_form = new DepthForm(
        theme, [this](const QString& key, const QString& title) { return addSection(key, title); },
        this);
    buildHeader();
    m_stack = new QStackedWidget(this);
    m_blocks = new DepthBlocksView(theme, m_stack);
    m_why = new DepthWhyView(theme, m_stack);
    m_stack->addWidget(m_blocks);
    m_stack->addWidget(m_why);
    m_form->addTrainingControls(m_why->controls());
    mainLayout()->addWidget(m_stack, 1);
    m_undo = new SettingsUndo<DepthSettings>(
        [this](const DepthSettings& settings) {
            m_form->setSettings(settings);
            settingsChanged();
        },
        this);
    m_undo->start(settings());
    connectParts();
    switchView();
    refresh();
}

DepthLab::~DepthLab()
{
    shutdown();
}

void DepthLab::shutdown()
{
    m_session->save();
    delete m_run; // stops and joins
    m_run = nullptr;
    m_why->shutdown();
}

void DepthLab::buildHeader()
{
    m_header = new PageHeader(theme(), this);
    QTabBar* bar = m_header->tabs();
    bar->setObjectName(QStringLiteral("depth_tabs"));
    bar->setAccessibleName(tr("View"));
    for (const auto& [id, title] :
        { std::pair(QStringLiteral("blocks"), tr("ResNet blocks as Euler steps")),
            std::pair(QStringLiteral("why"), tr("Why residual")) })
        bar->setTabData(bar->addTab(title), id);
    m_tools = new PlotTools(theme(), m_header);
    m_header->addTool(m_tools->widget());
    auto* button
        = makeButton(theme(), ButtonKind::Plain, tr("Export…"), QStringLiteral("export"), m_header);
    button->setObjectName(QStringLiteral("depth_export"));
    button->setToolTip(tr("Export (Ctrl+E)\nThe charts as PNG, SVG or PDF."));
    connect(button, &QPushButton::clicked, this, [this] { openExport(); });
    m_header->addShrinkingTool(button);
    setHeader(m_header);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("depth_banner"));
    m_banner->hide();
    mainLayout()->addWidget(m_banner);
    connect(m_files, &LabFiles::done, this, [this](const QString& status) { setStatus(status); });
    connect(
        m_files, &LabFiles::failed, m_banner, [this](const QString& title, const QString& text) {
            m_banner->showMessage(Banner::Kind::Error, title, text);
        });
}

void DepthLab::connectParts()
{
    connect(m_header->tabs(), &QTabBar::currentChanged, this, &DepthLab::switchView);
    connect(m_form, &DepthForm::changed, this, &DepthLab::settingsChanged);
    connect(m_form, &DepthForm::gestureEnded, m_undo, &SettingsUndoStack::endGesture);
    connect(m_undo, &SettingsUndoStack::changed, this, &DepthLab::commandsChanged);
    connect(m_busyTimer, &QTimer::timeout, this, [this] {
        m_header->setBusy(true);
        m_blocks->setStale(true);
    });
    connect(m_blocks, &DepthBlocksView::blocksChosen, this, [this](int blocks) {
        m_undo->endGesture();
        DepthSettings next = settings();
        next.stack.blocks = blocks;
        m_form->change(next);
    });
    connect(m_blocks, &DepthBlocksView::inputMoved, this, [this](const solvers::PlanePoint& point) {
        DepthSettings next = settings();
        next.single = point;
        m_form->change(next);
    });
    connect(m_blocks, &DepthBlocksView::gestureEnded, m_undo, &SettingsUndoStack::endGesture);
    connect(m_why, &DepthWhyView::stateChanged, this, [this] {
        showStatus();
        emit commandsChanged();
    });
}

const DepthSettings& DepthLab::settings() const
{
    return m_form->settings();
}

void DepthLab::setSettings(const DepthSettings& settings)
{
    m_form->change(settings);
}

QStringList DepthLab::tabs() const
{
    return { QStringLiteral("blocks"), QStringLiteral("why") };
}

bool DepthLab::showTab(const QString& id)
{
    const auto index = tabs().indexOf(id);
    if (index < 0)
        return false;
    m_header->tabs()->setCurrentIndex(static_cast<int>(index));
    return true;
}

QString DepthLab::shownTab() const
{
    return tabs().value(m_header->tabs()->currentIndex());
}

bool DepthLab::showsBlocks() const
{
    return m_stack->currentWidget() == m_blocks;
}

bool DepthLab::isBusy() const
{
    return m_run != nullptr || (!showsBlocks() && m_why->isTraining());
}

std::vector<PlotView*> DepthLab::plots() const
{
    return showsBlocks() ? m_blocks->plots() : m_why->plots();
}

Commands DepthLab::commands() const
{
    Commands offered
        = Command::Defaults | Command::NextView | Command::PreviousView | PlotTools::commands();
    offered.setFlag(Command::Run, !showsBlocks() && !m_why->isTraining());
    offered.setFlag(Command::Cancel, isBusy());
    offered.setFlag(Command::Undo, m_undo->canUndo());
    offered.setFlag(Command::Redo, m_undo->canRedo());
    if (showsBlocks() ? m_study != nullptr : m_why->result() != nullptr)
        offered |= Command::ExportCharts | Command::CopyChart;
    return offered;
}

void DepthLab::execute(Command command)
{
    if (m_tools->execute(command))
        return;
    switch (command) {
    case Command::Run:
        return m_why->train();
    case Command::Cancel:
        return cancel();
    case Command::Undo:
        return m_undo->undo();
    case Command::Redo:
        return m_undo->redo();
    case Command::Defaults:
        m_undo->endGesture();
        return setSettings({});
    case Command::ExportCharts:
        openExport();
        return;
    case Command::CopyChart:
        return m_files->copyChart(focusedPlot(plots()), recipe());
    case Command::NextView:
        return m_header->nextTab(1);
    case Command::PreviousView:
        return m_header->nextTab(-1);
    default:
        return;
    }
}

QString DepthLab::commandText(Command command) const
{
    return m_undo->commandText(command);
}

} // namespace ui
