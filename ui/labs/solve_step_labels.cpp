// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_step_labels.h"

#include "ui/plots/plot_lines.h"

#include <array>
#include <cmath>
#include <numbers>

namespace ui {

namespace {

constexpr std::array kDistances { 9.0, 16.0, 26.0, 40.0 }; // from the point to the box
constexpr int kDirections = 16;
constexpr double kLineCost = 30.0; // of covering a line, in pixels of distance
constexpr double kTurnCost = 0.08; // of a degree away from the wanted direction

/// The box whose edge is `distance` from the point in this direction.
QRectF boxBeside(const QPointF& point, const QSizeF& size, double degrees, double distance)
{
    const double angle = degrees * std::numbers::pi / 180.0;
    const QPointF direction(std::cos(angle), -std::sin(angle));
    const QPointF centre(point.x() + direction.x() * (distance + 0.5 * size.width()),
        point.y() + direction.y() * (distance + 0.5 * size.height()));
    return { centre - QPointF(0.5 * size.width(), 0.5 * size.height()), size };
}

} // namespace

double LabelPlacer::costOf(const QRectF& box) const
{
    if (!m_area.contains(box))
        return HUGE_VAL;
    for (const QRectF& taken : m_taken)
        if (taken.intersects(box))
            return HUGE_VAL;
    double cost = 0.0;
    for (const QLineF& line : m_lines)
        if (clippedSegment(line, box))
            cost += kLineCost;
    return cost;
}

std::optional<QRectF> LabelPlacer::place(const QPointF& point, const QSizeF& size, double wanted)
{
    std::optional<QRectF> best;
    double least = HUGE_VAL;
    for (const double distance : kDistances) {
        for (int i = 0; i < kDirections; ++i) {
            // 0, +1, -1, +2, ... sixteenths of a turn
            const int turn = (i % 2 == 0 ? -1 : 1) * ((i + 1) / 2);
            const double away = turn * 360.0 / kDirections;
            const QRectF box = boxBeside(point, size, wanted + away, distance);
            const double cost = costOf(box) + distance + kTurnCost * std::abs(away);
            if (cost < least) {
                least = cost;
                best = box;
            }
        }
    }
    if (best)
        m_taken.push_back(*best);
    return best;
}

} // namespace ui
