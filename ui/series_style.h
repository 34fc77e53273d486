// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPainterPath>
#include <QStringView>

class QPainter;

namespace ui {

enum class Marker {
    None,
    TriangleUp,
    TriangleDown,
    Diamond,
    Circle,
    Pentagon,
    Square,
    Cross, ///< open: stroked, never filled
    Plus, ///< open: stroked, never filled
    Star,
    Ring, ///< a circle that is always hollow
    TriangleRight,
    TriangleLeft,
    Hexagon,
    FourStar
};

/// How one series looks in every list, chart, table and exported picture.
struct SeriesStyle {
    QColor light;
    QColor dark;
    Marker marker = Marker::None;
    double width = 1.2; ///< of the line, in device independent pixels

    const QColor& color(bool darkTheme) const { return darkTheme ? dark : light; }
};

/// Style of a solver (id of the registry), "exact", a model (mlp, resnet, rknet, odenet),
/// a gradient method (backprop, adjoint, differences ...) or "batch" and "smoothed" of a loss
/// curve. An unknown id gets a style that depends on its spelling only, so it is the same
/// everywhere.
SeriesStyle seriesStyle(QStringView id);

/// Style of trajectory 1, 2, ... of a phase plane, also of the id "trajectory/1" ...: a circle;
/// colours above eight repeat. Show the number as well.
SeriesStyle trajectoryStyle(int number);

/// Style of the digit class 0 to 9; classes above repeat. Show the digit in the legend as well.
SeriesStyle digitStyle(int digit);

/// Style of class 0 (blue circle) or 1 (vermilion triangle) of a two-class set.
SeriesStyle twoClassStyle(int label);

inline constexpr double kMarkerHalfSize = 5.0;

/// Outline of a marker about (0, 0). Cross and Plus are open strokes; None is empty.
QPainterPath markerPath(Marker marker, double halfSize = kMarkerHalfSize);

/// Draws one marker. hollow: filled with `fill` (the surface colour) inside a coloured edge.
void paintMarker(QPainter& painter, const QPointF& centre, Marker marker, const QColor& color,
    const QColor& fill, bool hollow = false, double halfSize = kMarkerHalfSize);

/// Draws the sample of a legend or list: a line over the width of `box` and the marker in its
/// middle.
void paintSwatch(QPainter& painter, const QRectF& box, const SeriesStyle& style, bool darkTheme,
    const QColor& fill, double opacity = 1.0);

} // namespace ui
