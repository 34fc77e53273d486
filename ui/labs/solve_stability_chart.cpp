// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_stability_chart.h"

#include "ui/labs/solve_stability_paint.h"
#include "ui/widgets/number_text.h"

#include <QLineF>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ui {

namespace {

constexpr double kReach = 10.0; // of a press from a mark, px
constexpr double kMargin = 0.12; // of the regions' size, around them
constexpr double kMostOfUnbounded = 6.0; // |z| of the boundary of an unbounded region on show
constexpr double kSmallestView = 1.0;
constexpr double kLineWidth = 1.6;

/// 1, 2 or 5 times a power of ten, at least this.
double niceStep(double atLeast)
{
    const double power = std::pow(10.0, std::floor(std::log10(atLeast)));
    for (const double factor : { 1.0, 2.0, 5.0 })
        if (factor * power >= atLeast)
            return factor * power;
    return 10.0 * power;
}

} // namespace

SolveStabilityChart::SolveStabilityChart(Theme& theme, PlotView* plot, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_plot(plot)
{
    m_plot->setEqualAspect(true);
    m_plot->setCrosshairProvider([](double x) { // curves are no functions of x here
        CrosshairBox box;
        box.title = QStringLiteral("Re(<i>hλ</i>) = ") + fixedText(x, 3);
        return box;
    });
    m_plot->setDragFilter([this](double x, double y) { return handleAt(x, y).has_value(); });
    connect(m_plot, &PlotView::dragStarted, this,
        [this](double x, double y) { m_dragged = handleAt(x, y); });
    connect(m_plot, &PlotView::legendToggled, this,
        [this](const QString& curve, bool visible) { hide(curve, !visible); });
    connect(m_plot, &PlotView::dragged, this, &SolveStabilityChart::drag);
    connect(m_plot, &PlotView::dragEnded, this, [this] {
        m_dragged.reset();
        emit dragFinished();
    });
}

void SolveStabilityChart::show(const StabilityPicture& picture)
{
    m_picture = picture;
    for (StabilityRow& row : m_picture.rows)
        row.hidden = m_hidden.contains(row.series);
    if (!m_dragged)
        showRanges(); // the plane stays while the pointer moves on it
    showCurves();
    showLayers();
}

/// The regions set the range; a mark far away is an arrow at the edge.
void SolveStabilityChart::showRanges()
{
    double left = -kSmallestView;
    double right = 0.5 * kSmallestView;
    double top = kSmallestView;
    for (const StabilityRow& row : m_picture.rows) {
        if (row.hidden || !row.region || row.region->boundary.empty())
            continue;
        const bool line = row.region->right - row.region->left < 1e-6;
        const double most = row.region->bounded ? 2.0 * solvers::StabilityRegion::kFarOut
            : line                              ? 0.5 * kMostOfUnbounded
                                                : kMostOfUnbounded;
        left = std::min(left, std::max(row.region->left, -most));
        right = std::max(right, std::min(row.region->right, most));
        top = std::max(top, std::min(row.region->top, most));
    }
    const double free = kMargin * std::max(right - left, 2.0 * top);
    PlotAxis x;
    x.title = QStringLiteral("Re(<i>hλ</i>)");
    x.lower = left - free;
    x.upper = right + free;
    PlotAxis y;
    y.title = QStringLiteral("Im(<i>hλ</i>)");
    y.lower = -top - free;
    y.upper = top + free;
    m_plot->setAxis(PlotView::AxisId::X, x);
    m_plot->setAxis(PlotView::AxisId::Y, y);
}

/// All pieces of the boundary in one line, with gaps between them.
PlotCurve SolveStabilityChart::boundaryCurve(const StabilityRow& row) const
{
    PlotCurve curve(row.series + QStringLiteral("/boundary"), row.name, seriesStyle(row.series));
    curve.markers = false;
    curve.inLegend = false;
    curve.setsRange = false;
    curve.style.width = row.region->loops.empty() ? 2.0 * kLineWidth : kLineWidth;
    std::vector<double> x;
    std::vector<double> y;
    for (const solvers::StabilityRegion::Line& line : row.region->boundary) {
        for (const std::complex<double>& z : line) {
            x.push_back(z.real());
            y.push_back(z.imag());
        }
        x.push_back(std::numeric_limits<double>::quiet_NaN());
        y.push_back(std::numeric_limits<double>::quiet_NaN());
    }
    curve.replace(std::move(x), std::move(y));
    return curve;
}

PlotCurve SolveStabilityChart::markCurve(const StabilityRow& row, bool stable) const
{
    QString name = row.name;
    if (std::isfinite(row.step))
        name += QStringLiteral(", <i>h</i> = ")
            + settingText(QString::number(row.step, 'g', 4).toDouble());
    PlotCurve curve(stable ? row.series : row.series + QStringLiteral("/unstable"), name,
        seriesStyle(row.series));
    curve.shortName = row.name;
    curve.line = false;
    curve.hollow = !stable;
    curve.inLegend = stable;
    curve.setsRange = false;
    std::vector<double> x;
    std::vector<double> y;
    for (const StabilityMark& mark : row.marks)
        if (mark.stable == stable) {
            x.push_back(mark.z.real());
            y.push_back(mark.z.imag());
        }
    curve.replace(std::move(x), std::move(y));
    return curve;
}

void SolveStabilityChart::showCurves()
{
    std::vector<PlotCurve> curves;
    for (const StabilityRow& row : m_picture.rows)
        if (row.region)
            curves.push_back(boundaryCurve(row));
    for (const StabilityRow& row : m_picture.rows)
        for (const bool stable : { true, false })
            curves.push_back(markCurve(row, stable));
    for (PlotCurve& curve : curves)
        curve.visible = !m_hidden.contains(curve.id.section(QLatin1Char('/'), 0, 0));
    m_plot->setCurves(std::move(curves));
}

void SolveStabilityChart::hide(const QString& series, bool hidden)
{
    if (hidden)
        m_hidden.insert(series);
    else
        m_hidden.remove(series);
    for (const char* part : { "/unstable", "/boundary" })
        m_plot->setCurveVisible(series + QLatin1String(part), !hidden);
    if (!m_dragged)
        show(m_picture);
}

void SolveStabilityChart::showLayers()
{
    const auto picture = std::make_shared<const StabilityPicture>(m_picture);
    PlotLayer regions;
    regions.id = QStringLiteral("regions");
    regions.paint = [picture](QPainter& painter, const PlotDrawing& drawing) {
        paintStabilityRegions(painter, drawing, *picture);
    };
    m_plot->setLayer(std::move(regions));
    PlotLayer labels;
    labels.id = QStringLiteral("labels");
    labels.place = PlotLayer::Place::OverCurves;
    const PlotFont text(m_theme, TextSize::Small);
    const PlotFont bold(m_theme, TextSize::Small, QFont::DemiBold);
    labels.paint = [picture, text, bold](QPainter& painter, const PlotDrawing& drawing) {
        paintStabilityLabels(painter, drawing, *picture, text, bold);
    };
    m_plot->setLayer(std::move(labels));
}

std::optional<SolveStabilityChart::Handle> SolveStabilityChart::handleAt(double x, double y) const
{
    const PlotMap map = m_plot->map();
    const QPointF at = map.toPixel(x, y);
    std::optional<Handle> nearest;
    double distance = kReach;
    for (const StabilityRow& row : m_picture.rows) {
        if (row.hidden || !row.fixedStep)
            continue; // its step is the error control's
        for (const StabilityMark& mark : row.marks) {
            const double size = std::abs(mark.eigenvalue);
            const auto seen = seenMark(map, mark.z);
            if (!seen || size == 0.0)
                continue;
            const double away = QLineF(seen->at, at).length();
            if (away <= distance) {
                distance = away;
                nearest = Handle { row.series, m_picture.direction * mark.eigenvalue / size, size };
            }
        }
    }
    return nearest;
}

void SolveStabilityChart::drag(double x, double y)
{
    if (!m_dragged)
        return;
    const PlotMap map = m_plot->map();
    const double along = (std::complex<double>(x, y) * std::conj(m_dragged->direction)).real();
    const double perPixel = (map.ranges().x.upper - map.ranges().x.lower) / map.area().width();
    // As fine as a pixel of the way, and never 0.
    const double grain = niceStep(perPixel / m_dragged->size);
    const double step = std::max(1.0, std::round(along / m_dragged->size / grain)) * grain;
    emit stepChosen(m_dragged->series, QString::number(step, 'g', 6).toDouble());
}

} // namespace ui
