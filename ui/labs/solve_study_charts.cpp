// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of a study: error at the end against step size, and against work.
#include "ui/labs/solve_analysis_charts.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/slope_triangle.h"
#include "ui/text.h"
#include "ui/widgets/number_text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace ui {

namespace {

constexpr double kTriangleWidth = 2.0; // ratio of its steps
constexpr double kTriangleOffset = 0.04; // of the decades of the chart, below the curve
constexpr double kFewestDecades = 2.0;
constexpr double kLabelRoom = 0.1; // of the decades of the chart, below a triangle
constexpr double kConfirmed = 0.5; // so near to the order two points alone must come

/// What a method that diverged has reached is no error to compare, and sets no range.
double drawn(double error)
{
    return error > kGrowthLimit ? std::numeric_limits<double>::quiet_NaN() : error;
}

/// The curve of a method, its limited points hollow and in a curve of their own.
void addPoints(AnalysisChart& chart, const QString& id, const QString& name,
    const QString& shortName, const std::vector<double>& x, const std::vector<double>& y,
    const std::vector<bool>& limited)
{
    PlotCurve curve(id, name, seriesStyle(id));
    curve.shortName = shortName;
    curve.replace(x, y);
    std::vector<double> goodX, goodY, limitedX, limitedY; // the markers
    for (std::size_t i = 0; i < x.size(); ++i) {
        (limited[i] ? limitedX : goodX).push_back(x[i]);
        (limited[i] ? limitedY : goodY).push_back(y[i]);
    }
    curve.replaceMarkers(std::move(goodX), std::move(goodY));
    chart.curves.push_back(std::move(curve));
    if (limitedX.empty())
        return;
    PlotCurve hollow(id + QStringLiteral("/limited"), shortName, seriesStyle(id));
    hollow.line = false;
    hollow.hollow = true;
    hollow.inLegend = false;
    hollow.replaceMarkers(std::move(limitedX), std::move(limitedY));
    chart.curves.push_back(std::move(hollow));
}

double decadesOf(const AnalysisChart& chart)
{
    double lowest = HUGE_VAL;
    double highest = 0.0;
    for (const PlotCurve& curve : chart.curves)
        if (curve.samples && curve.samples->yBounds.smallestPositive > 0.0) {
            lowest = std::min(lowest, curve.samples->yBounds.smallestPositive);
            highest = std::max(highest, curve.samples->yBounds.largestPositive);
        }
    return highest > lowest ? std::max(kFewestDecades, std::log10(highest / lowest))
                            : kFewestDecades;
}

/// Whether the asymptotic points say something: at least three of them in a line, or two whose
/// slope is about the order that theory promises; and no point of a method that diverged.
bool hasObservedOrder(const solvers::Convergence& convergence)
{
    long count = 0;
    for (const solvers::ConvergencePoint& point : convergence.points) {
        if (point.asymptotic && point.error > kGrowthLimit)
            return false;
        count += point.asymptotic ? 1 : 0;
    }
    const double difference = std::abs(convergence.observedOrder - convergence.method->order());
    return count > 2 || (count == 2 && difference <= kConfirmed);
}

/// A triangle below the middle of the straight part of a curve; nothing without such a part.
std::optional<SlopeTriangle> triangleOf(const solvers::Convergence& convergence, double decades)
{
    std::vector<const solvers::ConvergencePoint*> straight;
    for (const solvers::ConvergencePoint& point : convergence.points)
        if (point.asymptotic)
            straight.push_back(&point);
    if (!hasObservedOrder(convergence))
        return {};
    const solvers::ConvergencePoint& at = *straight[straight.size() / 2]; // its smaller step
    SlopeTriangle triangle;
    triangle.x0 = at.step;
    triangle.x1 = kTriangleWidth * at.step;
    triangle.y = at.error * std::pow(10.0, -kTriangleOffset * decades);
    triangle.y1 = triangle.y * std::pow(kTriangleWidth, convergence.method->order());
    return triangle;
}

void addTriangles(AnalysisChart& chart, const std::vector<solvers::Convergence>& all)
{
    const double decades = decadesOf(chart);
    std::map<int, SlopeTriangle> lowest; // by order
    for (const solvers::Convergence& convergence : all) {
        const auto triangle = triangleOf(convergence, decades);
        if (!triangle)
            continue;
        const auto [entry, isNew] = lowest.emplace(convergence.method->order(), *triangle);
        if (!isNew && triangle->y < entry->second.y)
            entry->second = *triangle;
    }
    if (lowest.empty())
        return;
    std::vector<SlopeTriangle> triangles;
    double bottom = HUGE_VAL;
    for (const PlotCurve& curve : chart.curves)
        if (curve.samples && curve.samples->yBounds.smallestPositive > 0.0)
            bottom = std::min(bottom, curve.samples->yBounds.smallestPositive);
    for (const auto& [order, triangle] : lowest) {
        triangles.push_back(triangle);
        if (const double below = triangle.y * std::pow(10.0, -kLabelRoom * decades); below < bottom)
            chart.y.lower = std::min(below, chart.y.lower.value_or(below));
        PlotNote label;
        label.x = std::sqrt(triangle.x0 * triangle.x1);
        label.y = triangle.y;
        label.below = true;
        label.text = tr("slope %1").arg(order);
        chart.notes.push_back(label);
    }
    chart.layers.push_back(slopeTriangles(triangles));
}

QString leftOutRemark(const QStringList& names)
{
    return names.isEmpty()
        ? QString()
        : tr("Left out because they would take too long: the smallest settings of %1.")
              .arg(names.join(QStringLiteral(", ")));
}

QString reasonWithoutStudy(const AnalysisResults& analysis)
{
    if (!analysis.fault.isEmpty())
        return tr("The measurement broke off: %1").arg(analysis.fault);
    if (!analysis.referenceKnown)
        return tr("The reference does not reach the end of the interval, so no error is known "
                  "there. Shorten the interval.");
    return {};
}

} // namespace

AnalysisChart convergenceChart(const AnalysisResults& analysis, bool brief)
{
    AnalysisChart chart;
    chart.x = logAxis(tr("step <i>h</i>"));
    chart.y = logAxis(QStringLiteral("|<i>e</i>(<i>T</i>)|"));
    chart.reason = reasonWithoutStudy(analysis);
    QStringList leftOut;
    QStringList noOrder;
    bool rounding = false;
    for (const solvers::Convergence& convergence : analysis.convergence) {
        const QString name
            = brief ? briefMethodName(*convergence.method, false) : methodName(*convergence.method);
        std::vector<double> h, e;
        std::vector<bool> limited;
        for (const solvers::ConvergencePoint& point : convergence.points) {
            h.push_back(point.step);
            e.push_back(drawn(point.error));
            limited.push_back(point.limited);
            rounding = rounding || point.limited;
        }
        const bool known = hasObservedOrder(convergence);
        const QString order = known ? fixedText(convergence.observedOrder, 2) : QStringLiteral("–");
        if (!known)
            noOrder << name;
        // A name that ends in a number needs something between.
        const QString between
            = name.back().isDigit() && !brief ? QStringLiteral(": ") : QStringLiteral(" ");
        addPoints(
            chart, methodId(*convergence.method), name + between + order, name, h, e, limited);
        if (convergence.leftOut > 0)
            leftOut << name;
    }
    addTriangles(chart, analysis.convergence);
    QStringList remarks;
    if (rounding)
        remarks << tr("Hollow: the error is rounding, or the reference's own, and does not "
                      "count.");
    if (!noOrder.isEmpty())
        remarks << tr("No observed order for %1: the errors above rounding do not fall in a "
                      "straight line.")
                       .arg(noOrder.join(QStringLiteral(", ")));
    remarks << leftOutRemark(leftOut);
    chart.remark = remarks.join(QLatin1Char(' ')).trimmed();
    if (chart.reason.isEmpty() && chart.curves.empty())
        chart.reason = tr("No method with fixed steps is ticked. Tick one under Solvers; "
                          "adaptive methods appear under Work–precision.");
    return chart;
}

AnalysisChart workPrecisionChart(const AnalysisResults& analysis, bool againstTime, bool brief)
{
    AnalysisChart chart;
    chart.x
        = logAxis(againstTime ? tr("time of the solve (s)") : tr("evaluations of <i>f</i> (NFE)"));
    chart.y = logAxis(QStringLiteral("|<i>e</i>(<i>T</i>)|"));
    chart.reason = reasonWithoutStudy(analysis);
    QStringList leftOut;
    for (const solvers::WorkPrecision& work : analysis.work) {
        const QString name
            = brief ? briefMethodName(*work.method, work.adaptive) : methodName(*work.method);
        std::vector<double> x, e;
        std::vector<bool> limited;
        for (const solvers::WorkPoint& point : work.points) {
            x.push_back(
                againstTime ? point.seconds : static_cast<double>(point.report.counters.nfe));
            e.push_back(drawn(point.error));
            limited.push_back(point.limited);
        }
        addPoints(chart, methodId(*work.method), name, name, x, e, limited);
        if (work.leftOut > 0)
            leftOut << name;
    }
    chart.remark = leftOutRemark(leftOut);
    if (chart.reason.isEmpty() && chart.curves.empty())
        chart.reason = tr("No method is ticked. Tick one under Solvers.");
    return chart;
}

QString observedOrderNote(const AnalysisResults& analysis)
{
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    std::size_t most = 0;
    for (const solvers::Convergence& convergence : analysis.convergence) {
        const auto count = static_cast<std::size_t>(
            std::ranges::count_if(convergence.points, &solvers::ConvergencePoint::asymptotic));
        if (!hasObservedOrder(convergence))
            continue;
        fewest = std::min(fewest, count);
        most = std::max(most, count);
    }
    if (most == 0)
        return tr("No observed order: no errors above rounding fall in a straight line. "
                  "Adaptive methods appear under Work–precision.");
    const QString steps
        = fewest == most ? QString::number(most) : QStringLiteral("%1–%2").arg(fewest).arg(most);
    return tr("Observed order: slope of a straight line through the %1 smallest steps above "
              "rounding. Adaptive methods appear under Work–precision.")
        .arg(steps);
}

} // namespace ui
