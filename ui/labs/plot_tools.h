// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/lab.h"

#include <QSet>

#include <vector>

class QToolButton;

namespace ui {

class PlotView;
class SegmentedTools;

/// The tools of a page for its charts: crosshair, zoom, fit, legend; one state for all of them.
class PlotTools final : public QObject {
    Q_OBJECT
public:
    explicit PlotTools(Theme& theme, QWidget* parent);

    SegmentedTools* widget() const { return m_tools; }
    /// The charts that the tools act on from now on. They must outlive the tools.
    void setPlots(std::vector<PlotView*> plots);

    static Commands commands(); ///< those that execute() takes
    bool execute(Command command); ///< false: another command, or no charts

private:
    void show();

    SegmentedTools* m_tools;
    std::vector<PlotView*> m_plots;
    QSet<PlotView*> m_connected;
};

/// The switch Follow of a live chart, for the header of its card or PlotView::setCornerWidget().
/// On: the axes grow with the data. Off: they stay; a zoom switches it off. Its object name is
/// that of the chart with "follow" for "chart".
QToolButton* makeFollowSwitch(Theme& theme, PlotView& chart, QWidget* parent);

/// One of PlotTools::commands() on a single chart; any other command does nothing, nor does
/// nullptr.
void executeOnChart(Command command, PlotView* chart);

} // namespace ui
