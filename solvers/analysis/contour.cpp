// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/contour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace solvers {

namespace {

struct Corner {
    double x, y, value;
};

struct Crossing {
    double x, y;
};

/// The pieces of one cell, whose corners go around it.
void marchCell(const std::array<Corner, 4>& corners, std::vector<ContourPiece>& pieces)
{
    std::array<Crossing, 4> crossings {};
    std::size_t count = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        const Corner& a = corners[i];
        const Corner& b = corners[(i + 1) % 4];
        if ((a.value >= 0.0) == (b.value >= 0.0))
            continue;
        const double share = a.value / (a.value - b.value);
        crossings[count++] = { a.x + share * (b.x - a.x), a.y + share * (b.y - a.y) };
    }
    const auto join = [&](std::size_t i, std::size_t k) {
        pieces.push_back({ crossings[i].x, crossings[i].y, crossings[k].x, crossings[k].y });
    };
    if (count == 2)
        join(0, 1);
    if (count != 4)
        return;
    double mean = 0.0;
    for (const Corner& corner : corners)
        mean += corner.value;
    // Crossing i lies after corner i: where the middle goes with corner 0, corner 1 is cut off.
    const bool withFirst = (mean >= 0.0) == (corners[0].value >= 0.0);
    join(0, withFirst ? 1 : 3);
    join(2, withFirst ? 3 : 1);
}

} // namespace

std::vector<ContourPiece> contour(const GridValues& grid, double level)
{
    if (grid.columns < 2 || grid.rows < 2
        || grid.values.size()
            != static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows))
        throw std::invalid_argument("contour: the numbers do not fill the grid");
    const auto node = [&](int i, int j) {
        const auto index = static_cast<std::size_t>(j) * static_cast<std::size_t>(grid.columns)
            + static_cast<std::size_t>(i);
        return Corner { grid.left + (grid.right - grid.left) * i / (grid.columns - 1),
            grid.bottom + (grid.top - grid.bottom) * j / (grid.rows - 1),
            static_cast<double>(grid.values[index]) - level };
    };
    std::vector<ContourPiece> pieces;
    for (int j = 0; j + 1 < grid.rows; ++j)
        for (int i = 0; i + 1 < grid.columns; ++i) {
            const std::array corners { node(i, j), node(i + 1, j), node(i + 1, j + 1),
                node(i, j + 1) };
            if (std::ranges::all_of(
                    corners, [](const Corner& c) { return std::isfinite(c.value); }))
                marchCell(corners, pieces);
        }
    return pieces;
}

} // namespace solvers
