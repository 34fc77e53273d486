// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/plot_tools.h"

#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/segmented_tools.h"

#include <QToolButton>

#include <algorithm>
#include <functional>

namespace ui {

PlotTools::PlotTools(Theme& theme, QWidget* parent)
    : QObject(parent)
    , m_tools(new SegmentedTools(theme, parent))
{
    const auto add
        = [this](Command command, const char* name, const QString& toolTip, bool checkable) {
              auto* tool = m_tools->addTool(QString::fromLatin1(name), toolTip, checkable);
              connect(tool, &QToolButton::clicked, this, [this, command] { execute(command); });
          };
    add(Command::Crosshair, "crosshair", tr("Crosshair (C)\nReads every curve at one place."),
        true);
    add(Command::ZoomMode, "zoom", tr("Zoom (Z)\nDraw a box with the left button."), true);
    add(Command::FitView, "fit", tr("Fit (0)\nShows everything again."), false);
    add(Command::Legend, "legend", tr("Legend (L)\nShows or hides the legend."), false);
}

void PlotTools::setPlots(std::vector<PlotView*> plots)
{
    m_plots = std::move(plots);
    for (PlotView* plot : m_plots) {
        if (m_connected.contains(plot))
            continue;
        m_connected.insert(plot);
        plot->setAcceptDrops(false); // a file dropped there is for the window
        plot->viewport()->setAcceptDrops(false);
        connect(plot, &PlotView::crosshairEnabledChanged, this, &PlotTools::show);
        connect(plot, &PlotView::zoomModeChanged, this, &PlotTools::show);
    }
    show();
}

Commands PlotTools::commands()
{
    return Command::Crosshair | Command::ZoomMode | Command::FitView | Command::Legend;
}

bool PlotTools::execute(Command command)
{
    if (m_plots.empty() || !commands().testFlag(command))
        return false;
    const PlotView& first = *m_plots.front();
    const bool crosshair = !first.crosshairEnabled();
    const bool zoom = !first.zoomMode();
    const bool legend = !first.legendVisible();
    for (PlotView* plot : m_plots) {
        if (command == Command::Crosshair)
            plot->setCrosshairEnabled(crosshair);
        else if (command == Command::ZoomMode)
            plot->setZoomMode(zoom);
        else if (command == Command::FitView)
            plot->fit();
        else
            plot->setLegendVisible(legend);
    }
    show();
    return true;
}

void PlotTools::show()
{
    const auto any = [this](auto is) { return std::ranges::any_of(m_plots, std::mem_fn(is)); };
    m_tools->tool(QStringLiteral("crosshair"))->setChecked(any(&PlotView::crosshairEnabled));
    m_tools->tool(QStringLiteral("zoom"))->setChecked(any(&PlotView::zoomMode));
}

QToolButton* makeFollowSwitch(Theme& theme, PlotView& chart, QWidget* parent)
{
    QToolButton* follow = makeIconButton(theme, QStringLiteral("follow"),
        PlotTools::tr("Follow the data in %1").arg(chart.title()),
        PlotTools::tr("Follow\nOn: the axes grow with the data. Off: they stay as they are, also "
                      "while new points come. A zoom switches it off."),
        parent);
    follow->setObjectName(
        chart.objectName().replace(QLatin1String("_chart_"), QLatin1String("_follow_")));
    follow->setFixedSize(metrics::kCompactHeight, metrics::kCompactHeight);
    follow->setProperty("plain", true); // one on every card: quiet, tinted while it is on
    follow->setCheckable(true);
    follow->setChecked(chart.follows());
    QObject::connect(follow, &QToolButton::clicked, &chart, &PlotView::setFollows);
    QObject::connect(&chart, &PlotView::followChanged, follow, &QToolButton::setChecked);
    return follow;
}

void executeOnChart(Command command, PlotView* chart)
{
    if (!chart)
        return;
    switch (command) {
    case Command::Crosshair:
        return chart->setCrosshairEnabled(!chart->crosshairEnabled());
    case Command::ZoomMode:
        return chart->setZoomMode(!chart->zoomMode());
    case Command::FitView:
        return chart->fit();
    case Command::Legend:
        return chart->setLegendVisible(!chart->legendVisible());
    default:
        return;
    }
}

} // namespace ui
