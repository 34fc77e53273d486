// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_scene.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {
namespace {

constexpr double kPadding = 12.0;
constexpr double kRowHeight = 20.0;
constexpr double kMarkerColumn = 22.0; // marker and the gap to the name
constexpr double kColumnGap = 14.0;
constexpr double kDistance = 12.0; // of the box from the line

struct BoxRow {
    const PlotCurve* curve;
    RichText name;
    RichText value;
};

std::vector<BoxRow> rowsOf(const PlotScene& scene, const CrosshairBox& box)
{
    std::vector<BoxRow> rows;
    for (const CrosshairBox::Row& row : box.rows) {
        const PlotCurve* curve = scene.curve(row.curveId);
        if (curve && !curve->visible)
            continue;
        QString name = row.name;
        if (name.isEmpty() && curve)
            name = curve->shortName.isEmpty() ? curve->name : curve->shortName;
        const QString value
            = row.error.isEmpty() ? row.value : QStringLiteral("%1 (%2)").arg(row.value, row.error);
        rows.push_back({ curve, RichText(name), RichText(value) });
    }
    return rows;
}

void paintRow(QPainter& painter, const BoxRow& row, const QRectF& place, const PlotLook& look)
{
    const double middle = place.center().y();
    const double baseline = middle + 0.5 * QFontMetricsF(look.text.text).capHeight();
    if (row.curve) {
        const QColor color = shownColor(*row.curve, look.tokens);
        const bool marked = row.curve->markers && row.curve->style.marker != Marker::None;
        if (marked) {
            paintMarker(painter, { place.left() + 7.0, middle }, row.curve->style.marker, color,
                look.tokens.surface, row.curve->hollowInLegend);
        } else {
            painter.setPen(QPen(color, 2.0, Qt::SolidLine, Qt::FlatCap));
            painter.drawLine(QPointF(place.left(), middle), QPointF(place.left() + 14.0, middle));
        }
    }
    painter.setPen(look.tokens.text);
    row.name.paint(painter, { place.left() + kMarkerColumn, baseline }, look.text);
    row.value.paint(painter, { place.right() - row.value.width(look.text), baseline }, look.text);
}

} // namespace

void PlotScene::paintCrosshair(QPainter& painter, const PlotFrame& at, const PlotLook& look) const
{
    const QRectF& area = at.map.area();
    if (!crosshairX || !at.map.hasPlace(*crosshairX, at.map.ranges().y.upper))
        return;
    const double lineX = at.map.toPixel(*crosshairX, at.map.ranges().y.upper).x();
    if (lineX < area.left() - 0.5 || lineX > area.right() + 0.5)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPen dashes(look.tokens.text, 1.0, Qt::CustomDashLine, Qt::FlatCap);
    dashes.setDashPattern({ 3.0, 3.0 });
    painter.setPen(dashes);
    const double crisp = std::floor(lineX) + 0.5;
    painter.drawLine(QPointF(crisp, area.top()), QPointF(crisp, area.bottom()));

    const CrosshairBox box = crosshairBox(*crosshairX);
    const std::vector<BoxRow> rows = rowsOf(*this, box);
    const RichText heading(box.title);
    double content = heading.width(look.bold);
    double names = 0.0;
    double values = 0.0;
    for (const BoxRow& row : rows) {
        names = std::max(names, row.name.width(look.text));
        values = std::max(values, row.value.width(look.text));
    }
    if (!rows.empty())
        content = std::max(content, kMarkerColumn + names + kColumnGap + values);
    const QSizeF boxSize(
        content + 2.0 * kPadding, kRowHeight * static_cast<double>(rows.size() + 1) + 10.0);
    // To the right of the line where there is room, else to the left, else at the edge.
    double left = lineX + kDistance;
    if (left + boxSize.width() > area.right())
        left = lineX - kDistance - boxSize.width();
    left = std::clamp(left, 2.0, std::max(2.0, at.size.width() - 2.0 - boxSize.width()));
    QRectF outer(QPointF(std::floor(left) + 0.5, std::floor(area.top()) + 10.5), boxSize);
    for (const QRectF& note : noteBoxes(at, look)) { // what a note says stays readable
        const QRectF said = note.adjusted(-4.0, -2.0, 4.0, 4.0);
        if (!note.isNull() && outer.intersects(said)
            && said.bottom() + boxSize.height() < area.bottom())
            outer.moveTop(std::floor(said.bottom()) + 0.5);
    }
    painter.setPen(QPen(look.tokens.outline, 1.0));
    painter.setBrush(look.tokens.surface);
    painter.drawRoundedRect(outer, metrics::kControlRadius, metrics::kControlRadius);

    QRectF place(outer.left() + kPadding, outer.top() + 5.0, content, kRowHeight);
    painter.setPen(look.tokens.text);
    heading.paint(painter,
        { place.left(), place.center().y() + 0.5 * QFontMetricsF(look.bold.text).capHeight() },
        look.bold);
    for (const BoxRow& row : rows) {
        place.translate(0.0, kRowHeight);
        paintRow(painter, row, place, look);
    }
    painter.restore();
}

} // namespace ui
