// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_lines.h"
#include "ui/plots/plot_scene.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPathStroker>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ui {
namespace {

constexpr double kVectorColumns = 4.0; // per unit of 1/96 inch
constexpr std::size_t kMostMarkers = 2000;
constexpr double kNoteGap = 6.0; // of a note from its line
constexpr double kNoteDistance = 7.0; // from its point

/// Restricts painting to the plot area where the device can; vector devices get clipped shapes.
void clipTo(QPainter& painter, const QRectF& area)
{
    if (!isVectorDevice(painter))
        painter.setClipRect(area, Qt::IntersectClip);
}

double columnsPerPixel(const QPainter& painter)
{
    if (isVectorDevice(painter))
        return kVectorColumns;
    const double zoom = painter.deviceTransform().m11();
    return std::clamp(std::ceil(std::abs(zoom)), 1.0, 16.0);
}

/// Lines with joins look best, but a noisy line of many points takes half a second that way.
bool deservesJoins(const std::vector<QPolygonF>& pieces)
{
    constexpr double longest = 8000.0; // pixels
    double length = 0.0;
    for (const QPolygonF& piece : pieces) {
        for (qsizetype i = 1; i < piece.size() && length <= longest; ++i)
            length += (piece[i] - piece[i - 1]).manhattanLength();
    }
    return length <= longest;
}

/// A marker that crosses the edge of the plot area, cut there. For vector devices.
void paintCutMarker(QPainter& painter, const QPointF& centre, const PlotCurve& curve,
    const QColor& color, const Tokens& tokens, const QRectF& area)
{
    const Marker marker = curve.style.marker;
    const bool open = marker == Marker::Cross || marker == Marker::Plus;
    const bool hollow = curve.hollow || marker == Marker::Ring;
    QPainterPath inside;
    inside.addRect(area);
    const QPainterPath shape
        = markerPath(marker, hollow ? 0.86 * curve.markerSize : curve.markerSize)
              .translated(centre);
    if (!open)
        painter.fillPath(shape.intersected(inside), hollow ? tokens.surface : color);
    if (open || hollow) {
        QPainterPathStroker stroker;
        stroker.setWidth((open ? 0.36 : 0.28) * curve.markerSize);
        stroker.setCapStyle(Qt::FlatCap);
        painter.fillPath(stroker.createStroke(shape).intersected(inside), color);
    }
}

void paintCurveMarkers(QPainter& painter, const PlotCurve& curve, const PlotMap& map,
    std::optional<double> upTo, const Tokens& tokens)
{
    const auto& samples = curve.markerSamples ? *curve.markerSamples : *curve.samples;
    const bool vector = isVectorDevice(painter);
    const QColor color = shownColor(curve, tokens);
    const double size = curve.bold ? curve.markerSize + 1.0 : curve.markerSize;
    const QRectF reach = map.area().adjusted(size + 1, size + 1, -size - 1, -size - 1);
    const auto every = static_cast<std::size_t>(std::max(1, curve.markerEvery));
    const std::size_t stride
        = every * std::max<std::size_t>(1, samples.x.size() / every / kMostMarkers);
    for (auto i = static_cast<std::size_t>(std::max(0, curve.markerOffset)); i < samples.x.size();
         i += stride) {
        if (isBeyond(samples, samples.x[i], upTo))
            break;
        if (!map.hasPlace(samples.x[i], samples.y[i], curve.rightAxis))
            continue;
        const QPointF at = map.toPixel(samples.x[i], samples.y[i], curve.rightAxis);
        const bool near = map.area().adjusted(-0.5, -0.5, 0.5, 0.5).contains(at);
        if (!near)
            continue;
        if (vector && !reach.contains(at))
            paintCutMarker(painter, at, curve, color, tokens, map.area());
        else
            paintMarker(painter, at, curve.style.marker, color, tokens.surface, curve.hollow, size);
    }
}

QColor noteColor(PlotNote::Kind kind, const Tokens& tokens)
{
    switch (kind) {
    case PlotNote::Kind::Warning:
        return tokens.warn;
    case PlotNote::Kind::Error:
        return tokens.error;
    case PlotNote::Kind::Plain:
        break;
    }
    return tokens.text;
}

/// Where the text of a note stands if it is alone; null out of sight.
QRectF boxOf(const PlotNote& note, const PlotFrame& at, const PlotLook& look)
{
    const QRectF& area = at.map.area();
    const QFontMetricsF metrics(look.text.text);
    const bool line = !std::isfinite(note.y);
    const double value = line ? at.map.toValue(area.center()).y() : note.y;
    if (note.text.isEmpty() || !at.map.hasPlace(note.x, value))
        return {};
    const QPointF point = at.map.toPixel(note.x, value);
    if (point.x() < area.left() || point.x() > area.right())
        return {};
    const double height = std::clamp(point.y(), area.top(), area.bottom());
    const double width = RichText(note.text).width(look.text);
    // At the point and centred; beside the line; always inside the plot area.
    double left = line ? point.x() + kNoteGap : point.x() - 0.5 * width;
    if (line && left + width > area.right() - 2.0)
        left = point.x() - kNoteGap - width;
    left = std::clamp(
        left, area.left() + 2.0, std::max(area.left() + 2.0, area.right() - 2.0 - width));
    const double above = height - kNoteDistance - metrics.height();
    const double below = height + kNoteDistance;
    const bool fitsAbove = above >= area.top();
    const bool fitsBelow = below + metrics.height() <= area.bottom();
    const double top = line                       ? area.top() + kNoteGap
        : (note.below && fitsBelow) || !fitsAbove ? below
                                                  : above;
    return { left, top, width, metrics.height() };
}

/// Around the curves that are one point, such as a mean among others: no text should stand there.
std::vector<QRectF> lonePoints(const PlotScene& scene, const PlotFrame& at)
{
    constexpr double around = 6.0;
    std::vector<QRectF> boxes;
    for (const PlotCurve& c : scene.curves) {
        if (!c.visible || !c.markers || !c.samples || c.samples->x.size() != 1
            || !at.map.hasPlace(c.samples->x.front(), c.samples->y.front()))
            continue;
        const QPointF point = at.map.toPixel(c.samples->x.front(), c.samples->y.front());
        boxes.emplace_back(point.x() - around, point.y() - around, 2.0 * around, 2.0 * around);
    }
    return boxes;
}

/// The other places for the text of a note, the nearest first: across its point, beside it, at
/// its corners, and the same some rows away.
std::vector<QRectF> otherSides(const PlotNote& note, const QRectF& box, const PlotFrame& at)
{
    constexpr int rows = 4;
    const QPointF point = at.map.toPixel(note.x, note.y);
    const double toCentre = box.center().y() - point.y();
    std::vector<QRectF> places;
    const auto add = [&](double centre, double y) {
        places.push_back(box);
        places.back().moveCenter({ centre, point.y() + y });
    };
    const double beside = kNoteDistance + 0.5 * box.width();
    for (int row = 0; row < rows; ++row) {
        const double away = row * std::copysign(box.height(), toCentre);
        if (row == 0)
            for (const double x : { beside, -beside })
                add(point.x() + x, 0.0);
        for (const double y : { toCentre + away, -toCentre - away })
            for (const double centre : { box.center().x(), point.x() + beside, point.x() - beside })
                add(centre, y);
    }
    return places;
}

/// From a point to its text, where that stands apart.
void paintLeader(QPainter& painter, const QPointF& point, const QRectF& box, const PlotLook& look)
{
    const QPointF end(std::clamp(point.x(), box.left(), box.right()),
        std::clamp(point.y(), box.top() + 2.0, box.bottom() - 2.0));
    const QLineF line(point, end);
    if (line.length() < 2.0 * kNoteDistance)
        return;
    painter.setPen(QPen(look.tokens.axis, 1.0));
    painter.drawLine(line.pointAt(kNoteDistance / line.length()), end);
}

} // namespace

void PlotScene::paintLines(QPainter& painter, const PlotFrame& at, const PlotLook& look) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    clipTo(painter, at.map.area());
    const bool vector = isVectorDevice(painter);
    const double columns = columnsPerPixel(painter);
    std::vector<std::size_t> order(curves.size());
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    std::stable_partition(
        order.begin(), order.end(), [this](std::size_t i) { return !curves[i].lineOnTop; });
    for (const std::size_t i : order) {
        const PlotCurve& c = curves[i];
        if (!c.visible || !c.line || !c.samples)
            continue;
        const double width = c.bold ? 1.5 * c.style.width : c.style.width;
        QPen pen(shownColor(c, look.tokens), width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
        if (c.dashed)
            pen.setDashPattern({ 5.0, 4.0 });
        else if (c.dotted)
            pen.setDashPattern({ 1.5, 2.0 });
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        const std::vector<QPolygonF>& shown = pieces(i, at.map, columns);
        if (vector || c.dashed || c.dotted || deservesJoins(shown)) {
            for (const QPolygonF& piece : shown)
                painter.drawPolyline(piece);
        } else {
            painter.drawLines(segmentsOf(shown));
        }
    }
    painter.restore();
}

void PlotScene::paintMarkers(QPainter& painter, const PlotFrame& at, const PlotLook& look) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    clipTo(painter, at.map.area());
    for (const PlotCurve& c : curves) {
        const bool marked = c.markers && c.style.marker != Marker::None;
        if (c.visible && marked && (c.samples || c.markerSamples))
            paintCurveMarkers(painter, c, at.map, drawnUpTo, look.tokens);
    }
    painter.restore();
}

void PlotScene::paintLayers(
    QPainter& painter, const PlotFrame& at, const PlotLook& look, PlotLayer::Place place) const
{
    for (const PlotLayer& layer : layers) {
        if (layer.place != place || !layer.paint)
            continue;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        clipTo(painter, at.map.area());
        layer.paint(painter, { at.map, look.tokens, isVectorDevice(painter) });
        painter.restore();
    }
}

std::vector<QRectF> PlotScene::noteBoxes(const PlotFrame& at, const PlotLook& look) const
{
    std::vector<QRectF> boxes;
    const std::vector<QRectF> points = lonePoints(*this, at);
    for (const PlotNote& note : notes) {
        QRectF box = boxOf(note, at, look);
        const auto isFree = [&](const QRectF& place) {
            const auto meets = [&place](const QRectF& other) { return other.intersects(place); };
            return at.map.area().contains(place) && std::ranges::none_of(boxes, meets)
                && std::ranges::none_of(points, meets);
        };
        if (!box.isNull() && std::isfinite(note.y) && !isFree(box)) {
            const std::vector<QRectF> others = otherSides(note, box, at);
            if (const auto free = std::ranges::find_if(others, isFree); free != others.end())
                box = *free;
        }
        for (bool moved = !box.isNull(); moved;) {
            moved = false;
            for (const QRectF& other : boxes)
                if (!moved && other.intersects(box) && other.bottom() < at.map.area().bottom()) {
                    box.moveTop(other.bottom() + 1.0);
                    moved = true;
                }
        }
        boxes.push_back(box);
    }
    return boxes;
}

void PlotScene::paintNotes(QPainter& painter, const PlotFrame& at, const PlotLook& look) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF& area = at.map.area();
    const double ascent = QFontMetricsF(look.text.text).ascent();
    const std::vector<QRectF> boxes = noteBoxes(at, look);
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const PlotNote& note = notes[i];
        const QRectF& box = boxes[i];
        if (box.isNull())
            continue;
        const bool line = !std::isfinite(note.y);
        const double value = line ? at.map.toValue(area.center()).y() : note.y;
        QPointF point = at.map.toPixel(note.x, value);
        point.setY(std::clamp(point.y(), area.top(), area.bottom()));
        const QColor color = noteColor(note.kind, look.tokens);
        if (line) {
            painter.setPen(QPen(color, 1.0, Qt::DashLine, Qt::FlatCap));
            painter.drawLine(QPointF(point.x(), area.top()), QPointF(point.x(), area.bottom()));
        }
        if (!line)
            paintLeader(painter, point, box, look);
        if (note.cross)
            paintMarker(painter, point, Marker::Cross, color, look.tokens.surface, false, 6.0);
        painter.setPen(color);
        RichText(note.text).paint(painter, { box.left(), box.top() + ascent }, look.text);
    }
    painter.restore();
}

} // namespace ui
