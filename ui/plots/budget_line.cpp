// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/budget_line.h"

#include "ui/plots/plot_view.h"
#include "ui/text.h"
#include "ui/theme.h"

#include <utility>
#include <vector>

namespace ui {

namespace {

QString curveId()
{
    return QStringLiteral("budget");
}

std::vector<double> level(long evaluations)
{
    return std::vector<double>(2, static_cast<double>(evaluations));
}

} // namespace

void BudgetLine::setBudget(long evaluations)
{
    if (evaluations == m_budget)
        return;
    m_budget = evaluations;
    show();
}

void BudgetLine::setEnd(double x)
{
    const bool there = m_chart.curve(curveId()) != nullptr; // the chart may have been emptied
    if (x == m_end && there)
        return;
    m_end = x;
    if (there && m_budget > 0 && m_end > 0.0)
        m_chart.replace(curveId(), { 0.0, m_end }, level(m_budget));
    else
        show();
}

void BudgetLine::show()
{
    if (m_budget <= 0 || m_end <= 0.0) {
        if (m_chart.curve(curveId()) != nullptr)
            m_chart.removeCurve(curveId());
        return;
    }
    PlotCurve line(
        curveId(), tr("budget"), { lightTokens().warn, darkTokens().warn, Marker::None, 1.4 });
    line.markers = false;
    line.dashed = true;
    line.replace({ 0.0, m_end }, level(m_budget));
    m_chart.setCurve(std::move(line));
}

} // namespace ui
