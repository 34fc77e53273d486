// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_phase_layers.h"

#include "ui/plots/rich_text.h"
#include "ui/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <optional>

namespace ui {

namespace {

constexpr double kArrow = 14.0; // length in pixels
constexpr double kBarb = 4.5;
constexpr double kBarbWidth = 2.2; // half of it
constexpr double kHead = 9.0; // arrowhead of a trajectory
constexpr double kHeadWidth = 4.5; // half of it
constexpr double kHeadAt = 0.35; // of the visible length
constexpr double kLineHeadEvery = 48.0; // on the phase line
constexpr double kShortestLine = 24.0; // that gets a head
constexpr QPointF kNumberOffset { 8.0, -8.0 };
constexpr double kLabelGap = 10.0; // of a label from its point
constexpr double kLabelPadding = 2.0;
constexpr float kLabelVeil = 0.65F; // of the surface, so that lines do not cross the text

/// A filled head with its tip at `tip`, pointing along the unit vector.
void paintHead(QPainter& painter, const QPointF& tip, const QPointF& along, double length,
    double halfWidth, const QColor& color)
{
    const QPointF across(-along.y(), along.x());
    const QPointF base = tip - length * along;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF { tip, base + halfWidth * across, base - halfWidth * across });
}

void paintField(
    QPainter& painter, const PlotDrawing& drawing, const std::vector<solvers::FieldSample>& field)
{
    const PlotMap& map = drawing.map;
    const double perX = map.area().width() / (map.ranges().x.upper - map.ranges().x.lower);
    const double perY = map.area().height() / (map.ranges().y.upper - map.ranges().y.lower);
    const QRectF inner = map.area().adjusted(kArrow / 2, kArrow / 2, -kArrow / 2, -kArrow / 2);
    for (const solvers::FieldSample& sample : field) {
        const QPointF direction(sample.slope.x * perX, -sample.slope.y * perY);
        const double size = std::hypot(direction.x(), direction.y());
        const QPointF at = map.toPixel(sample.at.x, sample.at.y);
        if (!(size > 0.0) || !std::isfinite(size) || !inner.contains(at))
            continue;
        const QPointF along = direction / size;
        const QPointF tip = at + kArrow / 2 * along;
        painter.setPen(QPen(drawing.tokens.field, 1.0));
        painter.drawLine(at - kArrow / 2 * along, tip - kBarb * along);
        paintHead(painter, tip, along, kBarb, kBarbWidth, drawing.tokens.field);
    }
}

void paintPhaseLine(QPainter& painter, const PlotDrawing& drawing, const solvers::PhaseLine& line)
{
    const PlotMap& map = drawing.map;
    const QRectF& area = map.area();
    const double height = map.toPixel(map.ranges().x.lower, 0.0).y();
    if (line.y.empty() || height < area.top() || height > area.bottom())
        return;
    painter.setPen(QPen(drawing.tokens.axis, 1.0));
    painter.drawLine(QPointF(area.left(), height), QPointF(area.right(), height));
    for (double x = area.left() + kLineHeadEvery / 2; x < area.right() - kHead;
         x += kLineHeadEvery) {
        const double y = map.toValue({ x, height }).x();
        const auto next = std::ranges::lower_bound(line.y, y);
        if (next == line.y.end() || next == line.y.begin())
            continue;
        const double slope = line.slope[static_cast<std::size_t>(next - line.y.begin())];
        if (!(std::abs(slope) > 0.0))
            continue;
        const QPointF along(slope > 0.0 ? 1.0 : -1.0, 0.0);
        paintHead(painter, QPointF(x, height) + kHead / 2 * along, along, kHead, kHeadWidth,
            drawing.tokens.axis);
    }
}

/// Where the head of a line stands, a share of the visible length from its start on.
struct HeadPlace {
    QPointF tip;
    QPointF along;
};

std::optional<HeadPlace> placeOf(const PlotSamples& line, const PlotMap& map)
{
    std::vector<std::pair<QPointF, QPointF>> pieces;
    double length = 0.0;
    for (std::size_t i = 1; i < line.x.size(); ++i) {
        if (!map.hasPlace(line.x[i - 1], line.y[i - 1]) || !map.hasPlace(line.x[i], line.y[i]))
            continue;
        const QPointF a = map.toPixel(line.x[i - 1], line.y[i - 1]);
        const QPointF b = map.toPixel(line.x[i], line.y[i]);
        if (!map.area().contains(a) || !map.area().contains(b) || a == b)
            continue;
        pieces.emplace_back(a, b);
        length += std::hypot(b.x() - a.x(), b.y() - a.y());
    }
    if (length < kShortestLine)
        return std::nullopt;
    double passed = 0.0;
    for (const auto& [a, b] : pieces) {
        const double size = std::hypot(b.x() - a.x(), b.y() - a.y());
        passed += size;
        if (passed >= kHeadAt * length)
            return HeadPlace { b, (b - a) / size };
    }
    return std::nullopt;
}

void paintHeads(QPainter& painter, const PlotDrawing& drawing, const std::vector<PhaseHead>& heads,
    const QFont& font)
{
    const QRectF& area = drawing.map.area();
    for (const PhaseHead& head : heads) {
        if (!head.line || head.line->x.empty())
            continue;
        const QColor& color = head.style.color(drawing.tokens.dark);
        if (const auto place = placeOf(*head.line, drawing.map)) {
            const QPointF along = head.backward ? -place->along : place->along;
            paintHead(painter, place->tip + kHead / 2 * along, along, kHead, kHeadWidth, color);
        }
        const QPointF start = drawing.map.toPixel(head.line->x.front(), head.line->y.front());
        if (!area.contains(start))
            continue;
        // A rim of the surface keeps the number readable on lines and arrows.
        QPainterPath number;
        number.addText(start + kNumberOffset, font, head.number);
        painter.setPen(
            QPen(drawing.tokens.surface, 3.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(number);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPath(number);
    }
}

void paintLabels(QPainter& painter, const PlotDrawing& drawing,
    const std::vector<PhaseLabel>& labels, const PlotFont& font)
{
    const QFontMetricsF metrics(font.text);
    const QRectF& area = drawing.map.area();
    for (const PhaseLabel& label : labels) {
        const QPointF point = drawing.map.toPixel(label.at.x, label.at.y);
        if (!area.contains(point))
            continue;
        const RichText text(label.text);
        const double width = text.width(font) + 2 * kLabelPadding;
        QRectF box(point.x() + (label.aside ? kLabelGap : -width / 2),
            point.y() + (label.aside ? -kLabelGap / 2 - metrics.height() : kLabelGap / 1.5), width,
            metrics.height());
        if (box.right() > area.right())
            box.moveRight(label.aside ? point.x() - kLabelGap : area.right());
        box.moveLeft(std::max(box.left(), area.left()));
        if (box.top() < area.top() || box.bottom() > area.bottom())
            continue;
        QColor veil = drawing.tokens.surface;
        veil.setAlphaF(kLabelVeil);
        painter.fillRect(box, veil);
        painter.setPen(drawing.tokens.text2);
        text.paint(painter, { box.left() + kLabelPadding, box.top() + metrics.ascent() }, font);
    }
}

} // namespace

QString phaseFieldId()
{
    return QStringLiteral("phase-field");
}

PlotLayer directionFieldLayer(std::shared_ptr<const std::vector<solvers::FieldSample>> field)
{
    return { phaseFieldId(), PlotLayer::Place::BehindCurves,
        [field = std::move(field)](QPainter& painter, const PlotDrawing& drawing) {
            paintField(painter, drawing, *field);
        } };
}

PlotLayer phaseFieldLayer(std::shared_ptr<const PhaseResults> results)
{
    const auto* field = &results->portrait->field;
    return directionFieldLayer({ std::move(results), field }); // keeps the results
}

PlotLayer phaseLineLayer(std::shared_ptr<const PhaseResults> results)
{
    return { phaseFieldId(), PlotLayer::Place::BehindCurves,
        [results = std::move(results)](QPainter& painter, const PlotDrawing& drawing) {
            paintPhaseLine(painter, drawing, *results->portrait->line);
        } };
}

PlotLayer phaseHeadsLayer(std::vector<PhaseHead> heads, const QFont& font)
{
    return { QStringLiteral("phase-heads"), PlotLayer::Place::OverCurves,
        [heads = std::move(heads), font](QPainter& painter, const PlotDrawing& drawing) {
            paintHeads(painter, drawing, heads, font);
        } };
}

PlotLayer phaseLabelsLayer(std::vector<PhaseLabel> labels, const Theme& theme)
{
    return { QStringLiteral("phase-labels"), PlotLayer::Place::OverCurves,
        [labels = std::move(labels), font = PlotFont(theme, TextSize::Small)](QPainter& painter,
            const PlotDrawing& drawing) { paintLabels(painter, drawing, labels, font); } };
}

} // namespace ui
