// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_trajectory_view.h"

#include "ui/labs/solve_chart.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/card.h"

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
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card);
    connect(m_plot, &PlotView::crosshairMoved, this, &SolveView::timeChosen);
    connect(m_plot, &PlotView::spaceTapped, this, &SolveView::playToggled);
    connect(m_plot, &PlotView::legendToggled, this, [this](const QString& curve, bool visible) {
        if (visible)
            emit seriesChosen(SolveChart::seriesOfCurve(curve));
    });
}

void SolveTrajectoryView::setResults(std::shared_ptr<const SolveResults> results)
{
    m_chart->setResults(std::move(results));
}

void SolveTrajectoryView::setComponent(int component)
{
    m_chart->setComponent(component);
}

void SolveTrajectoryView::setFollowed(const QString& series)
{
    m_chart->setFollowed(series);
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

} // namespace ui
