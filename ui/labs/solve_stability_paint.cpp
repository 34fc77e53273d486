// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_stability_paint.h"

#include "ui/plots/plot_lines.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace ui {

namespace {

using Complex = std::complex<double>;
using Line = solvers::StabilityRegion::Line;

constexpr float kFillOpacity = 0.1F;
constexpr std::size_t kMostRays = 12;
constexpr std::size_t kLabelledMarks = 2; // of a method
constexpr double kEdge = 12.0; // of a mark out of sight from the edge, px
constexpr double kInset = 16.0; // of a name from its boundary, px

QPointF pixel(const PlotMap& map, Complex z)
{
    return map.toPixel(z.real(), z.imag());
}

/// A polygon cut at one side of a rectangle (Sutherland & Hodgman, CACM 17 (1974) 32).
template <typename Inside, typename Cut>
QPolygonF cutAt(const QPolygonF& polygon, Inside inside, Cut cut)
{
    QPolygonF result;
    for (qsizetype k = 0; k < polygon.size(); ++k) {
        const QPointF& a = polygon[k];
        const QPointF& b = polygon[(k + 1) % polygon.size()];
        if (inside(a))
            result << a;
        if (inside(a) != inside(b))
            result << cut(a, b);
    }
    return result;
}

QPolygonF clipped(QPolygonF polygon, const QRectF& area)
{
    for (const double x : { area.left(), area.right() })
        polygon = cutAt(
            polygon, [&](const QPointF& p) { return x == area.left() ? p.x() >= x : p.x() <= x; },
            [x](const QPointF& a, const QPointF& b) {
                return QPointF(x, a.y() + (b.y() - a.y()) * (x - a.x()) / (b.x() - a.x()));
            });
    for (const double y : { area.top(), area.bottom() })
        polygon = cutAt(
            polygon, [&](const QPointF& p) { return y == area.top() ? p.y() >= y : p.y() <= y; },
            [y](const QPointF& a, const QPointF& b) {
                return QPointF(a.x() + (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()), y);
            });
    return polygon;
}

void drawClipped(QPainter& painter, const QLineF& line, const QRectF& area)
{
    if (const auto visible = clippedSegment(line, area))
        painter.drawLine(*visible);
}

/// Text with a rim of the background, readable over lines.
void paintHaloed(QPainter& painter, const QString& tagged, const QPointF& baseline,
    const PlotFont& font, const QColor& color, const QColor& halo)
{
    const RichText text(tagged);
    painter.setPen(halo);
    for (const QPointF& shift : { QPointF(-1.5, 0), QPointF(1.5, 0), QPointF(0, -1.5),
             QPointF(0, 1.5), QPointF(-1, -1), QPointF(1, 1), QPointF(-1, 1), QPointF(1, -1) })
        text.paint(painter, baseline + shift, font);
    painter.setPen(color);
    text.paint(painter, baseline, font);
}

/// Boxes of texts that are placed already.
class Places {
public:
    void block(const QRectF& box) { m_boxes.push_back(box); }
    bool take(const QRectF& box)
    {
        if (std::any_of(m_boxes.begin(), m_boxes.end(),
                [&box](const QRectF& other) { return other.intersects(box); }))
            return false;
        m_boxes.push_back(box);
        return true;
    }

private:
    std::vector<QRectF> m_boxes;
};

/// The middle of a name near the boundary, on the stable side, in the direction of this angle
/// from the middle of the region.
QPointF namePlace(const solvers::StabilityRegion& region, const PlotMap& map, double angle)
{
    const Complex middle(0.5 * (region.left + region.right), 0.5 * (region.bottom + region.top));
    const QRectF& area = map.area();
    if (region.right - region.left < 1e-6) { // the imaginary axis or a piece of it
        const double y = region.loops.empty() ? 0.5 * region.top : map.toValue(area.center()).y();
        const QPointF at = map.toPixel(0.0, y);
        const double aside = region.loops.empty() ? 3.0 * kInset : -4.0 * kInset;
        return { at.x() + aside, at.y() - 0.25 * area.height() * std::sin(angle) };
    }
    const auto longest = std::max_element(region.boundary.begin(), region.boundary.end(),
        [](const Line& a, const Line& b) { return a.size() < b.size(); });
    const Complex wanted = std::polar(1.0, angle);
    Complex best = longest->front();
    double bestCosine = -2.0;
    for (const Complex& z : *longest) {
        const Complex way = z - middle;
        const double cosine = (way * std::conj(wanted)).real() / std::abs(way);
        if (cosine > bestCosine) {
            bestCosine = cosine;
            best = z;
        }
    }
    const double side = region.bounded ? -1.0 : 1.6;
    return pixel(map, best) + side * kInset * QPointF(std::cos(angle), -std::sin(angle));
}

void paintNames(QPainter& painter, const PlotDrawing& drawing, const StabilityPicture& picture,
    const PlotFont& font, Places& places)
{
    constexpr std::array degrees { 140, 220, 255, 115, 180, 200, 160, 95, 275, 60, 300 };
    const QFontMetricsF metrics(font.text);
    for (std::size_t i = 0; i < picture.rows.size(); ++i) {
        const StabilityRow& row = picture.rows[i];
        if (row.hidden || !row.region || row.region->boundary.empty())
            continue;
        const double width = RichText(row.name).width(font);
        for (std::size_t k = 0; k < degrees.size(); ++k) {
            const double angle = degrees[(i + k) % degrees.size()] * std::numbers::pi / 180.0;
            const QPointF at = namePlace(*row.region, drawing.map, angle);
            const QRectF box(
                at.x() - 0.5 * width, at.y() - 0.5 * metrics.height(), width, metrics.height());
            if (!drawing.map.area().contains(box) || !places.take(box))
                continue;
            paintHaloed(painter, row.name, { box.left(), box.top() + metrics.ascent() }, font,
                seriesStyle(row.series).color(drawing.tokens.dark), drawing.tokens.surface);
            break;
        }
    }
}

void paintRays(QPainter& painter, const PlotDrawing& drawing, const StabilityPicture& picture)
{
    painter.setPen(QPen(drawing.tokens.text2, 1.0, Qt::DashLine, Qt::FlatCap));
    std::vector<Complex> directions;
    for (const Complex& lambda : picture.eigenvalues) {
        const double size = std::abs(lambda);
        if (size == 0.0 || directions.size() == kMostRays)
            continue;
        const Complex direction = picture.direction * lambda / size;
        if (std::any_of(directions.begin(), directions.end(),
                [&](const Complex& other) { return std::abs(other - direction) < 0.01; }))
            continue;
        directions.push_back(direction);
        const PlotRanges& ranges = drawing.map.ranges();
        const double far = 2.0
            * std::max({ std::abs(ranges.x.lower), std::abs(ranges.x.upper),
                std::abs(ranges.y.lower), std::abs(ranges.y.upper) });
        drawClipped(painter, { pixel(drawing.map, 0.0), pixel(drawing.map, far * direction) },
            drawing.map.area());
    }
}

void paintArrow(QPainter& painter, const PlotDrawing& drawing, const StabilityRow& row,
    const StabilityMark& mark, const QPointF& tip)
{
    const Complex way = mark.z / std::abs(mark.z);
    const QPointF along(way.real(), -way.imag());
    const QPointF across(-along.y(), along.x());
    const QColor color = seriesStyle(row.series).color(drawing.tokens.dark);
    painter.setPen(QPen(color, 1.4));
    painter.setBrush(mark.stable ? color : drawing.tokens.surface);
    painter.drawPolygon(QPolygonF(
        { tip + 7.0 * along, tip - 4.0 * along + 5.5 * across, tip - 4.0 * along - 5.5 * across }));
}

void paintSizes(QPainter& painter, const PlotDrawing& drawing, const StabilityPicture& picture,
    const PlotFont& font, Places& places)
{
    const QFontMetricsF metrics(font.text);
    for (const StabilityRow& row : picture.rows) {
        if (row.hidden)
            continue;
        std::size_t labelled = 0;
        for (const StabilityMark& mark : row.marks) { // the outermost come first
            const auto seen = seenMark(drawing.map, mark.z);
            if (!seen)
                continue;
            if (seen->outside)
                paintArrow(painter, drawing, row, mark, seen->at);
            if (mark.z.imag() < 0.0 || labelled == kLabelledMarks)
                continue;
            const QString text
                = QStringLiteral("|<i>R</i>| = ") + amplificationText(mark.amplification);
            const double width = RichText(text).width(font);
            const double height = metrics.height();
            const QPointF at = seen->at;
            for (const QPointF& corner : { QPointF(at.x() + 10.0, at.y() - 0.5 * height),
                     QPointF(at.x() - 10.0 - width, at.y() - 0.5 * height),
                     QPointF(at.x() + 8.0, at.y() - 6.0 - height),
                     QPointF(at.x() + 8.0, at.y() + 6.0) }) {
                const QRectF box(corner, QSizeF(width, height));
                if (!drawing.map.area().contains(box) || !places.take(box))
                    continue;
                ++labelled;
                paintHaloed(painter, text, { box.left(), box.top() + metrics.ascent() }, font,
                    drawing.tokens.text, drawing.tokens.surface);
                break;
            }
        }
    }
}

} // namespace

std::optional<SeenMark> seenMark(const PlotMap& map, std::complex<double> z)
{
    const QPointF at = pixel(map, z);
    if (map.area().contains(at))
        return SeenMark { at, false };
    const QPointF origin = pixel(map, 0.0);
    if (!map.area().contains(origin))
        return {};
    const auto visible
        = clippedSegment({ origin, at }, map.area().adjusted(kEdge, kEdge, -kEdge, -kEdge));
    if (!visible)
        return {};
    return SeenMark { visible->p2(), true };
}

void paintStabilityRegions(
    QPainter& painter, const PlotDrawing& drawing, const StabilityPicture& picture)
{
    const QRectF& area = drawing.map.area();
    painter.setPen(QPen(drawing.tokens.axis, 1.0));
    const QPointF origin = pixel(drawing.map, 0.0);
    drawClipped(painter, { area.left(), origin.y(), area.right(), origin.y() }, area);
    drawClipped(painter, { origin.x(), area.top(), origin.x(), area.bottom() }, area);
    for (const StabilityRow& row : picture.rows) {
        if (row.hidden || !row.region)
            continue;
        const QColor color = seriesStyle(row.series).color(drawing.tokens.dark);
        QPainterPath path;
        path.setFillRule(Qt::OddEvenFill);
        for (const Line& loop : row.region->loops) {
            QPolygonF polygon;
            for (const Complex& z : loop)
                polygon << pixel(drawing.map, z);
            path.addPolygon(clipped(polygon, area));
            path.closeSubpath();
        }
        QColor wash = color;
        wash.setAlphaF(kFillOpacity);
        painter.fillPath(path, wash);
    }
    paintRays(painter, drawing, picture);
}

void paintStabilityLabels(QPainter& painter, const PlotDrawing& drawing,
    const StabilityPicture& picture, const PlotFont& text, const PlotFont& bold)
{
    Places places;
    for (const StabilityRow& row : picture.rows)
        for (const StabilityMark& mark : row.marks)
            if (const auto seen = seenMark(drawing.map, mark.z))
                places.block(QRectF(seen->at - QPointF(6, 6), QSizeF(12, 12)));
    paintSizes(painter, drawing, picture, text, places);
    paintNames(painter, drawing, picture, bold, places);
}

} // namespace ui
