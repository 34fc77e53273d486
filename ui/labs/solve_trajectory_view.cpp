// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_trajectory_view.h"

#include "ui/labs/solve_chart.h"
#include "ui/labs/solve_step_overview.h"
#include "ui/labs/solve_step_view.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/card.h"

#include <QCheckBox>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <cmath>

namespace ui {

SolveTrajectoryView::SolveTrajectoryView(Theme& theme, QWidget* parent)
    : SolveView(parent)
{
    auto* card = new Card(theme, {}, this);
    m_plot = new PlotView(theme, card);
    m_plot->setObjectName(QStringLiteral("solve_chart_trajectory"));
    m_plot->setTitle(tr("Trajectory"));
    m_plot->setMinimumSize(260, 180);
    m_plot->setCrosshairEnabled(true);
    card->contentLayout()->addWidget(m_plot);
    m_chart = new SolveChart(theme, m_plot, this);
    m_steps = new SolveStepView(theme, this);
    m_pages = new QStackedLayout(this);
    m_pages->addWidget(card);
    m_pages->addWidget(m_steps);
    m_stepThrough = new QCheckBox(tr("Step through"), this);
    m_stepThrough->setObjectName(QStringLiteral("solve_step_through"));
    m_stepThrough->setAccessibleName(tr("Step through"));
    m_stepThrough->setToolTip(tr("Step through\nShows single steps with their stages, slopes and "
                                 "errors; the arrows go from step to step."));
    m_stepThrough->hide();
    connect(m_stepThrough, &QCheckBox::toggled, this, &SolveTrajectoryView::showSteps);
    connect(m_steps, &SolveStepView::attemptChosen, this, &SolveView::attemptChosen);
    connect(m_steps, &SolveStepView::playToggled, this, &SolveView::playToggled);
    connect(m_steps, &SolveStepView::plotsChanged, this, [this] {
        if (stepThrough())
            emit arrangementChanged();
    });
    connect(m_plot, &PlotView::crosshairMoved, this, &SolveView::timeChosen);
    connect(m_plot, &PlotView::spaceTapped, this, &SolveView::playToggled);
    connect(m_plot, &PlotView::legendToggled, this, [this](const QString& curve, bool visible) {
        if (visible)
            emit seriesChosen(SolveChart::seriesOfCurve(curve));
    });
}

bool SolveTrajectoryView::stepThrough() const
{
    return m_stepThrough->isChecked();
}

void SolveTrajectoryView::setStepThrough(bool on)
{
    m_stepThrough->setChecked(on);
}

void SolveTrajectoryView::showSteps()
{
    const bool focused = m_stepThrough->hasFocus();
    m_pages->setCurrentIndex(stepThrough() ? 1 : 0);
    if (stepThrough() && m_results)
        m_steps->setResults(m_results);
    emit arrangementChanged();
    if (focused)
        m_stepThrough->setFocus(); // the page has put its tools anew
}

void SolveTrajectoryView::setResults(std::shared_ptr<const SolveResults> results)
{
    m_results = std::move(results);
    m_chart->setResults(m_results);
    if (stepThrough())
        m_steps->setResults(m_results);
}

void SolveTrajectoryView::setComponent(int component)
{
    m_chart->setComponent(component);
    m_steps->setComponent(component);
}

void SolveTrajectoryView::setFollowed(const QString& series)
{
    m_chart->setFollowed(series);
    m_steps->setFollowed(series);
}

void SolveTrajectoryView::setSelected(const QString& series)
{
    m_chart->setSelected(series);
}

void SolveTrajectoryView::setTime(double time)
{
    m_plot->setCrosshairX(std::isfinite(time) ? std::optional(time) : std::nullopt);
    if (m_playing && std::isfinite(time))
        m_plot->setDrawnUpTo(time);
}

void SolveTrajectoryView::setPlaying(bool playing)
{
    m_playing = playing;
    m_plot->setCrosshairFollowsMouse(!playing);
    m_plot->setDrawnUpTo(playing ? m_plot->crosshairX() : std::nullopt);
}

void SolveTrajectoryView::setStale(bool stale)
{
    SolveView::setStale(stale);
    m_steps->setStale(stale);
}

std::optional<std::vector<double>> SolveTrajectoryView::attemptTimes() const
{
    return stepThrough() ? std::optional(m_steps->attemptTimes()) : std::nullopt;
}

void SolveTrajectoryView::setAttempt(int index)
{
    if (stepThrough())
        m_steps->setAttempt(index);
}

std::vector<PlotView*> SolveTrajectoryView::plots() const
{
    return stepThrough() ? m_steps->plots() : std::vector<PlotView*> { m_plot };
}

QList<QWidget*> SolveTrajectoryView::tools()
{
    return { m_stepThrough };
}

QWidget* SolveTrajectoryView::lowerPart()
{
    return stepThrough() ? static_cast<QWidget*>(m_steps->overview()) : nullptr;
}

QString SolveTrajectoryView::statusText() const
{
    return stepThrough() ? tr("Step-through: Right and Left arrow move one step, Space plays.")
                         : QString();
}

void SolveTrajectoryView::shutdown()
{
    m_steps->shutdown();
}

} // namespace ui
