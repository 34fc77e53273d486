// SPDX-License-Identifier: GPL-3.0-or-later
// The analysis charts against time: error, step size, drift of an invariant.
#include "ui/labs/solve_analysis_charts.h"

#include "ui/labs/solve_text.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr std::size_t kMostMarkers = 24; // of a curve
constexpr double kLowShare = 0.05; // of the time: so long may a curve lie below the chart
constexpr std::size_t kMostSorted = 2000; // values that stand for all of a curve
constexpr double kLabelRoom = 0.09; // of the decades of the chart: height of a label
constexpr std::size_t kMostNames = 3; // of methods with the same fixed step

PlotAxis timeAxis()
{
    PlotAxis axis;
    axis.title = QStringLiteral("<i>t</i>");
    return axis;
}

QString nameOf(const MethodResult& result, bool brief)
{
    return brief ? briefMethodName(*result.solution.method, result.solution.options.adaptive)
                 : methodName(*result.solution.method);
}

int thinning(std::size_t points)
{
    return static_cast<int>(std::max<std::size_t>(1, (points + kMostMarkers - 1) / kMostMarkers));
}

/// The decade at or below which a curve stays for 5 % of the time at least: neither the dips of
/// an error that changes its sign nor the tiny first steps of an adaptive method are to stretch
/// the axis.
double lowEnd(const PlotSamples& samples)
{
    std::vector<std::pair<double, double>> values; // with the time before it
    double sum = 0.0;
    const std::size_t stride = 1 + samples.x.size() / kMostSorted;
    for (std::size_t i = stride; i < samples.x.size(); i += stride)
        if (samples.y[i] > 0.0 && std::isfinite(samples.y[i])) {
            values.emplace_back(samples.y[i], std::abs(samples.x[i] - samples.x[i - stride]));
            sum += values.back().second;
        }
    std::ranges::sort(values);
    double passed = 0.0;
    for (const auto& [value, time] : values) {
        passed += time;
        if (passed >= kLowShare * sum)
            return std::pow(10.0, std::floor(std::log10(value)));
    }
    return std::numeric_limits<double>::infinity();
}

/// A logarithmic axis from decade to decade of the curves that set the range.
PlotAxis decadesAxis(const std::vector<PlotCurve>& curves, const QString& title)
{
    PlotAxis axis;
    axis.title = title;
    axis.logarithmic = true;
    double lowest = std::numeric_limits<double>::infinity();
    double highest = 0.0;
    const bool someSet = std::ranges::any_of(curves, &PlotCurve::setsRange);
    for (const PlotCurve& curve : curves) {
        if ((someSet && !curve.setsRange) || !curve.samples)
            continue;
        lowest = std::min(lowest, lowEnd(*curve.samples));
        highest = std::max(highest, curve.samples->yBounds.largestPositive);
    }
    if (highest > 0.0 && std::isfinite(lowest)) {
        axis.lower = lowest;
        axis.upper = std::pow(10.0, std::ceil(std::log10(highest)));
        if (*axis.upper <= lowest)
            axis.upper = 10.0 * lowest;
    }
    return axis;
}

/// One curve of positive values at the steps of a method; says in its name and in `zeros` where
/// values are exactly 0, which have no place on a logarithmic axis.
PlotCurve magnitudeCurve(const MethodResult& result, const QString& name,
    const std::vector<double>& values, QStringList& zeros)
{
    PlotCurve curve(
        methodId(*result.solution.method), name, seriesStyle(methodId(*result.solution.method)));
    curve.shortName = name;
    curve.setsRange = !result.failed();
    const std::size_t count = std::min(result.meaningfulTimes().size(), values.size());
    std::vector<double> t(
        result.solution.t.begin(), result.solution.t.begin() + static_cast<std::ptrdiff_t>(count));
    std::vector<double> y(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
    // At t0 it is 0 for every method.
    const auto exact = count < 2 ? 0 : std::count(y.begin() + 1, y.end(), 0.0);
    if (exact > 0 && static_cast<std::size_t>(exact) + 1 == count)
        curve.name = tr("%1: 0 at every step").arg(name);
    else if (exact > 0)
        zeros << tr("%1 at %2 of %3 steps").arg(name).arg(exact).arg(count - 1);
    curve.markerEvery = thinning(count);
    curve.replace(std::move(t), std::move(y));
    return curve;
}

QString zerosRemark(const QStringList& zeros)
{
    return zeros.isEmpty() ? QString()
                           : tr("Exactly 0, which has no place on a logarithmic axis: %1.")
                                 .arg(zeros.join(QStringLiteral(", ")));
}

void addSteps(AnalysisChart& chart, const MethodResult& result, const QString& name)
{
    const QString id = methodId(*result.solution.method);
    const std::vector<double>& times = result.solution.t;
    std::vector<double> lineT, lineH, t, h;
    for (std::size_t i = 0; i + 1 < times.size(); ++i) {
        t.push_back(times[i]);
        h.push_back(std::abs(times[i + 1] - times[i]));
        lineT.insert(lineT.end(), { times[i], times[i + 1] });
        lineH.insert(lineH.end(), { h.back(), h.back() });
    }
    PlotCurve accepted(id, tr("%1, accepted").arg(name), seriesStyle(id));
    accepted.shortName = name;
    accepted.markerEvery = thinning(t.size() / 2); // twice as many: each stands for a step
    accepted.replace(std::move(lineT), std::move(lineH));
    accepted.replaceMarkers(std::move(t), std::move(h));
    chart.curves.push_back(std::move(accepted));
    if (result.solution.rejectedSteps.empty())
        return;
    t.clear();
    h.clear();
    for (const solvers::RejectedStep& step : result.solution.rejectedSteps) {
        t.push_back(step.t);
        h.push_back(std::abs(step.step));
    }
    SeriesStyle cross { lightTokens().error, darkTokens().error, Marker::Cross, 1.2 };
    PlotCurve rejected(id + QStringLiteral("/rejected"), tr("rejected"), cross);
    rejected.line = false;
    rejected.inLegend = std::ranges::none_of(chart.curves,
        [](const PlotCurve& curve) { return curve.id.endsWith(QLatin1String("/rejected")); });
    rejected.replaceMarkers(std::move(t), std::move(h));
    chart.curves.push_back(std::move(rejected));
}

/// Decades between the smallest and the largest step of the chart, at least one.
double decadesOf(const AnalysisChart& chart)
{
    double lowest = std::numeric_limits<double>::infinity();
    double highest = 0.0;
    for (const PlotCurve& curve : chart.curves)
        if (curve.samples) {
            lowest = std::min(lowest, curve.samples->yBounds.lower);
            highest = std::max(highest, curve.samples->yBounds.upper);
        }
    return highest > lowest ? std::max(1.0, std::log10(highest / lowest)) : 1.0;
}

/// One label for all methods with the same step: below its line where there is room, else above.
void labelFixedSteps(
    AnalysisChart& chart, const QMap<double, QStringList>& names, const solvers::Problem& problem)
{
    const double room = kLabelRoom * decadesOf(chart);
    bool left = false;
    for (auto entry = names.constBegin(); entry != names.constEnd(); ++entry) {
        QStringList methods = entry.value();
        const auto more = methods.size() - static_cast<qsizetype>(kMostNames);
        if (more > 0)
            methods = methods.mid(0, static_cast<qsizetype>(kMostNames)) << tr("%1 more").arg(more);
        const auto roomBelow = entry == names.constBegin()
            || std::log10(entry.key() / std::prev(entry).key()) > room;
        PlotNote label;
        // Towards the ends in turn, so that labels of close steps do not meet.
        label.x = problem.t0 + (left ? 0.25 : 0.85) * (problem.t1 - problem.t0);
        label.y = entry.key();
        label.below = roomBelow;
        label.text = tr("%1 <i>h</i> = %2")
                         .arg(methods.join(QStringLiteral(", ")), settingText(entry.key()));
        chart.notes.push_back(label);
        left = !left;
    }
}

/// Dashed lines of the fixed steps, each labelled once with all methods that take it.
void addFixedSteps(AnalysisChart& chart, const SolveResults& results, bool brief)
{
    QMap<double, QStringList> names;
    for (const MethodResult& result : results.methods) {
        if (result.solution.options.adaptive || result.solution.size() < 2)
            continue;
        const double step = result.solution.options.step;
        const QString id = methodId(*result.solution.method);
        PlotCurve line(id, nameOf(result, brief), seriesStyle(id));
        line.shortName = line.name;
        line.dashed = true;
        line.markers = false;
        line.inLegend = false;
        line.replace({ result.solution.t.front(), result.solution.t.back() }, { step, step });
        chart.curves.push_back(std::move(line));
        names[step] << briefMethodName(*result.solution.method, false);
    }
    labelFixedSteps(chart, names, results.job.problem);
}

} // namespace

QString briefMethodName(const solvers::Method& method, bool adaptive)
{
    static const QRegularExpression twoPeople(
        QStringLiteral("(\\p{Lu})\\p{L}+–(\\p{Lu})\\p{L}+( (?=\\d))?"),
        QRegularExpression::UseUnicodePropertiesOption);
    const QString name = methodName(method);
    QString brief = name;
    brief.replace(twoPeople, QStringLiteral("\\1\\2"));
    if (brief != name && adaptive && !brief.back().isDigit() && !brief.endsWith(QLatin1Char(')')))
        brief += QLatin1Char(' ') + orderText(method, true);
    return brief;
}

QString reasonWithoutError(const SolveResults& results)
{
    if (results.job.reference == ReferenceKind::None)
        return tr("Without a reference there is no error to show. Choose one under "
                  "Reference → Compare with.");
    if (results.reference.isEmpty())
        return tr("The reference could not be computed on this interval, so no error is "
                  "known. Shorten the interval, or choose another reference.");
    return {};
}

AnalysisChart errorChart(const SolveResults& results, bool brief)
{
    AnalysisChart chart;
    chart.reason = reasonWithoutError(results);
    QStringList zeros;
    for (const MethodResult& result : results.methods)
        if (!result.error.empty())
            chart.curves.push_back(
                magnitudeCurve(result, nameOf(result, brief), result.error, zeros));
    chart.x = timeAxis();
    chart.y = decadesAxis(chart.curves, QStringLiteral("|<i>e</i>(<i>t</i>)|"));
    chart.remark = zerosRemark(zeros);
    if (chart.reason.isEmpty() && chart.curves.empty())
        chart.reason = tr("No method has a solution to compare. Tick one under Solvers.");
    return chart;
}

AnalysisChart stepSizeChart(const SolveResults& results, bool brief)
{
    AnalysisChart chart;
    for (const MethodResult& result : results.methods)
        if (result.solution.options.adaptive && result.solution.size() > 1)
            addSteps(chart, result, nameOf(result, brief));
    addFixedSteps(chart, results, brief);
    chart.x = timeAxis();
    chart.y.title = tr("step <i>h</i>");
    chart.y.logarithmic = true;
    chart.y.padding = 0.08;
    if (chart.curves.empty())
        chart.reason = tr("No method has taken a step. Tick one under Solvers.");
    return chart;
}

AnalysisChart driftChart(const AnalysisResults& analysis, std::size_t invariant)
{
    AnalysisChart chart;
    const SolveResults& results = *analysis.of;
    const auto& invariants = results.job.problem.invariants;
    chart.x = timeAxis();
    if (invariants.empty()) {
        chart.reason = tr("This problem states no quantity that its solutions keep. Pendulum, "
                          "Kepler and Lotka–Volterra do.");
        return chart;
    }
    invariant = std::min(invariant, invariants.size() - 1);
    QStringList zeros;
    bool symplectic = false;
    for (std::size_t i = 0; i < results.methods.size() && i < analysis.drift.size(); ++i) {
        const auto& drifts = analysis.drift[i];
        if (invariant >= drifts.size() || drifts[invariant].drift.empty())
            continue;
        const MethodResult& result = results.methods[i];
        symplectic = symplectic || result.solution.method->symplectic;
        chart.curves.push_back(magnitudeCurve(
            result, methodName(*result.solution.method), drifts[invariant].drift, zeros));
    }
    chart.y = decadesAxis(
        chart.curves, QStringLiteral("|<i>I</i>(<i>t</i>) − <i>I</i>(<i>t</i><sub>0</sub>)|"));
    chart.remark = tr("Drift of “%1”, 0 for the exact solution. A symplectic method with a "
                      "fixed step keeps an energy nearly constant for long times; the drift "
                      "of most other methods grows with t.")
                       .arg(fromCore(invariants[invariant].name));
    const auto dim = static_cast<solvers::Index>(results.job.problem.dim());
    if (!symplectic && solvers::methodById("verlet").problem(dim).empty())
        chart.remark += QLatin1Char(' ') + tr("Add Störmer–Verlet under Solvers to compare.");
    if (!zeros.isEmpty())
        chart.remark += QLatin1Char(' ') + zerosRemark(zeros);
    if (chart.curves.empty())
        chart.reason = tr("No method has a solution. Tick one under Solvers.");
    return chart;
}

} // namespace ui
