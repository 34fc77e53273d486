// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ui {

class PlotView;

/// The dashed line of a chart of evaluations that says how many are wanted: curve "budget".
class BudgetLine {
public:
    /// chart outlives this.
    explicit BudgetLine(PlotView& chart)
        : m_chart(chart)
    {
    }

    void setBudget(long evaluations); ///< 0: no line
    void setEnd(double x); ///< the line goes from 0 to here; 0: the chart is empty, no line

private:
    void show();

    PlotView& m_chart;
    long m_budget = 0;
    double m_end = 0.0;
};

} // namespace ui
