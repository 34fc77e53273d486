// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_lessons_view.h"

#include "ui/labs/gradients_charts.h"
#include "ui/labs/gradients_lessons_text.h"
#include "ui/labs/solve_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/workers/job_run.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <cmath>

namespace ui {

namespace {

using Errors = std::vector<solvers::DifferenceError>;

constexpr int kNumberWidth = 92;

} // namespace

GradientsLessonsView::GradientsLessonsView(Theme& theme, QWidget* parent)
    : GradientsView(parent)
    , m_theme(theme)
    , m_lessons(eulerLessons())
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    row->addWidget(buildEuler(), 1);
    auto* right = new QVBoxLayout;
    right->setSpacing(metrics::kCardGap);
    right->addWidget(buildDrift(), 1);
    right->addWidget(buildSweep(), 1);
    row->addLayout(right, 1);
    connect(&theme, &Theme::changed, this, &GradientsLessonsView::showEuler);
    showEuler();
}

GradientsLessonsView::~GradientsLessonsView()
{
    shutdown();
}

QLabel* GradientsLessonsView::addText(Card* card, const QString& objectName)
{
    QLabel* text = makeLabel(m_theme, {}, 13, TextColor::Text, false, card);
    text->setObjectName(objectName);
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    text->setContentsMargins(12, 0, 12, 10);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setFocusPolicy(Qt::NoFocus);
    return text;
}

Card* GradientsLessonsView::buildEuler()
{
    auto* card = new Card(m_theme, tr("One step of Euler, by hand"), this);
    m_grid = new ComboBox(card);
    m_grid->setObjectName(QStringLiteral("gradients_lesson_grid"));
    m_grid->setAccessibleName(tr("Grid of the lesson"));
    m_grid->addItem(tr("Grid 1, 2"));
    m_grid->addItem(tr("Grid 1, 1.5, 2"));
    m_grid->addItem(tr("Grid 1, 2, 3"));
    m_grid->setFixedHeight(metrics::kCompactHeight);
    card->addHeaderWidget(m_grid);
    m_steps = addText(card, QStringLiteral("gradients_lesson_steps"));
    m_steps->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* area = new OverlayScrollArea(card);
    area->setObjectName(QStringLiteral("gradients_lesson_scroll"));
    area->setAccessibleName(tr("The steps of the lesson"));
    area->setWidget(m_steps);
    m_steps->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    card->contentLayout()->addWidget(area, 1);
    connect(m_grid, &QComboBox::currentIndexChanged, this, &GradientsLessonsView::showEuler);
    return card;
}

NumberSpinBox* GradientsLessonsView::addNumber(QHBoxLayout* row, const QString& objectName,
    const QString& name, const QString& prefix, double value)
{
    auto* field = new NumberSpinBox(m_theme, this);
    field->setObjectName(objectName);
    field->setAccessibleName(name);
    field->setDescription(name);
    field->setPrefix(prefix);
    field->setValue(value);
    field->setFixedSize(kNumberWidth, metrics::kCompactHeight);
    row->addWidget(field);
    connect(field, &NumberSpinBox::valueChanged, this, &GradientsLessonsView::startDrift);
    return field;
}

Card* GradientsLessonsView::buildDrift()
{
    auto* card = new Card(m_theme, tr("There and back"), this);
    auto* fields = new QWidget(card);
    auto* row = new QHBoxLayout(fields);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kCardGap);
    m_lambda = addNumber(row, QStringLiteral("gradients_lesson_lambda"),
        tr("Lambda of z' = lambda z"), QStringLiteral("<i>λ</i>"), -20.0);
    m_lambda->setRange(-1000.0, 1000.0);
    m_lambda->setStepping(NumberSpinBox::Stepping::Linear, 1.0);
    m_step = addNumber(row, QStringLiteral("gradients_lesson_h"), tr("Step h of Runge–Kutta 4"),
        QStringLiteral("<i>h</i>"), 0.05);
    m_step->setRange(1e-4, 1.0);
    card->addHeaderWidget(fields);
    m_drift = new PlotView(m_theme, card, PlotView::Size::Card);
    m_drift->setObjectName(QStringLiteral("gradients_chart_drift"));
    m_drift->setTitle(tr("State there and back"));
    m_drift->setMinimumHeight(150);
    card->contentLayout()->addWidget(m_drift, 1);
    m_ratio = addText(card, QStringLiteral("gradients_lesson_ratio"));
    card->contentLayout()->addWidget(m_ratio);
    return card;
}

Card* GradientsLessonsView::buildSweep()
{
    auto* card = new Card(m_theme, tr("The step of finite differences"), this);
    m_sweep = new PlotView(m_theme, card, PlotView::Size::Card);
    m_sweep->setObjectName(QStringLiteral("gradients_chart_sweep"));
    m_sweep->setTitle(tr("Error of central differences"));
    m_sweep->setBareWithoutData(true);
    m_sweep->setMinimumHeight(150);
    card->contentLayout()->addWidget(m_sweep, 1);
    m_sweepText = addText(card, QStringLiteral("gradients_lesson_sweep"));
    card->contentLayout()->addWidget(m_sweepText);
    return card;
}

void GradientsLessonsView::showEuler()
{
    const auto index = static_cast<std::size_t>(std::max(0, m_grid->currentIndex()));
    m_steps->setText(eulerLessonText(m_theme, m_lessons[index]));
}

void GradientsLessonsView::setResults(std::shared_ptr<const GradientResults> results)
{
    if (m_ratio->text().isEmpty())
        startDrift();
    if (m_of && results->withoutStudy == m_of)
        return;
    m_of = std::move(results);
    if (m_run != nullptr)
        m_run->abandon();
    m_run = new JobRun(
        JobRun::TokenWork([of = m_of](const std::stop_token& stop, const JobRun::Progress&) {
            return std::shared_ptr<const void>(
                std::make_shared<Errors>(sweepOfDifferences(of->job, stop)));
        }),
        this);
    connect(m_run, &JobRun::finished, this, [this](const std::shared_ptr<const void>& errors) {
        m_run->abandon(); // its thread has done its work
        m_run = nullptr;
        showSweep(*std::static_pointer_cast<const Errors>(errors));
    });
    m_run->start();
}

/// At most one runs and one waits, always for the newest numbers.
void GradientsLessonsView::startDrift()
{
    if (m_lambda == nullptr || m_step == nullptr || !m_lambda->isValid() || !m_step->isValid())
        return;
    m_driftWaits = m_driftRun != nullptr;
    if (m_driftWaits)
        return;
    const double lambda = m_lambda->value();
    const double step = m_step->value();
    m_driftRun = new JobRun(
        JobRun::TokenWork([lambda, step](const std::stop_token&, const JobRun::Progress&) {
            return std::shared_ptr<const void>(
                std::make_shared<DriftLesson>(driftLesson(lambda, step)));
        }),
        this);
    connect(m_driftRun, &JobRun::finished, this, [this](const std::shared_ptr<const void>& lesson) {
        m_driftRun->abandon(); // its thread has done its work
        m_driftRun = nullptr;
        showDrift(*std::static_pointer_cast<const DriftLesson>(lesson));
        if (m_driftWaits)
            startDrift();
    });
    m_driftRun->start();
}

void GradientsLessonsView::showDrift(const DriftLesson& lesson)
{
    PlotAxis time;
    time.title = QStringLiteral("<i>t</i>");
    PlotAxis state;
    state.title = QStringLiteral("<i>z</i>(<i>t</i>)");
    PlotCurve forward(QStringLiteral("forward"), tr("<i>z</i>, forward"), seriesStyle(u"rk4"));
    forward.replace(lesson.t, lesson.z);
    PlotCurve back(QStringLiteral("back"), tr("<i>z̃</i>, back"), seriesStyle(u"adjoint"));
    back.replace(lesson.backT, lesson.zBack);
    for (PlotCurve* curve : { &forward, &back })
        curve->markerEvery = static_cast<int>(1 + lesson.t.size() / 24);
    m_drift->setAxis(PlotView::AxisId::X, time);
    m_drift->setAxis(PlotView::AxisId::Y, state);
    m_drift->setCurves({ forward, back });
    m_ratio->setText(withMathItalics(m_theme, driftText(lesson)));
    emit statusTextChanged();
}

void GradientsLessonsView::showSweep(const Errors& errors)
{
    PlotCurve curve(QStringLiteral("finite-differences"), tr("Central differences"),
        seriesStyle(u"finite-differences"));
    std::vector<double> x, y;
    for (const solvers::DifferenceError& error : errors) {
        x.push_back(error.difference);
        y.push_back(error.error);
    }
    curve.replace(std::move(x), std::move(y));
    m_sweep->setAxis(PlotView::AxisId::X, logAxis(tr("step of the differences <i>ε</i>")));
    m_sweep->setAxis(PlotView::AxisId::Y, logAxis(tr("relative difference to backprop")));
    m_sweep->setCurves({ curve });
    m_sweepText->setText(withMathItalics(m_theme, sweepText(errors)));
    emit statusTextChanged();
}

QString GradientsLessonsView::statusText() const
{
    return tr(
        "The sweep of differences uses the page's problem; the other lessons bring their own");
}

void GradientsLessonsView::shutdown()
{
    for (JobRun** run : { &m_run, &m_driftRun }) {
        delete *run; // stops and joins
        *run = nullptr;
    }
}

} // namespace ui
