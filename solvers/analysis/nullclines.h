// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/phase_plane.h"

namespace solvers {

/// The curves x' = 0 (component 0) or y' = 0 (component 1) within a window, by marching squares
/// on columns x rows cells (Lorensen & Cline, Computer Graphics 21 (1987) 163-169, in the plane):
/// the crossings with the grid to rounding, one point more between two of them by Newton's method
/// across the curve. A curve on which the slope keeps its sign is not seen; neither is one that
/// fits between the grid lines. Cells where f is not finite have no part in it.
/// component: 0 or 1, columns and rows >= 1, else std::invalid_argument. stop: ends it early,
/// the result is then empty.
std::vector<PlaneLine> nullcline(PhasePlane& plane, int component, const PlaneWindow& window,
    int columns, int rows, const std::atomic<bool>& stop);

} // namespace solvers
