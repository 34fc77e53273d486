// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_scene.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {
namespace {

constexpr double kTickLength = 4.0;
constexpr double kLabelGap = 8.0; // between the axis and its tick labels
constexpr double kTitleGap = 4.0; // between the labels and the title at the least
constexpr double kSwatchWidth = 22.0;
constexpr double kSwatchGap = 7.0;
constexpr double kEntryGap = 20.0;

double widestLabel(const PlotTicks& ticks, const PlotFont& font)
{
    double widest = 0.0;
    for (const PlotTick& tick : ticks.ticks)
        widest = std::max(widest, RichText(tick.label).width(font));
    return widest;
}

/// As many ticks as have room for their labels beside each other.
PlotTicks horizontalTicks(
    const PlotAxis& axis, const PlotRange& range, double width, const PlotFont& font)
{
    int most = 11;
    PlotTicks ticks = plotTicks(axis, range, most);
    while (most > 2 && (widestLabel(ticks, font) + 14.0) * most > width) {
        --most;
        ticks = plotTicks(axis, range, most);
    }
    return ticks;
}

PlotTicks verticalTicks(const PlotAxis& axis, const PlotRange& range, double height)
{
    return plotTicks(axis, range, std::clamp(static_cast<int>(height / 20.0), 2, 11));
}

QString foldedText(std::size_t count)
{
    return QStringLiteral("+ %1").arg(count);
}

void layOutLegend(const PlotScene& scene, const PlotLook& look, PlotFrame& frame)
{
    const QRectF& area = frame.map.area();
    const double right = frame.size.width() - 6.0 - scene.cornerRoom;
    const double height = area.top() - kLegendRow * (scene.legendRows - 1);
    std::vector<int> shown;
    std::vector<double> widths;
    for (int i = 0; i < static_cast<int>(scene.curves.size()); ++i) {
        const PlotCurve& c = scene.curves[static_cast<std::size_t>(i)];
        if (c.inLegend && !c.name.isEmpty()) {
            shown.push_back(i);
            widths.push_back(kSwatchWidth + kSwatchGap + RichText(c.name).width(look.text));
        }
    }
    const double foldWidth
        = QFontMetricsF(look.text.text).horizontalAdvance(foldedText(shown.size()));
    double left = area.left();
    int row = 0;
    for (std::size_t k = 0; k < shown.size(); ++k) {
        const bool lastRow = row + 1 >= scene.legendRows;
        const double reserved = lastRow && k + 1 < shown.size() ? kEntryGap + foldWidth : 0.0;
        if (left > area.left() && left + widths[k] + reserved > right) {
            if (lastRow) {
                frame.folded.assign(shown.begin() + static_cast<std::ptrdiff_t>(k), shown.end());
                frame.legend.push_back(
                    { -1, QRectF(left, kLegendRow * row, foldWidth + 8.0, height) });
                return;
            }
            ++row;
            left = area.left();
        }
        frame.legend.push_back({ shown[k], QRectF(left, kLegendRow * row, widths[k], height) });
        left += widths[k] + kEntryGap;
    }
}

void paintYAxis(QPainter& painter, const PlotTicks& ticks, const PlotAxis& axis,
    const PlotFrame& frame, const PlotLook& look, bool right)
{
    const QRectF& area = frame.map.area();
    const double edge = right ? area.right() : area.left();
    const double outward = right ? 1.0 : -1.0;
    const double middle = 0.5 * QFontMetricsF(look.tick.text).capHeight();
    double widest = 0.0;
    for (const PlotTick& tick : ticks.ticks) {
        const double atX = frame.map.ranges().x.lower;
        const double y = frame.map.toPixel(atX, tick.value, right).y();
        painter.setPen(QPen(look.tokens.axis, 1.0));
        painter.drawLine(QPointF(edge, y), QPointF(edge + outward * kTickLength, y));
        painter.setPen(look.tokens.text3);
        const RichText label(tick.label);
        const double width = label.width(look.tick);
        widest = std::max(widest, width);
        const double left = right ? edge + kLabelGap : edge - kLabelGap - width;
        label.paint(painter, { left, y + middle }, look.tick);
    }
    if (!ticks.common.isEmpty()) {
        painter.setPen(look.tokens.text3);
        const RichText common(ticks.common);
        const double width = common.width(look.tick);
        const double left = right ? std::min(edge, frame.size.width() - 4.0 - width)
                                  : std::max(2.0, edge - kLabelGap - width);
        common.paint(painter, { left, area.top() - 8.0 }, look.tick);
    }
    if (axis.title.isEmpty() || right)
        return;
    const RichText title(axis.title);
    painter.save();
    const double ascent = QFontMetricsF(look.text.text).ascent();
    // Next to the labels where they leave room, never outside the picture.
    const double x
        = std::max(ascent + 1.0, std::min(edge - kLabelGap - widest - 8.0, 0.35 * area.left()));
    painter.translate(x, area.center().y() + 0.5 * title.width(look.text));
    painter.rotate(-90.0);
    painter.setPen(look.tokens.text2);
    title.paint(painter, { 0.0, 0.0 }, look.text);
    painter.restore();
}

void paintXAxis(
    QPainter& painter, const PlotAxis& axis, const PlotFrame& frame, const PlotLook& look)
{
    const QRectF& area = frame.map.area();
    const double ascent = QFontMetricsF(look.tick.text).ascent();
    const double baseline = area.bottom() + 6.0 + ascent;
    for (const PlotTick& tick : frame.x.ticks) {
        const double x = frame.map.toPixel(tick.value, frame.map.ranges().y.lower).x();
        painter.setPen(QPen(look.tokens.axis, 1.0));
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + kTickLength));
        painter.setPen(look.tokens.text3);
        const RichText label(tick.label);
        const double width = label.width(look.tick);
        const double left = std::min(x - 0.5 * width, frame.size.width() - 2.0 - width);
        label.paint(painter, { left, baseline }, look.tick);
    }
    const double titleBaseline = std::min(baseline + 16.0, frame.size.height() - 4.0);
    if (!frame.x.common.isEmpty()) {
        const RichText common(frame.x.common);
        painter.setPen(look.tokens.text3);
        common.paint(painter, { area.right() - common.width(look.tick), titleBaseline }, look.tick);
    }
    const RichText title(axis.title);
    painter.setPen(look.tokens.text2);
    title.paint(
        painter, { area.center().x() - 0.5 * title.width(look.text), titleBaseline }, look.text);
}

} // namespace

int PlotScene::rowsForLegend(const PlotLook& look, double width) const
{
    if (!legendVisible)
        return 1;
    PlotScene probe;
    probe.curves = curves;
    probe.size = size;
    probe.labelRoom = labelRoom;
    PlotFrame laidOut;
    laidOut.size = QSizeF(width, 400.0);
    for (int rows = 1; rows < 6; ++rows) {
        probe.legendRows = rows;
        laidOut.map = probe.map(laidOut.size);
        laidOut.legend.clear();
        laidOut.folded.clear();
        layOutLegend(probe, look, laidOut);
        if (laidOut.folded.empty())
            return rows;
    }
    return 6;
}

double PlotScene::roomForLabels(const PlotLook& look, const QSizeF& drawing) const
{
    if (isBare())
        return 0.0;
    PlotScene plain;
    plain.size = size;
    plain.legendRows = legendRows;
    const QRectF area = plain.plotArea(drawing);
    const double labels = widestLabel(verticalTicks(y, ranges.y, area.height()), look.tick);
    const double titleRoom
        = y.title.isEmpty() ? 2.0 : QFontMetricsF(look.text.text).ascent() + 1.0 + kTitleGap;
    return std::max(0.0, std::ceil(titleRoom + labels + kLabelGap - area.left()));
}

PlotFrame PlotScene::frame(const PlotLook& look, const QSizeF& drawing) const
{
    PlotFrame result;
    result.size = drawing;
    result.map = map(drawing);
    const QRectF& area = result.map.area();
    if (!isBare()) {
        result.x = horizontalTicks(x, ranges.x, area.width(), look.tick);
        result.y = verticalTicks(y, ranges.y, area.height());
        if (hasRightAxis())
            result.right = verticalTicks(right, ranges.right, area.height());
    }
    if (legendVisible)
        layOutLegend(*this, look, result);
    return result;
}

void PlotScene::paintGrid(QPainter& painter, const PlotFrame& at, const PlotLook& look) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(look.tokens.grid, 1.0, Qt::SolidLine, Qt::FlatCap));
    const QRectF& area = at.map.area();
    for (const PlotTick& tick : at.x.ticks) {
        const double px = at.map.toPixel(tick.value, ranges.y.lower).x();
        painter.drawLine(QPointF(px, area.top()), QPointF(px, area.bottom()));
    }
    for (const PlotTick& tick : at.y.ticks) {
        const double py = at.map.toPixel(ranges.x.lower, tick.value).y();
        painter.drawLine(QPointF(area.left(), py), QPointF(area.right(), py));
    }
    painter.restore();
}

void PlotScene::paintAxes(QPainter& painter, const PlotFrame& at, const PlotLook& look) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QRectF& area = at.map.area();
    painter.setPen(QPen(look.tokens.axis, 1.0, Qt::SolidLine, Qt::SquareCap));
    painter.drawLine(area.topLeft(), area.bottomLeft());
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (hasRightAxis())
        painter.drawLine(area.topRight(), area.bottomRight());
    paintXAxis(painter, x, at, look);
    paintYAxis(painter, at.y, y, at, look, false);
    if (hasRightAxis())
        paintYAxis(painter, at.right, right, at, look, true);
    painter.restore();
}

void PlotScene::paintLegend(QPainter& painter, const PlotFrame& at, const PlotLook& look) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const LegendEntry& entry : at.legend) {
        const double middle = entry.box.center().y();
        const double baseline = middle + 0.5 * QFontMetricsF(look.text.text).capHeight();
        if (entry.curve < 0) {
            painter.setPen(look.tokens.accent);
            RichText(foldedText(at.folded.size()))
                .paint(painter, { entry.box.left(), baseline }, look.text);
            continue;
        }
        const PlotCurve& c = curves[static_cast<std::size_t>(entry.curve)];
        const double left = entry.box.left();
        painter.setOpacity(c.visible ? 1.0 : 0.4);
        const QColor color = shownColor(c, look.tokens);
        if (c.line) {
            QPen pen(color, std::max(1.4, c.style.width), Qt::SolidLine, Qt::FlatCap);
            if (c.dashed)
                pen.setDashPattern({ 4.0, 3.0 });
            else if (c.dotted)
                pen.setDashPattern({ 1.5, 2.0 });
            painter.setPen(pen);
            painter.drawLine(QPointF(left, middle), QPointF(left + kSwatchWidth, middle));
        }
        if (c.markers)
            paintMarker(painter, { left + 0.5 * kSwatchWidth, middle }, c.style.marker, color,
                look.tokens.surface, c.hollowInLegend);
        painter.setOpacity(1.0);
        painter.setPen(c.visible ? look.tokens.text : look.tokens.text3);
        const RichText name(c.name);
        const double textLeft = left + kSwatchWidth + kSwatchGap;
        name.paint(painter, { textLeft, baseline }, look.text);
        if (!c.visible) {
            const double strike = middle + 0.5;
            painter.drawLine(
                QPointF(textLeft, strike), QPointF(textLeft + name.width(look.text), strike));
        }
    }
    painter.restore();
}

} // namespace ui
