// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineF>
#include <QPointF>
#include <QRectF>

#include <optional>
#include <vector>

namespace ui {

/// Finds places for short labels beside points of a drawing, so that none covers another label
/// or a marker, and as few lines as can be.
class LabelPlacer {
public:
    explicit LabelPlacer(const QRectF& area)
        : m_area(area)
    {
    }

    void keepFree(const QRectF& box) { m_taken.push_back(box); }
    void addLine(const QLineF& line) { m_lines.push_back(line); }

    /// Where the label goes; its box is taken from then on. wanted: direction from the point to
    /// the label in degrees, counter-clockwise from the right; nearby directions come next.
    /// Nothing if every place is taken.
    std::optional<QRectF> place(const QPointF& point, const QSizeF& size, double wanted);

private:
    double costOf(const QRectF& box) const; ///< infinite where something is covered

    QRectF m_area;
    std::vector<QRectF> m_taken;
    std::vector<QLineF> m_lines;
};

} // namespace ui
