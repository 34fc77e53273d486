// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_axis.h"
#include "ui/plots/plot_curve.h"
#include "ui/workers/solve_results.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace ui {

class PlotView;
class SolveChart;
class Theme;

/// The whole trajectories below a step: methods up to the step, the window of the step as a
/// shaded band. A press jumps there, a drag takes the band along. Object name of the chart:
/// solve_chart_overview.
class StepOverview final : public QWidget {
    Q_OBJECT
public:
    explicit StepOverview(Theme& theme, QWidget* parent = nullptr);

    PlotView* plot() const { return m_plot; }
    void setResults(std::shared_ptr<const SolveResults> results);
    void setComponent(int component);
    /// The window shown above; methods are drawn up to the time `now`.
    void setWindow(const PlotRange& window, double now);
    void clear();

    void fitInto(int height); ///< takes its share of a height for itself and the steps

signals:
    void timeChosen(double time); ///< by the user; where the window shall have its middle

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void keepWhole();
    void showBand();
    bool mousePressed(const QPointF& at);
    void choose(double x);

    PlotView* m_plot;
    SolveChart* m_chart;
    std::vector<PlotCurve> m_whole; ///< the curves up to their ends
    PlotRange m_window;
    bool m_hasWindow = false;
    bool m_descending = false;
    bool m_dragging = false;
    double m_grip = 0.0; ///< from the middle of the band to where it was taken, in t
};

} // namespace ui
