// SPDX-License-Identifier: GPL-3.0-or-later
// The two charts along depth: adjoint and hidden state of the sample digits, by class.
#include "ui/labs/train_charts.h"

#include "ui/plots/plot_view.h"

#include <algorithm>
#include <limits>
#include <map>

namespace ui {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

QString classId(const char* prefix, int label)
{
    return QStringLiteral("%1-%2").arg(QLatin1String(prefix)).arg(label);
}

/// The lines of all digits of one class as one curve with gaps, so that the legend names a class
/// once and hides it as a whole.
struct ClassCurves {
    std::vector<double> x, y; ///< lines
    std::vector<double> markX, markY;
    std::vector<double> startX, startY;

    void addLine(const std::vector<double>& xs, const std::vector<double>& ys)
    {
        x.insert(x.end(), xs.begin(), xs.end());
        y.insert(y.end(), ys.begin(), ys.end());
        x.push_back(kNone);
        y.push_back(kNone);
    }
};

PlotCurve classCurve(const char* prefix, int label, const ClassCurves& points)
{
    PlotCurve curve(classId(prefix, label), QString::number(label), digitStyle(label));
    curve.replace(points.x, points.y);
    curve.replaceMarkers(points.markX, points.markY);
    return curve;
}

/// Bold copy of one digit's line over the others.
PlotCurve followedCurve(const ProbedDigit& digit, const std::vector<double>& x,
    const std::vector<double>& y, const ClassCurves& marks)
{
    PlotCurve curve(
        QStringLiteral("followed"), QString::number(digit.label), digitStyle(digit.label));
    curve.shortName = QObject::tr("followed digit %1").arg(digit.label);
    curve.replace(x, y);
    curve.replaceMarkers(marks.markX, marks.markY);
    curve.inLegend = false;
    curve.bold = true;
    return curve;
}

void addMarks(ClassCurves& points, const std::vector<double>& x, const std::vector<double>& y)
{
    constexpr std::size_t kMost = 6;
    const std::size_t every = (x.size() + kMost - 1) / kMost;
    for (std::size_t i = every / 2; i < x.size(); i += std::max<std::size_t>(every, 1)) {
        points.markX.push_back(x[i]);
        points.markY.push_back(y[i]);
    }
}

} // namespace

void TrainCharts::drawAdjoint()
{
    if (m_probe.adjointDepth.empty()) {
        view(AdjointNorm)->clearCurves();
        view(AdjointNorm)->setNotes({ { 0.5, 0.03, tr("this network has no depth"), {}, false } });
        return;
    }
    std::map<int, ClassCurves> classes;
    for (const ProbedDigit& digit : m_probe.digits) {
        ClassCurves& points = classes[digit.label];
        points.addLine(m_probe.adjointDepth, digit.adjointNorm);
        addMarks(points, m_probe.adjointDepth, digit.adjointNorm);
    }
    std::vector<PlotCurve> curves;
    for (const auto& [label, points] : classes) {
        curves.push_back(classCurve("class", label, points));
        curves.back().dim = m_followed >= 0;
    }
    if (m_followed >= 0) {
        const ProbedDigit& digit = m_probe.digits[static_cast<std::size_t>(m_followed)];
        ClassCurves marks;
        addMarks(marks, m_probe.adjointDepth, digit.adjointNorm);
        curves.push_back(followedCurve(digit, m_probe.adjointDepth, digit.adjointNorm, marks));
    }
    view(AdjointNorm)->setNotes({});
    view(AdjointNorm)->setCurves(std::move(curves));
}

void TrainCharts::drawHidden()
{
    if (m_probe.depth.empty()) {
        view(HiddenState)->clearCurves();
        view(HiddenState)->setNotes({ { 0.5, 0.5, tr("this network has no depth"), {}, false } });
        return;
    }
    std::map<int, ClassCurves> classes;
    for (const ProbedDigit& digit : m_probe.digits) {
        if (digit.x.empty())
            continue;
        ClassCurves& points = classes[digit.label];
        points.addLine(digit.x, digit.y);
        points.markX.push_back(digit.x.back());
        points.markY.push_back(digit.y.back());
        points.startX.push_back(digit.x.front());
        points.startY.push_back(digit.y.front());
    }
    std::vector<PlotCurve> curves;
    for (const auto& [label, points] : classes) {
        curves.push_back(classCurve("class", label, points));
        PlotCurve start(classId("start", label), QString::number(label), digitStyle(label));
        start.shortName = tr("start of %1").arg(label);
        start.style.marker = Marker::Circle;
        start.replace(points.startX, points.startY);
        start.line = false;
        start.hollow = true;
        start.markerSize = 2.5;
        start.inLegend = false;
        curves.back().dim = start.dim = m_followed >= 0;
        curves.push_back(std::move(start));
    }
    if (m_followed >= 0) {
        const ProbedDigit& digit = m_probe.digits[static_cast<std::size_t>(m_followed)];
        ClassCurves marks;
        if (!digit.x.empty()) {
            marks.markX.push_back(digit.x.back());
            marks.markY.push_back(digit.y.back());
        }
        curves.push_back(followedCurve(digit, digit.x, digit.y, marks));
    }
    view(HiddenState)->setNotes({});
    view(HiddenState)->setCurves(std::move(curves));
}

} // namespace ui
