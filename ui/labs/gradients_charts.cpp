// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of the Gradients page against time.
#include "ui/labs/gradients_charts.h"

#include "ui/labs/gradients_text.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/rich_text.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

using solvers::Index;
using solvers::Matrix;

constexpr std::size_t kMostMarkers = 24; // of a curve
constexpr int kValueDigits = 5; // of a label at the end of a curve
constexpr std::size_t kMostLabels = 2; // of curves in one chart
constexpr double kVisibleDrift = 1e-3; // of the state's size
constexpr double kLabelRoom = 0.22; // of the chart, above the highest curve
constexpr std::array kParameterStyles { "dopri5", "backward-euler", "euler", "trapezoid" };

std::vector<double> rowOf(const Matrix<double>& values, Index row)
{
    std::vector<double> numbers(static_cast<std::size_t>(values.cols()));
    for (Index i = 0; i < values.cols(); ++i)
        numbers[static_cast<std::size_t>(i)] = values(row, i);
    return numbers;
}

int thinning(std::size_t points)
{
    return static_cast<int>(std::max<std::size_t>(1, (points + kMostMarkers - 1) / kMostMarkers));
}

PlotAxis timeAxis()
{
    PlotAxis axis;
    axis.title = QStringLiteral("<i>t</i>");
    return axis;
}

PlotCurve pathCurve(const QString& id, const QString& name, const SeriesStyle& style,
    const std::vector<double>& t, const Matrix<double>& values, Index row)
{
    PlotCurve curve(id, name, style);
    curve.markerEvery = thinning(t.size());
    curve.replace(t, rowOf(values, row));
    return curve;
}

PlotCurve referenceCurve(const GradientResults& results, const std::vector<double>& t,
    const Matrix<double>& values, Index row)
{
    const QString name = results.reference.closedForm ? tr("Exact") : tr("Accurate");
    return pathCurve(QStringLiteral("exact"), name, seriesStyle(u"exact"), t, values, row);
}

QString solverName(const GradientJob& job, bool backward)
{
    const solvers::Method& method
        = backward && job.backwardMethod != nullptr ? *job.backwardMethod : *job.method;
    return briefMethodName(method, (backward ? job.backward : job.solve).adaptive);
}

bool hasWayBack(const GradientMethodResult& result)
{
    return !result.failed() && result.gradient.trajectories.backT.size() > 2;
}

PlotCurve targetCurve(const GradientJob& job, Index component)
{
    PlotCurve target(QStringLiteral("target"), tr("target <i>y</i>"),
        { lightTokens().error, darkTokens().error, Marker::Cross, 1.6 });
    target.line = false;
    target.replace({ job.times.begin() + 1, job.times.end() }, rowOf(job.targets, component));
    return target;
}

/// z~(t), which has an entry in the legend where it can be told from z(t).
PlotCurve backCurve(const GradientMethodResult& drawn, Index row)
{
    const auto& paths = drawn.gradient.trajectories;
    PlotCurve back = pathCurve(QStringLiteral("back"), tr("<i>z̃</i>, back"),
        seriesStyle(gradientId(*drawn.method)), paths.backT, paths.zBack, row);
    back.dashed = true;
    back.hollow = true;
    back.setsRange = false; // it may run away
    const double size = paths.z.cwiseAbs().maxCoeff();
    back.inLegend = drawn.gradient.drift > kVisibleDrift * size;
    return back;
}

/// An arrow against the time with its words, where the curve leaves room.
PlotLayer backwardArrow(const Theme& theme, bool roomAbove)
{
    PlotLayer layer;
    layer.id = QStringLiteral("arrow");
    layer.place = PlotLayer::Place::OverCurves;
    layer.paint = [font = PlotFont(theme, TextSize::Tick), roomAbove](
                      QPainter& painter, const PlotDrawing& drawing) {
        const QRectF& area = drawing.map.area();
        const RichText words(tr("from <i>T</i> to <i>t</i><sub>0</sub>"));
        const double length = 50.0;
        const double width = length + 8.0 + words.width(font);
        if (area.width() < 1.5 * width)
            return;
        const double x = area.left() + 0.88 * area.width() - width;
        const double y = area.top() + (roomAbove ? 0.30 : 0.88) * area.height();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(drawing.tokens.text2, 1.2));
        painter.drawLine(QPointF(x + 5.0, y), QPointF(x + length, y));
        painter.setBrush(drawing.tokens.text2);
        painter.drawPolygon(QPolygonF { { x, y }, { x + 8.0, y - 3.5 }, { x + 8.0, y + 3.5 } });
        painter.setPen(drawing.tokens.text2);
        words.paint(painter, { x + length + 8.0, y + 4.0 }, font);
    };
    return layer;
}

/// The values where curves end, right of and above these points.
PlotLayer endValues(const Theme& theme, std::vector<QPointF> ends)
{
    PlotLayer layer;
    layer.id = QStringLiteral("ends");
    layer.place = PlotLayer::Place::OverCurves;
    layer.paint = [font = PlotFont(theme, TextSize::Small), points = std::move(ends)](
                      QPainter& painter, const PlotDrawing& drawing) {
        painter.setPen(drawing.tokens.text);
        for (const QPointF& end : points)
            if (drawing.map.hasPlace(end.x(), end.y()))
                RichText(resultText(end.y(), kValueDigits))
                    .paint(
                        painter, drawing.map.toPixel(end.x(), end.y()) + QPointF(10.0, -7.0), font);
    };
    return layer;
}

/// Whether the late half of a curve stays below the middle of its range.
bool isLowAtTheEnd(const std::vector<double>& backT, const std::vector<double>& values)
{
    if (values.empty())
        return true;
    const auto [least, greatest] = std::ranges::minmax(values);
    const double middle = 0.5 * (backT.front() + backT.back());
    double sum = 0.0;
    int count = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
        if ((backT[i] - middle) * (backT.front() - middle) >= 0.0) {
            sum += values[i] - least;
            ++count;
        }
    return sum <= 0.5 * (greatest - least) * count;
}

/// Value at `time` of a piecewise linear curve, t rising or falling; NaN outside.
double valueAt(const std::vector<double>& t, const Matrix<double>& values, Index row, double time)
{
    const std::size_t count = std::min(t.size(), static_cast<std::size_t>(values.cols()));
    for (std::size_t i = 1; i < count; ++i) {
        if ((time - t[i - 1]) * (time - t[i]) > 0.0)
            continue;
        const double width = t[i] - t[i - 1];
        const double share = width == 0.0 ? 0.0 : (time - t[i - 1]) / width;
        const auto at = static_cast<Index>(i);
        return (1.0 - share) * values(row, at - 1) + share * values(row, at);
    }
    return std::numeric_limits<double>::quiet_NaN();
}

} // namespace

const GradientMethodResult* drawnMethod(const GradientResults& results, const QString& selected)
{
    for (const std::string& id : { selected.toStdString(), std::string("adjoint") })
        if (const GradientMethodResult* found = results.find(id);
            found != nullptr && hasWayBack(*found))
            return found;
    const auto any = std::ranges::find_if(results.methods, hasWayBack);
    return any == results.methods.end() ? nullptr : &*any;
}

AnalysisChart gradientStateChart(const GradientResults& results, const GradientsFocus& focus)
{
    AnalysisChart chart;
    const GradientJob& job = results.job;
    const auto row = static_cast<Index>(focus.component);
    chart.x = timeAxis();
    chart.y.title = stateName(static_cast<std::size_t>(row), job.problem.dim(), true)
        + QStringLiteral("(<i>t</i>)");
    if (results.reference.t.size() > 1)
        chart.curves.push_back(
            referenceCurve(results, results.reference.t, results.reference.z, row));
    const GradientMethodResult* drawn = drawnMethod(results, focus.selected);
    if (drawn != nullptr && drawn->gradient.trajectories.zBack.cols() > 0)
        chart.curves.push_back(backCurve(*drawn, row)); // below the one that it should follow
    if (const GradientMethodResult* first = results.first()) {
        const auto& paths = first->gradient.trajectories;
        chart.curves.push_back(
            pathCurve(QStringLiteral("forward"), tr("%1, forward").arg(solverName(job, false)),
                seriesStyle(methodId(*job.method)), paths.t, paths.z, row));
    }
    chart.curves.push_back(targetCurve(job, row));
    return chart;
}

AnalysisChart adjointChart(
    const Theme& theme, const GradientResults& results, const GradientsFocus& focus)
{
    AnalysisChart chart;
    const auto row = static_cast<Index>(focus.component);
    const QString z = stateName(static_cast<std::size_t>(row), results.job.problem.dim(), true);
    chart.x = timeAxis();
    chart.y.title = QStringLiteral("<i>a</i>(<i>t</i>) = d<i>L</i>/d%1(<i>t</i>)").arg(z);
    if (results.reference.a.cols() > 1)
        chart.curves.push_back(
            referenceCurve(results, results.reference.backT, results.reference.a, row));
    const GradientMethodResult* drawn = drawnMethod(results, focus.selected);
    if (drawn == nullptr)
        return chart;
    const auto& paths = drawn->gradient.trajectories;
    const bool continuous = drawn->method->continuous;
    PlotCurve curve = pathCurve(gradientId(*drawn->method),
        continuous ? tr("%1, backward").arg(solverName(results.job, true))
                   : shortGradientName(*drawn->method),
        seriesStyle(gradientId(*drawn->method)), paths.backT, paths.a, row);
    curve.bold = gradientId(*drawn->method) == focus.selected;
    chart.layers.push_back(backwardArrow(theme, isLowAtTheEnd(paths.backT, curve.samples->y)));
    chart.curves.push_back(std::move(curve));
    return chart;
}

AnalysisChart parameterAdjointChart(
    const Theme& theme, const GradientResults& results, const GradientsFocus& focus)
{
    AnalysisChart chart;
    chart.x = timeAxis();
    chart.y.title = QStringLiteral("<i>a</i><sub>θ</sub>(<i>t</i>)");
    const GradientMethodResult* drawn = drawnMethod(results, focus.selected);
    if (drawn == nullptr)
        return chart;
    const auto& paths = drawn->gradient.trajectories;
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -lowest;
    std::vector<QPointF> ends;
    for (std::size_t i = 0; i < focus.parameters.size(); ++i) {
        const auto index = static_cast<Index>(focus.parameters[i]);
        const std::string& name
            = results.job.problem.parameters[static_cast<std::size_t>(index)].name;
        PlotCurve curve = pathCurve(QStringLiteral("parameter/") + fromCore(name),
            QStringLiteral("d<i>L</i>/d%1").arg(parameterSymbol(fromCore(name))),
            seriesStyle(QString::fromLatin1(kParameterStyles[i % kParameterStyles.size()])),
            paths.backT, paths.atheta, index);
        ends.emplace_back(paths.backT.back(), curve.samples->y.back());
        lowest = std::min(lowest, curve.samples->yBounds.lower);
        highest = std::max(highest, curve.samples->yBounds.upper);
        chart.curves.push_back(std::move(curve));
    }
    if (highest > lowest)
        chart.y.upper = highest + kLabelRoom * (highest - lowest);
    if (ends.size() > kMostLabels)
        ends.clear(); // they would stand on each other
    chart.layers.push_back(endValues(theme, std::move(ends)));
    return chart;
}

QString valuesAt(const GradientResults& results, const GradientsFocus& focus, double time)
{
    const auto row = static_cast<Index>(focus.component);
    const QString z = stateName(static_cast<std::size_t>(row), results.job.problem.dim(), true);
    QStringList parts;
    const auto add = [&parts](const QString& name, double value) {
        parts << QStringLiteral("%1 = %2").arg(name, resultText(value, kValueDigits));
    };
    add(QStringLiteral("<i>t</i>"), time);
    if (const GradientMethodResult* first = results.first())
        add(z, valueAt(first->gradient.trajectories.t, first->gradient.trajectories.z, row, time));
    if (const GradientMethodResult* drawn = drawnMethod(results, focus.selected)) {
        const auto& paths = drawn->gradient.trajectories;
        if (paths.zBack.cols() > 0)
            add(QStringLiteral("<i>z̃</i>"), valueAt(paths.backT, paths.zBack, row, time));
        add(QStringLiteral("<i>a</i>"), valueAt(paths.backT, paths.a, row, time));
        for (const int index : focus.parameters)
            add(QStringLiteral("<i>a</i><sub>%1</sub>")
                    .arg(parameterSymbol(fromCore(
                        results.job.problem.parameters[static_cast<std::size_t>(index)].name))),
                valueAt(paths.backT, paths.atheta, index, time));
        const Matrix<double> at = paths.at.transpose();
        add(QStringLiteral("<i>a<sub>t</sub></i>"), valueAt(paths.backT, at, 0, time));
    }
    return parts.join(QStringLiteral(" &nbsp; "));
}

void showChart(PlotView& plot, const AnalysisChart& chart)
{
    plot.setAxis(PlotView::AxisId::X, chart.x);
    plot.setAxis(PlotView::AxisId::Y, chart.y);
    plot.setCurves(chart.curves);
    plot.setNotes(chart.notes);
    for (const PlotLayer& layer : chart.layers)
        plot.setLayer(layer);
}

} // namespace ui
