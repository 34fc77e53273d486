// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_axis.h"
#include "ui/plots/plot_curve.h"

#include <QLineF>
#include <QList>
#include <QPolygonF>

#include <optional>
#include <vector>

namespace ui {

/// The part of a segment inside a rectangle, edges included (Liang & Barsky, ACM Transactions on
/// Graphics 3(1) (1984) 1-22); nothing if it misses.
std::optional<QLineF> clippedSegment(const QLineF& segment, const QRectF& area);

/// The visible pieces of a curve in pixels, ready to be drawn: broken at gaps, thinned to the
/// first, lowest, highest and last point of each pixel column, and cut at the plot area, so that
/// no coordinate lies outside it. columnsPerPixel: 1 for screens, more for finer devices.
/// upTo: the curve ends at this x, interpolated; empty for all of it.
std::vector<QPolygonF> visiblePieces(const PlotSamples& samples, const PlotMap& map, bool rightAxis,
    std::optional<double> upTo, double columnsPerPixel);

/// The segments of polylines, one by one: what a raster device draws fastest.
QList<QLineF> segmentsOf(const std::vector<QPolygonF>& pieces);

/// True if x lies beyond upTo in the direction in which the samples run.
bool isBeyond(const PlotSamples& samples, double x, std::optional<double> upTo);

/// y of the line at x by linear interpolation; nothing outside it or in a gap.
std::optional<double> interpolated(const PlotSamples& samples, double x);

} // namespace ui
