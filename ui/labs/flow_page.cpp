// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/flow_page.h"

#include "ui/labs/flow_charts.h"
#include "ui/labs/flow_transport.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/train_bar.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/segmented_choice.h"
#include "ui/workers/job_run.h"
#include "ui/workers/save_worker.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kInterval = 50; ///< ms between two redraws
constexpr qint64 kShare = 3; ///< a picture may cost a third of the time between two
constexpr int kPlaneHeight = 200; ///< least heights of the charts; all stand in 1120 x 720
constexpr int kCourseHeight = 132;

} // namespace

FlowPage::FlowPage(Theme& theme, const FlowForm::Sections& sections, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_form(new FlowForm(theme, sections, this))
    , m_run(new TrainRun(this))
    , m_charts(new FlowCharts(theme, this))
    , m_clock(new QTimer(this))
{
    setObjectName(QStringLiteral("flow_page"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_run->setProbing(false);
    m_clock->setInterval(kInterval);
    connect(m_clock, &QTimer::timeout, this, &FlowPage::tick);
    makeCards();
    connectPainting();
    connect(m_form, &FlowForm::changed, this, &FlowPage::settingsChanged);
    connect(m_form, &FlowForm::liveChanged, this, [this] {
        if (m_form->problem().isEmpty())
            m_run->change(m_form->options());
    });
    connect(m_run, &TrainRun::stateChanged, this, &FlowPage::refresh);
    connect(m_run, &TrainRun::updated, this, &FlowPage::showUpdate);
    connect(m_run, &TrainRun::ended, this, &FlowPage::showEnd);
    connect(m_run, &TrainRun::progressed, this, [this] { m_bar->show(*m_run, {}); });
    refresh();
}

FlowPage::~FlowPage()
{
    shutdown();
}

void FlowPage::shutdown()
{
    if (std::exchange(m_shut, true))
        return; // the fields may be gone
    m_form->cutOff();
    m_clock->stop();
    m_transport->stopPlaying();
    m_run->shutdown();
    m_job.reset(); // stops and waits
    m_loading.reset();
    m_saving.reset();
}

void FlowPage::makeCards()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, metrics::kPageMargin, 0);
    column->setSpacing(metrics::kCardGap);
    m_bar = new TrainBar(m_theme, this);
    for (QWidget* part : m_bar->findChildren<QWidget*>()) // the Monitor has a bar too
        if (part->objectName().startsWith(QLatin1String("train_")))
            part->setObjectName(QStringLiteral("flow_") + part->objectName().mid(6));
    connect(m_bar, &TrainBar::startClicked, this, &FlowPage::start);
    connect(m_bar, &TrainBar::pauseClicked, m_run, &TrainRun::setPaused);
    connect(m_bar, &TrainBar::stopClicked, m_run, &TrainRun::stop);
    column->addWidget(m_bar);
    m_trouble = new Banner(m_theme, this);
    m_trouble->setObjectName(QStringLiteral("flow_trouble"));
    column->addWidget(m_trouble);
    m_hint = new Banner(m_theme, this);
    m_hint->setObjectName(QStringLiteral("flow_hint"));
    column->addWidget(m_hint);

    const auto addRow = [column](int stretch) {
        auto* row = new QHBoxLayout;
        row->setSpacing(metrics::kCardGap);
        column->addLayout(row, stretch);
        return row;
    };
    const auto addCard
        = [this](QHBoxLayout* row, PlotView* chart, const QString& title, int least) {
              auto* card = new Card(m_theme, title, this);
              chart->setMinimumSize(160, least);
              card->contentLayout()->setContentsMargins(1, 1, 1, 2); // clear of the rounded edge
              card->contentLayout()->addWidget(chart, 1);
              QToolButton* follow = makeFollowSwitch(m_theme, *chart, card);
              if (title.isEmpty())
                  chart->setCornerWidget(follow);
              else
                  card->addHeaderWidget(follow);
              row->addWidget(card, 1);
              return card;
          };
    QHBoxLayout* planes = addRow(5);
    Card* input = addCard(planes, m_charts->input(), {}, kPlaneHeight);
    m_paintTools = makePaintTools();
    input->contentLayout()->insertWidget(0, m_paintTools);
    addCard(planes, m_charts->state(), {}, kPlaneHeight);
    m_transport = new FlowTransport(m_theme, this);
    column->addWidget(m_transport);
    connect(m_transport, &FlowTransport::moved, this,
        [this](int index) { m_charts->setDepth(static_cast<std::size_t>(index)); });
    connect(m_transport, &FlowTransport::pathsToggled, m_charts, &FlowCharts::setPathsShown);
    connect(m_transport, &FlowTransport::gridToggled, m_charts, &FlowCharts::setGridShown);
    connect(m_transport, &FlowTransport::componentsChosen, m_charts, &FlowCharts::setComponents);
    for (PlotView* chart : { m_charts->input(), m_charts->state() })
        connect(chart, &PlotView::spaceTapped, m_transport, &FlowTransport::togglePlay);
    QHBoxLayout* course = addRow(2);
    for (PlotView* chart : m_charts->course())
        addCard(course, chart, chart->title(), kCourseHeight);
}

nn::TrainingOptions FlowPage::wanted() const
{
    nn::TrainingOptions options = m_form->options();
    options.init = m_loaded.toStdU16String();
    return options;
}

void FlowPage::settingsChanged()
{
    if (!m_loaded.isEmpty() && m_form->options().model != m_loadedModel)
        m_loaded.clear(); // they are another model's
    if (!m_run->isOpen() && !(m_trained && weightsFit())) {
        m_trained = false;
        wantPicture();
    }
    refresh();
}

bool FlowPage::weightsFit() const
{
    const nn::TrainingOptions wanted = m_form->options();
    const nn::TrainingOptions& had = m_run->options();
    return wanted.model == had.model && wanted.plane == had.plane && wanted.seed == had.seed
        && wanted.trainImages == had.trainImages;
}

void FlowPage::refresh()
{
    m_form->setLocked(m_run->isOpen());
    const bool counts = nn::modelById(m_form->options().model.model).hasOdeBlock;
    m_charts->setBudget(counts ? m_form->budget() : 0);
    m_bar->show(*m_run, m_form->problem());
    m_paintTools->setVisible(m_form->isPainting());
    m_paintTools->setEnabled(!m_run->isOpen());
    showHint();
    if (isVisible() && (m_run->isOpen() || m_stale))
        m_clock->start();
    emit commandsChanged();
}

/// Said before the run, and while it tries: a homeomorphism of the plane keeps the disc inside.
void FlowPage::showHint()
{
    const nn::TrainingOptions options = m_form->options();
    const bool stuck = options.plane.set == "circles" && options.model.model == "plane-odenet"
        && options.model.extra == 0;
    if (!stuck) {
        m_hint->hide();
        return;
    }
    if (!m_hint->isHidden())
        return;
    m_hint->showMessage(Banner::Kind::Info, tr("A flow in the plane cannot part the circles"),
        tr("Paths of a flow never cross, so the disc stays inside the ring at every depth and no "
           "straight line has one class on each side. At best the flow tears at a gap between the "
           "points of the ring. One more dimension lets it lift the disc out (Dupont et al. "
           "2019)."));
    QPushButton* button = m_hint->addButton(tr("Add a dimension"));
    button->setObjectName(QStringLiteral("flow_add_dimension"));
    connect(button, &QPushButton::clicked, this, &FlowPage::addDimension, Qt::QueuedConnection);
}

void FlowPage::addDimension()
{
    if (m_run->isOpen())
        m_run->stop();
    nn::TrainingOptions options = m_form->options();
    ++options.model.extra;
    m_form->setOptions(options);
}

void FlowPage::start()
{
    if (m_run->isOpen() || !m_form->problem().isEmpty())
        return;
    m_trouble->hide();
    m_trained = true;
    m_charts->clearCourse();
    m_run->start(wanted());
    wantPicture();
}

void FlowPage::showUpdate(const TrainingUpdate& update)
{
    m_charts->add(update);
    if (!update.steps.empty())
        m_stale = true;
}

void FlowPage::showEnd(const TrainingOutcome& outcome)
{
    if (outcome.kind == TrainingOutcome::Kind::Failed)
        showTrouble(tr("The run could not go on"), outcome.message);
    else if (outcome.kind == TrainingOutcome::Kind::Diverged)
        showDivergence(outcome);
    // Settings may have been changed while it came to its end, as addDimension() does.
    m_trained = m_trained && outcome.kind != TrainingOutcome::Kind::Failed && weightsFit();
    m_charts->showCourse();
    wantPicture();
    refresh();
}

void FlowPage::showTrouble(const QString& title, const QString& text)
{
    m_trouble->showMessage(Banner::Kind::Error, title, text);
    QPushButton* button = m_trouble->addButton(tr("Dismiss"));
    connect(button, &QPushButton::clicked, m_trouble, &QWidget::hide, Qt::QueuedConnection);
}

void FlowPage::wantPicture()
{
    m_stale = true;
    if (isVisible())
        m_clock->start();
}

void FlowPage::tick()
{
    if (m_run->isOpen())
        m_charts->showCourse();
    const qint64 pause = m_run->isOpen() ? std::max<qint64>(kInterval, kShare * m_pictureTime) : 0;
    const bool rested = !m_sincePicture.isValid() || m_sincePicture.elapsed() >= pause;
    if (m_stale && !m_job && rested && isVisible())
        makePicture();
    if (!m_stale && !m_job && !m_run->isOpen())
        m_clock->stop();
}

void FlowPage::makePicture()
{
    m_stale = false;
    if (!m_run->isOpen() && !m_form->problem().isEmpty()) {
        if (m_form->isPainting())
            m_charts->setPainted(m_form->painted());
        return; // the bar says what is wrong
    }
    FlowJob job;
    job.options = m_run->isOpen() ? m_run->options() : wanted();
    if (m_run->isOpen() ? m_run->progress().started() : m_trained)
        job.training = m_run->training();
    m_job = std::make_unique<JobRun>([job](const std::atomic<bool>& stop,
                                         const JobRun::Progress&) -> std::shared_ptr<const void> {
        return makeFlowPicture(job, stop);
    });
    connect(m_job.get(), &JobRun::finished, this, &FlowPage::takePicture, Qt::QueuedConnection);
    m_sincePicture.start();
    m_job->start();
}

void FlowPage::takePicture(const std::shared_ptr<const void>& result)
{
    if (m_shut)
        return;
    m_job.reset();
    m_pictureTime = m_sincePicture.restart();
    const auto picture = std::static_pointer_cast<const FlowPicture>(result);
    if (!picture)
        return;
    if (!picture->message.isEmpty()) {
        showTrouble(tr("The points cannot be shown"), picture->message);
        return;
    }
    if (!m_run->isOpen() && m_trouble->title() == tr("The points cannot be shown"))
        m_trouble->hide();
    m_transport->setDepths(picture->depth);
    m_charts->setPicture(picture, m_transport->index());
    m_transport->setDimensions(picture->dimensions);
    emit statusChanged();
    emit commandsChanged();
}

void FlowPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_run->isOpen() || m_stale)
        m_clock->start();
}

void FlowPage::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    m_clock->stop();
    m_transport->stopPlaying();
}

} // namespace ui
