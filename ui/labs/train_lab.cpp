// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_lab.h"

#include "ui/labs/draw_view.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/solver_choice.h"
#include "ui/labs/train_bar.h"
#include "ui/labs/train_charts.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_grid.h"
#include "ui/labs/train_insight.h"
#include "ui/labs/train_tiles.h"
#include "ui/plots/plot_view.h"
#include "ui/text.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/log_view.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/section.h"
#include "ui/workers/job_run.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QThread>
#include <QVBoxLayout>

#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr double kAskAfter = 60.0; ///< seconds of a run that is not stopped unasked

} // namespace

TrainLab::TrainLab(Theme& theme, QWidget* parent)
    : Lab(theme, QStringLiteral("train"), tr("Train"), parent)
    , m_run(new TrainRun(this))
    , m_ready(readyStarts(TrainForm::defaults()))
{
    makeInspector();
    makeMain();
    makeFlow();
    makeDrawView();
    makeDynamicsView();
    connectRun();
    connectInsight();
    refresh();
}

TrainLab::~TrainLab()
{
    shutdown();
}

void TrainLab::makeInspector()
{
    const TrainForm::Sections sections {
        addSection(QStringLiteral("train_data"), tr("Data")),
        addSection(QStringLiteral("train_model_section"), tr("Model")),
        addSection(QStringLiteral("train_solver_section"), tr("Solver and gradient")),
        addSection(QStringLiteral("train_optimiser_section"), tr("Optimiser")),
        addSection(QStringLiteral("train_terms"), tr("Regularisation")),
        addSection(QStringLiteral("train_machine"), tr("Machine")),
    };
    Section* tests = addSection(QStringLiteral("train_tests"), tr("Solver of the tests"));
    m_evaluationSolver
        = new SolverChoice(theme(), *tests, QStringLiteral("train_evaluation"), this);
    m_monitorSections << sections.data << sections.model << sections.solver << sections.optimiser
                      << sections.terms << sections.machine << tests;
    m_form = new TrainForm(theme(), sections, this);
    connect(m_form, &TrainForm::changed, this, &TrainLab::refresh);
    connect(m_form, &TrainForm::liveChanged, this, [this] {
        if (m_form->problem().isEmpty())
            m_run->change(m_form->options());
        emit threadCountChanged();
    });
    auto* footer = new QWidget(this);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(16, 8, 16, 12);
    m_footer = makeLabel(theme(), {}, 12, TextColor::Text3, false, footer);
    m_footer->setObjectName(QStringLiteral("train_footer"));
    m_footer->setWordWrap(true);
    row->addWidget(m_footer);
    setInspectorFooter(footer);
}

void TrainLab::makeMain()
{
    m_header = new PageHeader(theme(), this);
    m_header->tabs()->setObjectName(QStringLiteral("train_tabs"));
    m_header->tabs()->setAccessibleName(tr("Views of Train"));
    const auto button = [this](const QString& text, const char* icon, const char* name) {
        QPushButton* made
            = makeButton(theme(), ButtonKind::Plain, text, QLatin1String(icon), m_header);
        made->setObjectName(QLatin1String(name));
        m_header->addShrinkingTool(made);
        return made;
    };
    m_load = button(tr("Load weights…"), "folder", "train_load");
    m_save = button(tr("Save weights…"), "save", "train_save");
    m_export = button(tr("Export…"), "export", "train_export");
    connect(m_load, &QPushButton::clicked, this, [this] { execute(Command::Open); });
    connect(m_save, &QPushButton::clicked, this, [this] { execute(Command::Save); });
    connect(m_export, &QPushButton::clicked, this, [this] { execute(Command::ExportCharts); });
    setHeader(m_header);
    m_bar = new TrainBar(theme(), this);
    connect(m_bar, &TrainBar::startClicked, this, &TrainLab::start);
    connect(m_bar, &TrainBar::pauseClicked, m_run, &TrainRun::setPaused);
    connect(m_bar, &TrainBar::stepClicked, m_run, &TrainRun::stepOnce);
    connect(m_bar, &TrainBar::stopClicked, this, &TrainLab::requestStop);
    mainLayout()->addWidget(m_bar);
    m_banner = new Banner(theme(), this);
    m_banner->setObjectName(QStringLiteral("train_banner"));
    mainLayout()->addWidget(m_banner);

    m_charts = new TrainCharts(theme(), this);
    m_grid = new TrainGrid(theme(), m_charts->views(), m_ready, this);
    m_views = new QStackedWidget(this);
    setMainScroll(m_views);
    addView(QStringLiteral("monitor"), tr("Monitor"), m_grid, m_monitorSections);
    connect(m_header->tabs(), &QTabBar::currentChanged, this, &TrainLab::switchView);
    connect(m_grid->tiles(), &DigitTiles::followed, m_charts, &TrainCharts::follow);
    connect(m_grid, &TrainGrid::smoothingChosen, m_charts, &TrainCharts::setSmoothing);
    connect(m_grid, &TrainGrid::enlargedChanged, this, &Lab::commandsChanged);
    connect(m_grid, &TrainGrid::settingsRequested, this,
        [this](int ready) { fillIn(m_ready[static_cast<std::size_t>(ready)]); });
    connect(m_grid, &TrainGrid::startRequested, this, [this](int ready) {
        fillIn(m_ready[static_cast<std::size_t>(ready)]);
        execute(Command::Run);
    });
}

void TrainLab::connectRun()
{
    connect(m_run, &TrainRun::stateChanged, this, &TrainLab::refresh);
    connect(m_run, &TrainRun::updated, this, &TrainLab::showUpdate);
    connect(m_run, &TrainRun::ended, this, &TrainLab::showEnd);
    connect(m_run, &TrainRun::progressed, this, [this] { m_bar->show(*m_run, {}); });
    connect(m_run, &TrainRun::logged, m_grid->log(), &LogView::addLine);
}

int TrainLab::threadCount() const
{
    if (flowShown())
        return m_flow->form().options().threads;
    if (dynamicsShown())
        return 1;
    const int threads = (m_run->isOpen() ? m_run->options() : m_form->options()).threads;
    return threads > 0 ? threads : QThread::idealThreadCount();
}

QString TrainLab::precisionText() const
{
    return dynamicsShown() ? tr("double precision") : tr("float32 networks");
}

void TrainLab::refresh()
{
    const bool open = m_run->isOpen();
    const bool busy = open || m_evaluation;
    m_form->setLocked(open);
    m_charts->setBudget(m_form->budget());
    m_bar->show(*m_run, m_evaluation ? tr("weights are being evaluated") : m_form->problem());
    m_grid->setStartEnabled(!busy);
    m_grid->insight()->setState(open,
        m_testImages ? QString()
                     : tr("Possible after the first test of a run, or with loaded weights."));
    m_header->setBusy(m_evaluation || m_run->state() == TrainRun::State::Starting
        || m_run->state() == TrainRun::State::Stopping);
    m_load->setEnabled(flowShown() ? !m_flow->run().isOpen() : !busy);
    m_load->setToolTip(!m_load->isEnabled() ? tr("Load weights (Ctrl+O)\nNot while a run is open.")
            : flowShown() ? tr("Load weights (Ctrl+O)\nShows what a model file makes of the plane.")
                          : tr("Load weights (Ctrl+O)\nMeasures a model file on the test digits."));
    const TrainRun& run = shownRun();
    m_save->setEnabled(run.training() && run.progress().started() && !m_saving);
    m_save->setToolTip(m_save->isEnabled()
            ? tr("Save weights (Ctrl+S)\nA safetensors file that PyTorch reads too.")
            : tr("Save weights (Ctrl+S)\nThere are none before the first run."));
    m_export->setEnabled(!chartsEmpty());
    m_export->setToolTip(chartsEmpty()
            ? tr("Export (Ctrl+E)\nThe charts are still empty.")
            : tr("Export (Ctrl+E)\nThis chart or all as PNG, SVG or PDF, with the data."));
    if (dynamicsShown())
        refreshDynamicsTools();
    const QString mayChange = flowShown()
        ? tr("Locked while a run is open. Learning rate, epochs, regularisation and threads may "
             "change at any time.")
        : tr("Locked while a run is open. Learning rate, epochs, regularisation, threads and the "
             "solver of the tests may change at any time.");
    m_footer->setText(dynamicsShown() && m_dynamics->run().isOpen()
            ? tr("Locked while a run is open. Learning rate, the terms and the budget may change "
                 "at any time.")
            : run.isOpen() && !dynamicsShown()
            ? mayChange
            : tr("Kept for the next session. Reset with Experiment, Defaults."));
    emit threadCountChanged();
    emit commandsChanged();
}

void TrainLab::start()
{
    if (m_run->isOpen() || m_evaluation || !m_form->problem().isEmpty())
        return;
    begin(m_form->options());
}

void TrainLab::begin(nn::TrainingOptions options)
{
    if (m_run->isOpen() || m_evaluation)
        return;
    dismissBanner();
    m_closeAsked = false;
    m_charts->clear();
    m_grid->tiles()->setDigits({});
    m_grid->setTilesNote({});
    m_grid->insight()->clear();
    m_testImages.reset();
    m_showsFile = false;
    m_grid->setEmpty(false);
    m_run->start(std::move(options));
    updateStatus();
}

void TrainLab::startFrom(const QString& weights)
{
    if (m_run->isOpen() || !m_form->problem().isEmpty())
        return;
    nn::TrainingOptions options = m_form->options();
    options.init = weights.toStdU16String();
    begin(std::move(options));
}

void TrainLab::requestStop()
{
    if (!m_run->isOpen() || m_asking)
        return;
    if (m_run->ageSeconds() < kAskAfter) {
        m_run->stop();
        return;
    }
    m_banner->showMessage(Banner::Kind::Warning, tr("Stop the run?"),
        tr("It has gone on for %1. Its weights are kept and can be saved.")
            .arg(clockText(m_run->ageSeconds())));
    m_asking = true;
    bannerButton(tr("Stop"), [this] {
        dismissBanner();
        m_run->stop();
    })->setObjectName(QStringLiteral("train_confirm_stop"));
    bannerButton(tr("Keep running"), [this] { dismissBanner(); });
    emit commandsChanged();
}

bool TrainLab::mayClose()
{
    if (!m_run->isOpen() || m_closeAsked || m_run->ageSeconds() < kAskAfter)
        return true;
    m_closeAsked = true;
    m_asking = true;
    m_banner->showMessage(Banner::Kind::Warning, tr("A run is open"),
        tr("Closing stops it. What it has learned so far is kept and can be resumed. Close again "
           "to "
           "do so."));
    bannerButton(tr("Save weights…"), [this] { askForSave(); });
    bannerButton(tr("Stop and close"), [this] { window()->close(); });
    bannerButton(tr("Keep running"), [this] {
        m_closeAsked = false;
        dismissBanner();
    });
    emit commandsChanged();
    return false;
}

void TrainLab::shutdown()
{
    if (m_evaluation)
        m_evaluation->stop();
    m_draw->shutdown();
    m_checkRun.reset();
    m_run->shutdown();
    m_dynamics->shutdown();
    m_flow->shutdown();
    m_evaluation.reset();
    m_saving.reset();
}

void TrainLab::showUpdate(const TrainingUpdate& update)
{
    m_charts->add(update);
    takeInsight(update);
    if (update.probe)
        showProbe(*update.probe);
    if (update.start)
        refresh();
    if (!update.steps.empty() || !update.epochs.empty()) {
        m_bar->show(*m_run, {});
        updateStatus();
    }
}

void TrainLab::showProbe(const ProbePicture& probe)
{
    m_grid->tiles()->setDigits(probe.digits);
    m_grid->setTilesNote(
        probe.step > 0 ? tr("refreshed at step %1").arg(probe.step) : tr("before the first step"));
}

void TrainLab::showEnd(const TrainingOutcome& outcome)
{
    if (m_asking)
        dismissBanner();
    updateDrawSources(); // the weights of the end
    if (outcome.kind == TrainingOutcome::Kind::Diverged) {
        showDivergence(outcome);
    } else if (outcome.kind == TrainingOutcome::Kind::Failed) {
        m_banner->showMessage(Banner::Kind::Error, tr("The run could not go on"), outcome.message);
        bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
        if (!m_run->progress().started())
            m_grid->setEmpty(m_charts->views().front()->curves().empty());
    }
    refresh();
    updateStatus();
}

void TrainLab::updateStatus()
{
    const nn::ModelInfo& info = nn::modelById(m_run->options().model.model);
    const QString name = fromCore(info.name);
    QStringList parts;
    if (std::isfinite(m_charts->smoothedLoss()))
        parts << tr("loss %1").arg(m_charts->smoothedLoss(), 0, 'g', 3);
    if (std::isfinite(m_charts->lastError()))
        parts << tr("test error %1").arg(percentText(m_charts->lastError()));
    if (!isShown(QStringLiteral("monitor")))
        return;
    const QString text = name + QStringLiteral(": ")
        + (parts.isEmpty() ? tr("no step yet") : parts.join(QStringLiteral(", ")));
    if (text != statusText())
        setStatus(text);
}

void TrainLab::dismissBanner()
{
    m_asking = false;
    m_bannerAway = false;
    m_banner->hide();
    emit commandsChanged();
}

QPushButton* TrainLab::bannerButton(const QString& text, const std::function<void()>& action)
{
    QPushButton* button = m_banner->addButton(text);
    // Queued: the action may show another message, which deletes this button.
    connect(button, &QPushButton::clicked, this, action, Qt::QueuedConnection);
    return button;
}

} // namespace ui
