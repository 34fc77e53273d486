// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/mistakes_chart.h"

#include "ui/labs/solve_text.h"
#include "ui/plots/plot_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr double kPadding = 0.04;
constexpr std::size_t kMostMarkers = 40;

SeriesStyle styleOf(solvers::MistakeVersion version)
{
    switch (version) {
    case solvers::MistakeVersion::Published: {
        SeriesStyle style { lightTokens().error, darkTokens().error, Marker::TriangleUp, 1.4 };
        return style;
    }
    case solvers::MistakeVersion::Corrected:
        return seriesStyle(QStringLiteral("rk4"));
    case solvers::MistakeVersion::Reference:
        break;
    }
    return seriesStyle(QStringLiteral("exact"));
}

PlotCurve curveOf(const solvers::MistakeCurve& source, std::size_t index)
{
    PlotCurve curve(
        QStringLiteral("curve/%1").arg(index), fromCore(source.name), styleOf(source.version));
    curve.inLegend = !source.name.empty();
    curve.line = source.line;
    curve.markers = source.markers;
    curve.hollow = source.hollow;
    curve.hollowInLegend = source.hollow;
    if (source.version == solvers::MistakeVersion::Published)
        curve.markerSize = 7.0; // seen below a corrected one at the same place
    if (source.hollow)
        curve.markerSize = 9.0; // around the marker of the line
    curve.lineOnTop = source.version == solvers::MistakeVersion::Corrected;
    curve.markerEvery = static_cast<int>(1 + source.x.size() / kMostMarkers);
    curve.replace(source.x, source.y);
    return curve;
}

/// Fixed ends around all values
PlotAxis axisOf(const solvers::MistakeChart& chart, const std::string& title,
    std::vector<double> solvers::MistakeCurve::*values, bool logarithmic)
{
    double lower = std::numeric_limits<double>::infinity();
    double upper = -lower;
    for (const solvers::MistakeCurve& curve : chart.curves)
        for (const double value : curve.*values) {
            if (!std::isfinite(value) || (logarithmic && value <= 0.0))
                continue;
            lower = std::min(lower, value);
            upper = std::max(upper, value);
        }
    PlotAxis axis;
    axis.title = fromCore(title);
    axis.logarithmic = logarithmic;
    if (!(lower < upper))
        return axis;
    if (logarithmic) {
        axis.lower = lower * std::pow(lower / upper, kPadding);
        axis.upper = upper * std::pow(upper / lower, kPadding);
    } else {
        axis.lower = lower - kPadding * (upper - lower);
        axis.upper = upper + kPadding * (upper - lower);
    }
    return axis;
}

} // namespace

bool isShown(solvers::MistakeVersion version, MistakesShown shown)
{
    switch (version) {
    case solvers::MistakeVersion::Published:
        return shown != MistakesShown::Corrected;
    case solvers::MistakeVersion::Corrected:
        return shown != MistakesShown::Published;
    case solvers::MistakeVersion::Reference:
        break;
    }
    return true;
}

void showMistake(PlotView& plot, const solvers::MistakeChart& chart, MistakesShown shown)
{
    std::vector<PlotCurve> curves;
    for (std::size_t i = 0; i < chart.curves.size(); ++i)
        if (isShown(chart.curves[i].version, shown))
            curves.push_back(curveOf(chart.curves[i], i));
    plot.setEqualAspect(chart.equalScales);
    plot.setAxis(
        PlotView::AxisId::X, axisOf(chart, chart.xTitle, &solvers::MistakeCurve::x, false));
    plot.setAxis(PlotView::AxisId::Y,
        axisOf(chart, chart.yTitle, &solvers::MistakeCurve::y, chart.logarithmic));
    plot.setCurves(std::move(curves));
}

} // namespace ui
