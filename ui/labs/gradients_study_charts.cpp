// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of the Gradients page against the step and against the number of steps.
#include "ui/labs/gradients_charts.h"

#include "ui/labs/gradients_text.h"
#include "ui/plots/slope_triangle.h"
#include "ui/text.h"

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double kBelow = 0.02; // of the lowest curve: there stands the triangle

/// The first method again: its digits, up to rounding.
bool repeatsFirst(const GradientStudyCurve& curve)
{
    return !curve.fromFirst.empty() && std::ranges::all_of(curve.fromFirst, [](double difference) {
        return difference <= kSameGradient;
    });
}

bool hasPositive(const std::vector<double>& values)
{
    return std::ranges::any_of(values, [](double value) { return value > 0.0; });
}

/// A triangle of the first method's slope at the middle, below all curves.
void addTriangle(AnalysisChart& chart, const GradientStudyCurve& curve)
{
    const auto slope = static_cast<int>(std::lround(curve.slope));
    if (!std::isfinite(curve.slope) || slope < 1 || curve.steps.size() < 4)
        return;
    const std::size_t at = curve.steps.size() / 2;
    SlopeTriangle triangle;
    triangle.x0 = curve.steps[at];
    triangle.x1 = 2.2 * triangle.x0;
    double lowest = curve.errors[at];
    for (const PlotCurve& drawn : chart.curves)
        for (std::size_t i = at; i < std::min(at + 2, drawn.samples->y.size()); ++i)
            if (drawn.samples->y[i - 1] > 0.0)
                lowest = std::min(lowest, drawn.samples->y[i - 1]);
    triangle.y = lowest * kBelow;
    triangle.y1 = triangle.y * std::pow(2.2, slope);
    if (!(triangle.y > 0.0))
        return;
    chart.y.lower = triangle.y * kBelow; // room for its label
    chart.layers.push_back(slopeTriangles({ triangle }));
    PlotNote label;
    label.x = std::sqrt(triangle.x0 * triangle.x1);
    label.y = triangle.y;
    label.below = true;
    label.text = tr("slope %1").arg(slope);
    chart.notes.push_back(label);
}

/// |this - first| of an adjoint or of differences; other methods repeat the first.
void addDifference(AnalysisChart& chart, const GradientStudyCurve& curve, const QString& first)
{
    if (!hasPositive(curve.fromFirst))
        return;
    const QString id = gradientId(*curve.method);
    PlotCurve difference(id + QStringLiteral("/difference"),
        QStringLiteral("|%1 − %2|").arg(shortGradientName(*curve.method).toLower(), first),
        seriesStyle(id == QLatin1String("adjoint") ? QStringLiteral("differences") : id));
    difference.dashed = true;
    difference.replace(curve.steps, curve.fromFirst);
    chart.curves.push_back(std::move(difference));
}

} // namespace

AnalysisChart gradientErrorChart(const GradientResults& results, const GradientsFocus& focus)
{
    AnalysisChart chart;
    const bool adaptive = results.study ? results.study->adaptive : results.job.solve.adaptive;
    chart.x = logAxis(adaptive ? tr("tolerance") : tr("step <i>h</i>"));
    chart.y = logAxis(tr("relative error of the gradient"));
    if (!results.study || results.study->curves.empty())
        return chart;
    QString first;
    for (const GradientStudyCurve& curve : results.study->curves) {
        const QString id = gradientId(*curve.method);
        const bool differences = id == QLatin1String("finite-differences");
        if (hasPositive(curve.errors) && !repeatsFirst(curve)
            && !(differences && !curve.fromFirst.empty())) {
            PlotCurve line(id, shortGradientName(*curve.method), seriesStyle(id));
            line.bold = id == focus.selected;
            line.replace(curve.steps, curve.errors);
            chart.curves.push_back(std::move(line));
        }
        if (first.isEmpty())
            first = shortGradientName(*curve.method).toLower();
    }
    for (const GradientStudyCurve& curve : results.study->curves)
        if (curve.method->continuous || curve.method->id == "finite-differences")
            addDifference(chart, curve, first);
    if (!adaptive)
        addTriangle(chart, results.study->curves.front());
    return chart;
}

AnalysisChart gradientCostChart(const std::vector<GradientCostCurve>& costs, bool memory)
{
    AnalysisChart chart;
    chart.x = logAxis(tr("steps <i>N</i>"));
    chart.y = logAxis(memory ? tr("peak memory of stored state (bytes)")
                             : tr("evaluations of <i>f</i> and products"));
    for (const GradientCostCurve& cost : costs) {
        if (cost.steps.empty())
            continue;
        const QString id = gradientId(*cost.method);
        PlotCurve curve(id, shortGradientName(*cost.method), seriesStyle(id));
        curve.replace(cost.steps, memory ? cost.bytes : cost.evaluations);
        chart.curves.push_back(std::move(curve));
    }
    return chart;
}

} // namespace ui
