// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"

#include <vector>

namespace ui {

/// The right triangle of one slope in data coordinates: from (x0, y) to (x1, y) and up to y1.
struct SlopeTriangle {
    double x0 = 0.0;
    double x1 = 0.0;
    double y = 0.0;
    double y1 = 0.0;
};

/// A layer "slopes" with these triangles; one that is not wholly on the chart is left out.
PlotLayer slopeTriangles(std::vector<SlopeTriangle> triangles);

} // namespace ui
