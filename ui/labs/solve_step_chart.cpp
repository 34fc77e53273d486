// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_step_chart.h"

#include "ui/labs/solve_step_drawing.h"
#include "ui/labs/solve_step_text.h"
#include "ui/labs/solve_text.h"
#include "ui/theme.h"

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kCurvePoints = 240;
constexpr std::size_t kLabelStride = 6; // labels keep off every so many of them
constexpr double kMargin = 0.5; // of the step, to both sides of it
constexpr double kPadding = 0.16; // of the height, above and below what sets it
constexpr double kFarOff = 8.0; // heights of the step: a curve further off sets no range
constexpr double kStepWidth = 2.2;
constexpr double kLocalWidth = 1.4;

struct Extent {
    double lower = HUGE_VAL;
    double upper = -HUGE_VAL;

    void add(double value)
    {
        if (std::isfinite(value)) {
            lower = std::min(lower, value);
            upper = std::max(upper, value);
        }
    }
    double height() const { return upper - lower; }
};

struct Window {
    double lower;
    double upper;

    double at(int i) const { return lower + (upper - lower) * i / kCurvePoints; }
};

Window windowOf(const solvers::StepAttempt& attempt, double margin = kMargin)
{
    const double before = attempt.t - margin * attempt.step;
    const double after = attempt.t + (1.0 + margin) * attempt.step;
    return { std::min(before, after), std::max(before, after) };
}

PlotCurve sampled(
    PlotCurve curve, const SampledCurve& samples, const Window& window, std::size_t component)
{
    std::vector<double> t;
    std::vector<double> y;
    for (int i = 0; i <= kCurvePoints; ++i)
        if (samples.covers(window.at(i))) {
            t.push_back(window.at(i));
            y.push_back(samples.value(window.at(i), component));
        }
    curve.replace(std::move(t), std::move(y));
    curve.markers = false;
    return curve;
}

} // namespace

SolveStepChart::SolveStepChart(const Theme& theme, PlotView* view, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_view(view)
{
    m_view->setBareWithoutData(true);
}

void SolveStepChart::clear()
{
    m_view->clearCurves();
    for (const char* id : { "field", "ways", "stages" })
        m_view->removeLayer(QString::fromLatin1(id));
}

void SolveStepChart::show(
    const SolveResults& results, const StepSight& sight, std::size_t component)
{
    StepDrawing drawing = drawingOf(results, sight, component);
    showAxes(results, sight, drawing, component);
    std::vector<PlotCurve> curves = curvesOf(results, sight, component);
    for (const PlotCurve& curve : curves) {
        if (curve.markers || !curve.samples)
            continue;
        std::vector<QPointF> points;
        for (std::size_t i = 0; i < curve.samples->x.size(); i += kLabelStride)
            points.emplace_back(curve.samples->x[i], curve.samples->y[i]);
        drawing.curves.push_back(std::move(points));
    }
    m_view->setCurves(std::move(curves));
    if (!m_view->follows())
        m_view->fit(); // a zoom was into the step before
    showLayers(results, std::move(drawing));
}

std::vector<PlotCurve> SolveStepChart::curvesOf(
    const SolveResults& results, const StepSight& sight, std::size_t component) const
{
    const solvers::Method& method = *results.methods[sight.request.method].solution.method;
    const solvers::StepAttempt& attempt = sight.request.attempt;
    const Window window = windowOf(attempt);
    std::vector<PlotCurve> curves;
    const bool exact = results.job.reference == ReferenceKind::Exact;
    const QString id = exact ? QStringLiteral("exact") : QStringLiteral("reference");
    if (!results.reference.isEmpty())
        curves.push_back(sampled(PlotCurve(id, exact ? tr("Exact") : tr("Reference"),
                                     seriesStyle(QStringLiteral("exact"))),
            results.reference, window, component));
    PlotCurve local(QStringLiteral("local"),
        tr("Solution through (<i>t</i><sub>n</sub>, <i>y</i><sub>n</sub>)"),
        { lightTokens().text2, darkTokens().text2, Marker::None, kLocalWidth });
    local.shortName = tr("Solution through the start of the step");
    local.dashed = true;
    curves.push_back(sampled(std::move(local), sight.local, window, component));

    SeriesStyle style = seriesStyle(methodId(method));
    style.width = kStepWidth;
    PlotCurve step(methodId(method), methodName(method), style);
    if (sight.end.empty())
        step.replace({ attempt.t }, { sight.start[component] });
    else
        step.replace({ attempt.t, sight.tEnd }, { sight.start[component], sight.end[component] });
    step.replaceMarkers({ attempt.t }, { sight.start[component] });
    step.markerSize = 6.0;
    curves.push_back(std::move(step));
    if (!sight.end.empty() && !attempt.rejected) {
        PlotCurve end(QStringLiteral("end"), methodName(method), style);
        end.replace({ sight.tEnd }, { sight.end[component] });
        end.line = false;
        end.hollow = true;
        end.markerSize = 6.0;
        end.inLegend = false;
        curves.push_back(std::move(end));
    }
    return curves;
}

StepDrawing SolveStepChart::drawingOf(
    const SolveResults& results, const StepSight& sight, std::size_t component) const
{
    const solvers::Method& method = *results.methods[sight.request.method].solution.method;
    const solvers::StepAttempt& attempt = sight.request.attempt;
    const double none = std::numeric_limits<double>::quiet_NaN();
    const auto k = static_cast<solvers::Index>(component);
    StepDrawing drawing { .t = attempt.t,
        .y = sight.start[component],
        .tEnd = sight.tEnd,
        .yEnd = sight.end.empty() ? none : sight.end[component],
        .slope = sight.slope[component],
        .tangentLabel = {},
        .stages = {},
        .localEnd = sight.localEnd.empty() ? none : sight.localEnd[component],
        .exactEnd = results.reference.value(sight.tEnd, component),
        .curves = {},
        .rejection = attempt.rejected ? rejectionText(attempt) : QString(),
        .shortRejection = tr("rejected"),
        .style = seriesStyle(methodId(method)),
        .stageStyle = seriesStyle(QStringLiteral("heun")),
        .startLabel = QStringLiteral("(<i>t</i><sub>n</sub>, <i>y</i><sub>n</sub>)"),
        .endLabel = QStringLiteral("<i>y</i><sub>n+1</sub>"),
        .localLabel = tr("local error"),
        .globalLabel = tr("global error"),
        .font = PlotFont(m_theme, TextSize::Small) };
    const std::vector<solvers::StepStage>& stages = sight.anatomy.stages;
    if (stages.empty() || (stages.size() == 1 && !sight.anatomy.iterative)) {
        drawing.tangentLabel = tr("slope <i>m</i> = <i>f</i>(<i>t</i><sub>n</sub>, "
                                  "<i>y</i><sub>n</sub>)");
        return drawing;
    }
    for (std::size_t i = 0; i < stages.size(); ++i)
        drawing.stages.push_back({ QStringLiteral("<i>k</i><sub>%1</sub>").arg(i + 1), stages[i].t,
            stages[i].point[k], stages[i].slope[k],
            stages[i].node == 0.0 && stages[i].point[k] == sight.start[component] });
    return drawing;
}

void SolveStepChart::showAxes(const SolveResults& results, const StepSight& sight,
    const StepDrawing& drawing, std::size_t component)
{
    const solvers::StepAttempt& attempt = sight.request.attempt;
    Extent step;
    step.add(drawing.y);
    step.add(drawing.yEnd);
    for (const StepDrawing::Stage& stage : drawing.stages)
        step.add(stage.y);
    const Window inside = windowOf(attempt, 0.0);
    // The solution through the start is part of the step; what is measured from afar is not.
    const auto widen = [&](const SampledCurve& samples, double limit) {
        Extent with = step;
        for (int i = 0; i <= kCurvePoints; ++i)
            with.add(samples.value(inside.at(i), component));
        if (with.height() <= limit)
            step = with;
    };
    const double size = std::max({ std::abs(step.lower), std::abs(step.upper), 1e-300 });
    const double least = 1e-9 * size; // a step along an equilibrium is flat
    widen(sight.local, std::max(kFarOff * step.height(), 0.1 * size));
    widen(results.reference, std::max(kFarOff * step.height(), least));
    if (step.height() < least) {
        step.lower -= 0.05 * size;
        step.upper += 0.05 * size;
    }
    const Window window = windowOf(attempt);
    PlotAxis x;
    x.title = QStringLiteral("<i>t</i>");
    x.padding = 0.0;
    x.lower = window.lower;
    x.upper = window.upper;
    PlotAxis y;
    y.title = componentName(component, results.job.problem.dim(), true);
    y.padding = 0.0;
    y.lower = step.lower - kPadding * step.height();
    y.upper = step.upper + kPadding * step.height();
    m_view->setAxis(PlotView::AxisId::X, x);
    m_view->setAxis(PlotView::AxisId::Y, y);
}

void SolveStepChart::showLayers(const SolveResults& results, StepDrawing drawing)
{
    if (results.job.problem.dim() == 1) {
        const auto field = std::make_shared<const DirectionField>(results.job.problem);
        m_view->setLayer({ QStringLiteral("field"), PlotLayer::Place::BehindCurves,
            [field](QPainter& painter, const PlotDrawing& at) { field->paint(painter, at); } });
    } else {
        m_view->removeLayer(QStringLiteral("field"));
    }
    const auto shared = std::make_shared<const StepDrawing>(std::move(drawing));
    m_view->setLayer({ QStringLiteral("ways"), PlotLayer::Place::BehindCurves,
        [shared](QPainter& painter, const PlotDrawing& at) { shared->paintWays(painter, at); } });
    m_view->setLayer({ QStringLiteral("stages"), PlotLayer::Place::OverCurves,
        [shared](QPainter& painter, const PlotDrawing& at) { shared->paintStages(painter, at); } });
}

} // namespace ui
