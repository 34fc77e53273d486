// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/dynamics_page.h"

#include "ui/labs/dynamics_charts.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/plot_tools.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace ui {

namespace {

constexpr int kWait = 150; ///< ms after the last change of the data
constexpr int kPlaneHeight = 170; ///< least heights of the charts
constexpr int kCourseHeight = 120;

} // namespace

DynamicsPage::DynamicsPage(Theme& theme, const DynamicsForm::Sections& sections, Lab& lab)
    : QWidget(&lab)
    , m_theme(theme)
    , m_form(new DynamicsForm(theme, sections, this))
    , m_run(new DynamicsRun(this))
    , m_charts(new DynamicsCharts(theme, this))
    , m_timer(new QTimer(this))
    , m_session(new LabSession(
          QStringLiteral("train/dynamics"),
          [this] { return dynamicsSettingsToJson(m_form->settings()); }, this))
    , m_files(new LabFiles(lab))
{
    setObjectName(QStringLiteral("dynamics_page"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, metrics::kPageMargin, 0);
    column->setSpacing(metrics::kCardGap);
    column->addWidget(makeBar());
    m_banner = new Banner(theme, this);
    m_banner->setObjectName(QStringLiteral("dynamics_banner"));
    column->addWidget(m_banner);
    makeCards();
    connectDrawing();
    m_timer->setSingleShot(true);
    m_timer->setInterval(kWait);
    connect(m_timer, &QTimer::timeout, this, &DynamicsPage::makePicture);
    connect(m_form, &DynamicsForm::sourceChanged, this, &DynamicsPage::wantPicture);
    connect(m_form, &DynamicsForm::changed, this, &DynamicsPage::refresh);
    connect(m_form, &DynamicsForm::liveChanged, this, [this] {
        const DynamicsSettings settings = m_form->settings();
        m_charts->setBudget(settings.budget);
        if (!m_run->isOpen())
            return;
        m_run->setRegularisation(settings.terms());
        if (settings.rate != m_run->options().learningRate)
            m_run->setLearningRate(settings.rate);
    });
    connect(m_run, &DynamicsRun::stateChanged, this, &DynamicsPage::refresh);
    connect(m_run, &DynamicsRun::updated, this, &DynamicsPage::showUpdate);
    connect(m_run, &DynamicsRun::ended, this, &DynamicsPage::showEnd);
    m_charts->setBudget(m_form->settings().budget);
    connectSettings();
    wantPicture();
    refresh();
}

DynamicsPage::~DynamicsPage()
{
    shutdown();
}

void DynamicsPage::shutdown()
{
    if (std::exchange(m_shut, true))
        return; // the fields may be gone
    m_session->save();
    m_form->cutOff();
    m_timer->stop();
    m_run->shutdown();
    m_job.reset(); // waits
    m_fileJob.reset();
}

void DynamicsPage::makeCards()
{
    const auto addRow = [this](int stretch) {
        auto* row = new QHBoxLayout;
        row->setSpacing(metrics::kCardGap);
        static_cast<QVBoxLayout*>(layout())->addLayout(row, stretch);
        return row;
    };
    const auto addCard = [this](QHBoxLayout* row, PlotView* chart, int least, int stretch) {
        auto* card = new Card(m_theme, chart->title(), this);
        chart->setMinimumSize(160, least);
        card->contentLayout()->setContentsMargins(1, 1, 1, 2); // clear of the rounded edge
        card->contentLayout()->addWidget(chart, 1);
        card->addHeaderWidget(makeFollowSwitch(m_theme, *chart, card));
        row->addWidget(card, stretch);
        return card;
    };
    QHBoxLayout* planes = addRow(5);
    addCard(planes, m_charts->learned(), kPlaneHeight, 1);
    m_trueCard = addCard(planes, m_charts->truth(), kPlaneHeight, 1);
    QHBoxLayout* course = addRow(3);
    addCard(course, m_charts->time(), kCourseHeight, 4);
    addCard(course, m_charts->loss(), kCourseHeight, 3);
    addCard(course, m_charts->nfe(), kCourseHeight, 3);
}

void DynamicsPage::connectDrawing()
{
    PlotView* view = m_charts->learned();
    view->setDragFilter([this](double, double) { return m_form->isDrawing() && !m_run->isOpen(); });
    connect(view, &PlotView::dragStarted, this, [this](double x, double y) {
        m_stroke = { { x, y } };
    });
    connect(view, &PlotView::dragged, this, [this](double x, double y) {
        m_stroke.push_back(std::array { x, y });
        m_charts->setDrawn(m_stroke);
    });
    connect(view, &PlotView::dragEnded, this,
        [this](double, double) { m_form->setCurve(std::exchange(m_stroke, {})); });
}

void DynamicsPage::wantPicture()
{
    m_stale = true;
    m_timer->start();
}

void DynamicsPage::makePicture()
{
    if (m_job || m_run->isOpen())
        return; // its end calls again
    m_stale = false;
    if (const QString trouble = m_form->sourceProblem(); !trouble.isEmpty()) {
        m_charts->setPicture(nullptr);
        m_charts->learned()->setBareWithoutData(!m_form->isDrawing());
        if (m_form->isDrawing()) { // a plane to draw in
            PlotAxis axis;
            axis.lower = -2.0;
            axis.upper = 2.0;
            axis.title = QStringLiteral("<i>y</i><sub>1</sub>");
            m_charts->learned()->setAxis(PlotView::AxisId::X, axis);
            axis.title = QStringLiteral("<i>y</i><sub>2</sub>");
            m_charts->learned()->setAxis(PlotView::AxisId::Y, axis);
        }
        return refresh();
    }
    if (!loadedFits())
        m_loaded.clear();
    m_job = std::make_unique<JobRun>(
        [source = m_form->source(), file = m_loaded](
            const std::atomic<bool>&, const JobRun::Progress&) -> std::shared_ptr<const void> {
            return makeDynamicsPicture(source, file);
        });
    connect(m_job.get(), &JobRun::finished, this, &DynamicsPage::takePicture, Qt::QueuedConnection);
    m_job->start();
    refresh();
}

void DynamicsPage::takePicture(const std::shared_ptr<const void>& result)
{
    if (m_shut)
        return;
    m_job.reset();
    const auto picture = std::static_pointer_cast<const DynamicsPicture>(result);
    m_last = {};
    m_charts->setPicture(picture);
    m_trueCard->setTitle(m_charts->truth()->title());
    if (picture->loaded)
        m_charts->add({ {}, { { 0, picture->loaded->error } }, picture->loaded });
    if (!picture->message.isEmpty()) {
        showTrouble(tr("There are no data"), picture->message);
    } else if (!picture->trouble.isEmpty()) {
        showTrouble(tr("The weights do not fit the data"), picture->trouble);
        m_loaded.clear();
    } else {
        m_banner->hide();
    }
    if (m_stale)
        m_timer->start();
    refresh();
    emit statusChanged();
}

void DynamicsPage::start()
{
    if (m_run->isOpen() || isBusy() || !m_form->problem().isEmpty() || !hasPicture())
        return;
    m_banner->hide();
    m_last = {};
    m_said.clear();
    m_charts->clearCourse();
    nn::DynamicsOptions options = m_form->options();
    if (loadedFits())
        options.init = m_loaded.toStdU16String();
    m_run->start(m_form->source(), options);
}

void DynamicsPage::showUpdate(const DynamicsUpdate& update)
{
    if (m_shut)
        return;
    m_charts->add(update);
    if (!update.steps.empty())
        m_last = update.steps.back();
    refreshBar();
    emit statusChanged();
}

void DynamicsPage::showEnd(const DynamicsOutcome& outcome)
{
    if (m_shut)
        return;
    if (!outcome.failed)
        m_loaded.clear(); // there are newer weights
    if (outcome.failed)
        showTrouble(tr("The run could not go on"), outcome.trouble);
    else if (outcome.end.status == nn::TrainingStatus::Diverged)
        showTrouble(
            tr("The run diverged; the weights of the last measure are kept"), outcome.trouble);
    if (m_stale)
        m_timer->start();
    refresh();
    emit statusChanged();
}

void DynamicsPage::showTrouble(const QString& title, const QString& text)
{
    m_banner->showMessage(Banner::Kind::Error, title, text);
    QPushButton* button = m_banner->addButton(tr("Dismiss"));
    connect(button, &QPushButton::clicked, m_banner, &QWidget::hide, Qt::QueuedConnection);
}

void DynamicsPage::refresh()
{
    m_form->setLocked(m_run->isOpen());
    refreshBar();
    emit commandsChanged();
}

} // namespace ui
