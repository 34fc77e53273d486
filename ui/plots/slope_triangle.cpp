// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/slope_triangle.h"

#include <QPainter>

namespace ui {

PlotLayer slopeTriangles(std::vector<SlopeTriangle> triangles)
{
    PlotLayer layer;
    layer.id = QStringLiteral("slopes");
    layer.paint = [all = std::move(triangles)](QPainter& painter, const PlotDrawing& drawing) {
        painter.setPen(QPen(drawing.tokens.text2, 1.0));
        painter.setBrush(Qt::NoBrush);
        for (const SlopeTriangle& triangle : all) {
            const QPolygonF corners { drawing.map.toPixel(triangle.x0, triangle.y),
                drawing.map.toPixel(triangle.x1, triangle.y),
                drawing.map.toPixel(triangle.x1, triangle.y1) };
            // As a whole or not at all: a cut triangle has no slope to read.
            if (drawing.map.area().contains(corners.boundingRect()))
                painter.drawPolygon(corners);
        }
    };
    return layer;
}

} // namespace ui
