// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_charts.h"

#include "ui/labs/depth_text.h"
#include "ui/labs/solve_phase_layers.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_view.h"
#include "ui/plots/rich_text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

using solvers::PlanePoint;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kFieldCell = 29.0; // pixels between arrows
constexpr double kLabelDistance = 13.0; // of h_k from its point
constexpr int kMostLabels = 6; // of states; beyond them only the first and the last
constexpr double kGrab = 14.0; // pixels around the single input
constexpr double kPlanePadding = 0.14;

SeriesStyle tokenStyle(QColor Tokens::*token, Marker marker, double width = 1.2)
{
    return { lightTokens().*token, darkTokens().*token, marker, width };
}

/// The flow is blue like the picture of the article; beside the blue steps of Runge-Kutta 4 it is
/// the reference's ink.
SeriesStyle flowStyle(const solvers::Method& method)
{
    SeriesStyle style = seriesStyle(method.id == "rk4" ? u"exact" : u"backprop");
    style.marker = Marker::Circle;
    style.width = 1.2;
    return style;
}

/// Points with gaps between paths.
struct Points {
    std::vector<double> x;
    std::vector<double> y;

    void add(const PlanePoint& point)
    {
        x.push_back(point.x);
        y.push_back(point.y);
    }
    void gap() { add({ kNan, kNan }); }
    void add(const std::vector<PlanePoint>& points)
    {
        for (const PlanePoint& point : points)
            add(point);
        gap();
    }
};

PlotCurve curveOf(const QString& id, const QString& name, const SeriesStyle& style, Points line)
{
    PlotCurve curve(id, name, style);
    curve.replace(std::move(line.x), std::move(line.y));
    return curve;
}

/// The labels h_0, h_1 ... of one path, each on the side away from the neighbours.
void paintStateLabels(QPainter& painter, const PlotDrawing& drawing,
    const std::vector<PlanePoint>& states, const PlotFont& font)
{
    const auto last = static_cast<int>(states.size()) - 1;
    const auto at = [&](int k) {
        const PlanePoint& point = states[static_cast<std::size_t>(std::clamp(k, 0, last))];
        return drawing.map.toPixel(point.x, point.y);
    };
    for (int k = 0; k <= last; ++k) {
        if (last > kMostLabels && k != 0 && k != last)
            continue;
        const QPointF here = at(k);
        if (!drawing.map.area().contains(here))
            continue;
        QPointF away = 2.0 * here - at(k - 1) - at(k + 1);
        const double size = std::hypot(away.x(), away.y());
        away = size > 1e-6 ? away / size : QPointF(0.0, -1.0);
        if (k == 0)
            away = { 0.0, -1.0 };
        const RichText text(QStringLiteral("<i>h</i><sub>%1</sub>").arg(k));
        const double width = text.width(font);
        const QPointF centre = here + (kLabelDistance + width / 4) * away;
        const QFontMetricsF metrics(font.text);
        QRectF box(centre.x() - width / 2 - 1, centre.y() - metrics.height() / 2 + 1, width + 2,
            metrics.height() - 2);
        QColor veil = drawing.tokens.surface;
        veil.setAlphaF(0.75F);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(veil);
        painter.drawRoundedRect(box, 3.0, 3.0);
        painter.setPen(drawing.tokens.text);
        text.paint(painter,
            { centre.x() - width / 2, centre.y() + (metrics.ascent() - metrics.descent()) / 2 },
            font);
    }
}

} // namespace

DepthPlaneChart::DepthPlaneChart(Theme& theme, PlotView* view, QObject* parent)
    : QObject(parent)
    , m_theme(theme)
    , m_view(view)
{
    view->setEqualAspect(true);
    for (const auto& [id, title] : { std::pair(PlotView::AxisId::X, "<i>h</i><sub>1</sub>"),
             std::pair(PlotView::AxisId::Y, "<i>h</i><sub>2</sub>") }) {
        PlotAxis axis;
        axis.title = QString::fromLatin1(title);
        axis.padding = kPlanePadding;
        view->setAxis(id, axis);
    }
    connect(view, &PlotView::rangesChanged, this, &DepthPlaneChart::showField);
    view->setCrosshairProvider([this](double x) { return crosshairBox(x); });
    view->setDragFilter([this](double x, double y) {
        if (!m_study || m_settings.inputs != DepthInputs::Single)
            return false;
        const QPointF way = m_view->map().toPixel(x, y)
            - m_view->map().toPixel(m_settings.single.x, m_settings.single.y);
        return std::hypot(way.x(), way.y()) < kGrab;
    });
    connect(view, &PlotView::dragged, this, [this](double x, double y) {
        emit inputMoved({ x, y });
    });
    connect(view, &PlotView::dragEnded, this, &DepthPlaneChart::inputReleased);
}

void DepthPlaneChart::setStudy(
    std::shared_ptr<const nn::DepthStudy> study, const DepthSettings& settings)
{
    m_study = std::move(study);
    m_settings = settings;
    show();
    showField();
    showLabels();
}

void DepthPlaneChart::setBlock(int block)
{
    if (block == m_block)
        return;
    m_block = block;
    if (!m_study)
        return;
    show();
    if (m_settings.stack.hasOwnWeights())
        showField();
}

std::vector<std::size_t> DepthPlaneChart::order() const
{
    const auto chosen = static_cast<std::size_t>(m_settings.highlighted());
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < m_study->steps.size(); ++i)
        if (i != chosen)
            order.push_back(i);
    if (chosen < m_study->steps.size())
        order.push_back(chosen);
    return order;
}

void DepthPlaneChart::addSteps(std::vector<PlotCurve>& curves) const
{
    const SeriesStyle style = seriesStyle(methodId(*m_study->job.solver.method));
    const auto chosen = static_cast<std::size_t>(m_settings.highlighted());
    Points thin, bold, marked, block;
    for (const std::size_t i : order()) {
        const std::vector<PlanePoint>& points = m_study->steps[i].points;
        (i == chosen ? bold : thin).add(points);
        for (std::size_t k = 1; k < points.size(); ++k)
            marked.add(points[k]);
        const auto start = static_cast<std::size_t>(std::max(0, m_block));
        if (m_block >= 0 && start + 1 < points.size())
            block.add({ points[start], points[start + 1] });
    }
    PlotCurve others = curveOf(QStringLiteral("steps"),
        stepsName(*m_study, m_settings.highlighted()), style, std::move(thin));
    others.style.width = 1.0;
    others.lineOnTop = true;
    others.replaceMarkers(std::move(marked.x), std::move(marked.y));
    curves.push_back(std::move(others));
    for (auto& [id, points, width] : { std::tuple(QStringLiteral("steps/highlight"), &bold, 2.4),
             std::tuple(QStringLiteral("steps/block"), &block, 3.6) }) {
        PlotCurve curve = curveOf(id, {}, style, std::move(*points));
        curve.shortName = id.endsWith(QLatin1String("block")) ? tr("Step %1").arg(m_block + 1)
                                                              : tr("Point %1").arg(chosen + 1);
        curve.style.width = width;
        curve.lineOnTop = true;
        curve.markers = false;
        curve.inLegend = false;
        curves.push_back(std::move(curve));
    }
}

void DepthPlaneChart::addFlows(std::vector<PlotCurve>& curves) const
{
    const auto chosen = static_cast<std::size_t>(m_settings.highlighted());
    const SeriesStyle style = flowStyle(*m_study->job.solver.method);
    Points thin, bold, ends, gaps;
    for (const std::size_t i : order()) {
        const nn::DepthPath& flow = m_study->flows[i];
        (i == chosen ? bold : thin).add(flow.points);
        ends.add(flow.points.back());
        if (std::isfinite(m_study->discrepancy[i]))
            gaps.add({ m_study->steps[i].points.back(), flow.points.back() });
    }
    PlotCurve flows
        = curveOf(QStringLiteral("flow"), tr("Continuous flow"), style, std::move(thin));
    flows.style.width = 1.0;
    flows.replaceMarkers(std::move(ends.x), std::move(ends.y));
    flows.markerSize = 4.0;
    curves.push_back(std::move(flows));
    PlotCurve highlighted = curveOf(QStringLiteral("flow/highlight"), {}, style, std::move(bold));
    highlighted.shortName = tr("Flow of point %1").arg(chosen + 1);
    highlighted.style.width = 2.4;
    highlighted.markers = false;
    highlighted.inLegend = false;
    curves.push_back(std::move(highlighted));
    if (!m_settings.showDiscrepancy)
        return;
    PlotCurve discrepancy = curveOf(QStringLiteral("discrepancy"), tr("Discrepancy"),
        tokenStyle(&Tokens::error, Marker::None, 1.4), std::move(gaps));
    discrepancy.dotted = true;
    curves.push_back(std::move(discrepancy));
}

void DepthPlaneChart::show()
{
    std::vector<PlotCurve> curves;
    Points inputs;
    for (const PlanePoint& input : m_study->job.inputs)
        inputs.add(input);
    PlotCurve input = curveOf(QStringLiteral("input"), tr("Input"),
        tokenStyle(&Tokens::text, Marker::Circle), std::move(inputs));
    input.line = false;
    input.hollow = input.hollowInLegend = true;
    input.markerSize = 4.0;
    addFlows(curves);
    addSteps(curves);
    // The legend's order is the way of the points; their circles are drawn last where they meet.
    std::rotate(curves.begin(), std::ranges::find(curves, QStringLiteral("steps"), &PlotCurve::id),
        curves.end());
    curves.insert(curves.begin(), std::move(input));
    m_view->setCurves(std::move(curves));
}

void DepthPlaneChart::showField()
{
    if (!m_study || !m_settings.showField) {
        m_view->removeLayer(phaseFieldId());
        return;
    }
    const PlotMap map = m_view->map();
    const PlotRanges ranges = m_view->ranges();
    const auto cells
        = [](double length) { return std::clamp(static_cast<int>(length / kFieldCell), 4, 40); };
    auto field = std::make_shared<const std::vector<solvers::FieldSample>>(
        nn::sampleBlockField(m_study->job.stack, std::max(0, m_block),
            { { ranges.x.lower, ranges.y.lower }, { ranges.x.upper, ranges.y.upper } },
            cells(map.area().width()), cells(map.area().height())));
    m_view->setLayer(directionFieldLayer(std::move(field)));
}

void DepthPlaneChart::showLabels()
{
    const auto& states = m_study->steps[static_cast<std::size_t>(m_settings.highlighted())].points;
    m_view->setLayer({ QStringLiteral("state-labels"), PlotLayer::Place::OverCurves,
        [states, font = PlotFont(m_theme, TextSize::Small, QFont::DemiBold)](QPainter& painter,
            const PlotDrawing& drawing) { paintStateLabels(painter, drawing, states, font); } });
}

/// The states of the highlighted point that are nearest to the line.
CrosshairBox DepthPlaneChart::crosshairBox(double x) const
{
    CrosshairBox box { QStringLiteral("<i>h</i><sub>1</sub> = %1").arg(fixedText(x, 3)), {} };
    if (!m_study)
        return box;
    const auto chosen = static_cast<std::size_t>(m_settings.highlighted());
    const auto add = [&](const QString& id, const nn::DepthPath& path, const auto& nameOf) {
        const auto nearest = std::ranges::min_element(
            path.points, {}, [x](const PlanePoint& point) { return std::abs(point.x - x); });
        const auto k = static_cast<std::size_t>(nearest - path.points.begin());
        box.rows.push_back({ id, nameOf(k), pointText(*nearest), {} });
    };
    add(QStringLiteral("steps"), m_study->steps[chosen],
        [](std::size_t k) { return QStringLiteral("<i>h</i><sub>%1</sub>").arg(k); });
    const nn::DepthPath& flow = m_study->flows[chosen];
    add(QStringLiteral("flow"), flow, [&flow](std::size_t k) {
        return QStringLiteral("<i>h</i>(%1)").arg(fixedText(flow.t[k], 2));
    });
    return box;
}

DepthSweepChart::DepthSweepChart(Theme&, PlotView* view, QObject* parent)
    : QObject(parent)
    , m_view(view)
{
    PlotAxis x;
    x.title = tr("number of blocks <i>N</i>");
    x.logarithmic = x.powersOfTwo = true;
    x.padding = 0.03;
    PlotAxis y;
    y.title = tr("max ‖<i>h</i><sub>N</sub> − <i>h</i>(<i>T</i>)‖");
    y.logarithmic = true;
    y.padding = 0.05;
    view->setAxis(PlotView::AxisId::X, x);
    view->setAxis(PlotView::AxisId::Y, y);
    connect(view, &PlotView::clicked, this, [this](double blocks) {
        emit blocksChosen(std::clamp(static_cast<int>(std::lround(blocks)), 1, nn::kMostBlocks));
    });
}

void DepthSweepChart::setStudy(const std::shared_ptr<const nn::DepthStudy>& study)
{
    std::vector<PlotCurve> curves;
    std::vector<double> at;
    for (const nn::DepthSweep& sweep : study->sweeps) {
        const QString name = shortMethodName(*sweep.method);
        PlotCurve curve(methodId(*sweep.method),
            sweep.method->id == "euler" ? tr("%1 (ResNet)").arg(name) : name,
            seriesStyle(methodId(*sweep.method)));
        curve.shortName = name;
        at.assign(sweep.blocks.begin(), sweep.blocks.end());
        curve.replace(at, sweep.largest);
        curve.bold = sweep.method == study->job.solver.method;
        curves.push_back(std::move(curve));
    }
    m_view->setCurves(std::move(curves));
    m_view->setCrosshairSteps(std::move(at));
    m_view->setCrosshairProvider([study](double x) {
        const auto blocks = static_cast<int>(std::lround(x));
        CrosshairBox box { tr("<i>N</i> = %1: largest discrepancy").arg(blocks), {} };
        for (const nn::DepthSweep& sweep : study->sweeps) {
            const auto found = std::ranges::find(sweep.blocks, blocks);
            if (found != sweep.blocks.end())
                box.rows.push_back({ methodId(*sweep.method), {},
                    resultText(
                        sweep.largest[static_cast<std::size_t>(found - sweep.blocks.begin())]),
                    {} });
        }
        return box;
    });
    const int blocks = study->job.stack.blocks;
    m_view->setLayer({ QStringLiteral("present-blocks"), PlotLayer::Place::BehindCurves,
        [blocks](QPainter& painter, const PlotDrawing& drawing) {
            const QRectF& area = drawing.map.area();
            const double x = drawing.map.toPixel(blocks, drawing.map.ranges().y.lower).x();
            if (x < area.left() || x > area.right())
                return;
            painter.setPen(QPen(drawing.tokens.accent, 1.4, Qt::DashLine));
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
        } });
}

} // namespace ui
