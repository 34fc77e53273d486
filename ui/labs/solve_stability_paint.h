// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_stability_rows.h"
#include "ui/plots/plot_view.h"
#include "ui/plots/rich_text.h"

namespace ui {

/// Where a mark is seen: at h lambda, or where its ray leaves the chart.
struct SeenMark {
    QPointF at;
    bool outside;
};

/// Nothing where neither the mark nor the origin of its ray is in sight.
std::optional<SeenMark> seenMark(const PlotMap& map, std::complex<double> z);

/// The fill of every region, the axes through 0 and the rays; boundaries are curves.
void paintStabilityRegions(
    QPainter& painter, const PlotDrawing& drawing, const StabilityPicture& picture);

/// Arrows of the marks out of sight, names of the regions and sizes |R| at the marks.
void paintStabilityLabels(QPainter& painter, const PlotDrawing& drawing,
    const StabilityPicture& picture, const PlotFont& text, const PlotFont& bold);

} // namespace ui
