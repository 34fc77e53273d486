// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_chart.h"

#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr std::size_t kLinePoints = 2000; // of a curve, spread over its steps
constexpr std::size_t kMostBetween = 24; // points drawn within one step
constexpr std::size_t kMostMarkers = 200;
constexpr double kCoincident = 0.01; // of the height of the chart
constexpr double kHollowMarkerSize = 4.5;
constexpr double kPoleFactor = 20.0; // how far a curve with a pole may rise above its middle
constexpr double kPadding = 0.1; // of the height, above and below the curves
constexpr double kFarOut = 20.0; // heights of the chart: what lies beyond is drawn no more

PlotCurve makeCurve(const QString& id, const QString& name, const QString& style)
{
    return PlotCurve(id, name, seriesStyle(style));
}

/// The curve with points between its steps where it bends.
void fillLine(PlotCurve& curve, const SampledCurve& samples, std::size_t component)
{
    const std::size_t steps = samples.t.size();
    const std::size_t between = samples.straight || steps < 2
        ? 1
        : std::clamp<std::size_t>(kLinePoints / steps, 1, kMostBetween);
    std::vector<double> t;
    std::vector<double> y;
    for (std::size_t i = 0; i < steps; ++i) {
        for (std::size_t j = 0; i > 0 && j + 1 < between; ++j) {
            const double share = static_cast<double>(j + 1) / static_cast<double>(between);
            t.push_back(samples.t[i - 1] + share * (samples.t[i] - samples.t[i - 1]));
            y.push_back(samples.value(t.back(), component));
        }
        t.push_back(samples.t[i]);
        y.push_back(samples.y[i * samples.dim + component]);
    }
    curve.replace(std::move(t), std::move(y));
}

QString signedText(double value)
{
    if (std::isnan(value))
        return {};
    const QString text = resultText(value, 3);
    return value > 0.0 ? QLatin1Char('+') + text : text;
}

/// Whether most steps of a lie on the curve b, seen from as far as the chart is high.
bool liesOn(const SampledCurve& a, const SampledCurve& b, std::size_t component, double height)
{
    const std::size_t every = 1 + a.t.size() / kMostMarkers;
    std::size_t near = 0;
    for (std::size_t i = 0; i < a.t.size(); i += every)
        near += std::abs(a.y[i * a.dim + component] - b.value(a.t[i], component))
                < kCoincident * height
            ? 1
            : 0;
    return 2 * near * every > a.t.size();
}

std::pair<double, double> boundsOf(const SampledCurve& curve, std::size_t component)
{
    std::pair<double, double> bounds { HUGE_VAL, -HUGE_VAL };
    for (std::size_t i = 0; i < curve.t.size(); ++i) {
        const double y = curve.y[i * curve.dim + component];
        if (std::isfinite(y)) {
            bounds.first = std::min(bounds.first, y);
            bounds.second = std::max(bounds.second, y);
        }
    }
    return bounds;
}

} // namespace

SolveChart::SolveChart(Theme& theme, PlotView* view, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_view(view)
{
    PlotAxis x;
    x.title = QStringLiteral("<i>t</i>");
    m_view->setAxis(PlotView::AxisId::X, x);
    m_view->setCrosshairProvider([this](double t) { return crosshairBox(t); });
}

QString SolveChart::seriesOfCurve(const QString& curveId)
{
    return curveId.section(QLatin1Char('/'), 0, 0);
}

void SolveChart::setResults(std::shared_ptr<const SolveResults> results)
{
    m_results = std::move(results);
    show();
}

void SolveChart::setComponent(int component)
{
    if (m_component == component)
        return;
    m_component = component;
    show();
}

void SolveChart::setSelected(const QString& series)
{
    m_selected = series;
    for (PlotCurve curve : std::vector<PlotCurve>(m_view->curves())) {
        const bool bold = !series.isEmpty() && seriesOfCurve(curve.id) == series;
        if (bold != curve.bold) {
            curve.bold = bold;
            m_view->setCurve(std::move(curve));
        }
    }
}

void SolveChart::setFollowed(const QString& series)
{
    m_followed = series;
    std::vector<double> steps = followedTimes();
    std::sort(steps.begin(), steps.end());
    m_view->setCrosshairSteps(std::move(steps));
}

std::vector<double> SolveChart::followedTimes() const
{
    if (!m_results)
        return {};
    for (const MethodResult& result : m_results->methods)
        if (methodId(*result.solution.method) == m_followed)
            return result.meaningfulTimes();
    return m_results->reference.t;
}

QString SolveChart::referenceName() const
{
    return m_results->job.reference == ReferenceKind::Exact ? tr("Exact") : tr("Reference");
}

std::vector<std::size_t> SolveChart::shownComponents() const
{
    const std::size_t dim = m_results->job.problem.dim();
    if (m_component >= 0)
        return { std::min(static_cast<std::size_t>(m_component), dim - 1) };
    std::vector<std::size_t> all(dim);
    for (std::size_t k = 0; k < dim; ++k)
        all[k] = k;
    return all;
}

void SolveChart::addReference(std::vector<PlotCurve>& curves) const
{
    if (m_results->reference.isEmpty())
        return;
    const QString id = m_results->job.reference == ReferenceKind::Exact
        ? QStringLiteral("exact")
        : QStringLiteral("reference");
    for (const std::size_t k : shownComponents()) {
        const bool first = k == shownComponents().front();
        PlotCurve curve
            = makeCurve(first ? id : QStringLiteral("%1/%2").arg(id).arg(k), referenceName(), id);
        curve.shortName = referenceName();
        curve.inLegend = first;
        curve.lineOnTop = true;
        fillLine(curve, m_results->reference, k);
        curve.markers = false;
        curves.push_back(std::move(curve));
    }
}

PlotCurve SolveChart::methodCurve(const MethodResult& result, std::size_t component) const
{
    const QString series = methodId(*result.solution.method);
    const bool first = component == shownComponents().front();
    PlotCurve curve = makeCurve(first ? series : QStringLiteral("%1/%2").arg(series).arg(component),
        QStringLiteral("%1, %2").arg(
            methodName(*result.solution.method), settingLabel(result.solution.options, true)),
        series);
    if (result.failed())
        curve.name += QStringLiteral(": ") + tr("stopped");
    curve.shortName = methodName(*result.solution.method);
    curve.inLegend = first;
    curve.bold = series == m_selected;
    curve.setsRange = !result.failed();

    SampledCurve samples = result.curve;
    if (result.grewPastLimit) {
        std::size_t end = *result.grewPastLimit;
        if (m_height > 0.0)
            for (std::size_t i = 0; i < end; ++i)
                if (std::abs(samples.y[i * samples.dim + component]) > kFarOut * m_height)
                    end = i;
        samples.t.resize(end + 1);
        samples.y.resize(samples.t.size() * samples.dim);
        samples.dydt.resize(samples.y.size());
    }
    samples.straight = samples.straight || result.failed(); // a cubic would swing even wider
    fillLine(curve, samples, component);
    std::vector<double> y;
    for (std::size_t i = 0; i < samples.t.size(); ++i)
        y.push_back(samples.y[i * samples.dim + component]);
    curve.markerEvery = static_cast<int>((samples.t.size() + kMostMarkers - 1) / kMostMarkers);
    curve.markerEvery = std::max(1, curve.markerEvery);
    curve.replaceMarkers(std::move(samples.t), std::move(y));
    return curve;
}

void SolveChart::show()
{
    m_view->removeLayer(QStringLiteral("stopped"));
    if (!m_results) {
        m_view->clearCurves();
        m_view->setNotes({});
        return;
    }
    std::vector<PlotCurve> curves;
    addReference(curves);
    const auto components = shownComponents();
    auto [lowest, highest] = boundsOf(m_results->reference, components.front());
    for (const MethodResult& result : m_results->methods) {
        const auto bounds = boundsOf(result.curve, components.front());
        if (!result.failed()) {
            lowest = std::min(lowest, bounds.first);
            highest = std::max(highest, bounds.second);
        }
    }
    m_height = std::max({ highest, -lowest, highest - lowest });
    for (std::size_t i = 0; i < m_results->methods.size(); ++i) {
        const MethodResult& result = m_results->methods[i];
        if (result.curve.isEmpty())
            continue;
        bool hollow = false; // the second of two that coincide
        for (std::size_t j = 0; j < i && !hollow; ++j)
            hollow = !m_results->methods[j].curve.isEmpty()
                && liesOn(result.curve, m_results->methods[j].curve, components.front(),
                    highest - lowest);
        for (const std::size_t k : components) {
            PlotCurve curve = methodCurve(result, k);
            curve.hollow = hollow;
            curve.markerSize = hollow ? kHollowMarkerSize : curve.markerSize;
            curves.push_back(std::move(curve));
            if (!result.solution.events.empty())
                curves.push_back(eventMarks(result, k));
        }
    }
    showAxes(curves);
    m_view->setCurves(std::move(curves));
    setFollowed(m_followed);
    showFailures();
}

void SolveChart::showAxes(const std::vector<PlotCurve>& curves)
{
    const std::size_t dim = m_results->job.problem.dim();
    PlotAxis y;
    y.padding = kPadding;
    y.title = m_component == kAllComponents && dim > 1
        ? QStringLiteral("<i>y</i>(<i>t</i>)")
        : componentName(shownComponents().front(), dim, true) + QStringLiteral("(<i>t</i>)");
    // A pole sets no range either: where the values at most times are small, show those.
    std::vector<double> sizes;
    bool someSet = false;
    for (const PlotCurve& curve : curves)
        someSet = someSet || curve.setsRange;
    double lowest = HUGE_VAL;
    double highest = -HUGE_VAL;
    for (const PlotCurve& curve : curves) {
        if ((someSet && !curve.setsRange) || !curve.samples)
            continue;
        for (const double value : curve.samples->y)
            if (std::isfinite(value)) {
                sizes.push_back(std::abs(value));
                lowest = std::min(lowest, value);
                highest = std::max(highest, value);
            }
    }
    if (!sizes.empty()) {
        const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
        std::nth_element(sizes.begin(), middle, sizes.end());
        const double limit = kPoleFactor * *middle;
        const bool failed = std::any_of(m_results->methods.begin(), m_results->methods.end(),
            [](const MethodResult& result) { return result.failed(); });
        if (failed && limit > 0.0 && std::max(-lowest, highest) > 5.0 * limit) {
            if (highest > limit)
                y.upper = limit;
            if (lowest < -limit)
                y.lower = -limit;
        }
    }
    m_view->setAxis(PlotView::AxisId::Y, y);
}

CrosshairBox SolveChart::crosshairBox(double t) const
{
    CrosshairBox box;
    if (!m_results)
        return box;
    const bool errors = !m_results->reference.isEmpty();
    box.title = errors ? tr("<i>t</i> = %1: value (error)").arg(fixedText(t, 4))
                       : tr("<i>t</i> = %1: value").arg(fixedText(t, 4));
    const auto components = shownComponents();
    const auto add = [&](const SampledCurve& samples, const QString& series, const QString& name,
                         bool withError) {
        for (const std::size_t k : components) {
            const QString id
                = k == components.front() ? series : QStringLiteral("%1/%2").arg(series).arg(k);
            const PlotCurve* curve = m_view->curve(id);
            const double value = samples.value(t, k);
            if (!curve || !curve->visible || std::isnan(value))
                continue;
            CrosshairBox::Row row;
            row.curveId = id;
            row.name = components.size() > 1
                ? QStringLiteral("%1 %2").arg(name, componentName(k, samples.dim, true))
                : name;
            row.value = fixedText(value, 4);
            if (withError)
                row.error = signedText(value - m_results->reference.value(t, k));
            box.rows.push_back(row);
        }
    };
    add(m_results->reference,
        m_results->job.reference == ReferenceKind::Exact ? QStringLiteral("exact")
                                                         : QStringLiteral("reference"),
        referenceName(), false);
    for (const MethodResult& result : m_results->methods)
        add(result.curve, methodId(*result.solution.method), methodName(*result.solution.method),
            errors);
    return box;
}

} // namespace ui
