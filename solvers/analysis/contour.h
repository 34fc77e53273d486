// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

namespace solvers {

/// Numbers on the nodes of a grid: columns x rows of them, row by row from below, spread evenly
/// over the window, its edges included.
struct GridValues {
    double left = 0.0;
    double right = 1.0;
    double bottom = 0.0;
    double top = 1.0;
    int columns = 2; ///< nodes, >= 2
    int rows = 2;
    std::span<const float> values {};
};

/// A piece of a contour within one cell.
struct ContourPiece {
    double x0, y0, x1, y1;
};

/// The contour of a level, by marching squares with linear interpolation on the edges; where two
/// pieces cross a cell, the mean of its corners decides how. Cells with a number that is not
/// finite have no part in it. Throws std::invalid_argument for sizes that disagree.
std::vector<ContourPiece> contour(const GridValues& grid, double level);

} // namespace solvers
