// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/nullclines.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>

namespace solvers {

namespace {

constexpr int kBisections = 60; // a cell's edge down to rounding
constexpr double kPoleShare = 1e-6; // a zero is this much smaller than the ends of its bracket
constexpr int kProjections = 4;

class MarchingSquares {
public:
    MarchingSquares(
        PhasePlane& plane, int component, const PlaneWindow& window, int columns, int rows)
        : m_plane(plane)
        , m_component(component)
        , m_window(window)
        , m_columns(columns)
        , m_rows(rows)
    {
    }

    bool sample(const std::atomic<bool>& stop)
    {
        for (int j = 0; j <= m_rows; ++j) {
            if (stop)
                return false;
            for (int i = 0; i <= m_columns; ++i)
                m_values.push_back(value(node(i, j)));
        }
        return true;
    }

    void march()
    {
        for (int j = 0; j < m_rows; ++j)
            for (int i = 0; i < m_columns; ++i)
                marchCell(i, j);
    }

    std::vector<PlaneLine> lines()
    {
        std::vector<PlaneLine> result;
        for (const auto& [edge, neighbours] : m_links) // open ends first, then rings
            if (neighbours.size() == 1 && !m_used.contains(edge))
                result.push_back(trace(edge));
        for (const auto& [edge, neighbours] : m_links)
            if (!m_used.contains(edge))
                result.push_back(trace(edge));
        std::erase_if(result, [](const PlaneLine& line) { return line.size() < 2; });
        return result;
    }

private:
    double value(const PlanePoint& at)
    {
        const PlanePoint slope = m_plane.slope(at);
        return m_component == 0 ? slope.x : slope.y;
    }

    PlanePoint node(int i, int j) const
    {
        return { m_window.lower.x + m_window.width() * i / m_columns,
            m_window.lower.y + m_window.height() * j / m_rows };
    }

    double nodeValue(int i, int j) const
    {
        return m_values[static_cast<std::size_t>(j * (m_columns + 1) + i)];
    }

    int edgeId(int i, int j, bool vertical) const
    {
        return 2 * (j * (m_columns + 1) + i) + (vertical ? 1 : 0);
    }

    /// The zero between two nodes; nothing where the slope jumps instead.
    std::optional<PlanePoint> crossing(PlanePoint a, PlanePoint b, double atA, double atB)
    {
        const double limit = kPoleShare * std::max(std::abs(atA), std::abs(atB));
        PlanePoint middle = atA == 0.0 ? a : b;
        double atMiddle = atA == 0.0 ? atA : atB;
        for (int n = 0; n < kBisections && atMiddle != 0.0; ++n) {
            // Secants with bisection in between: fast on smooth curves, safe on all.
            const double share = n % 3 == 2 ? 0.5 : std::clamp(atA / (atA - atB), 1e-3, 0.999);
            const PlanePoint next { a.x + share * (b.x - a.x), a.y + share * (b.y - a.y) };
            if (next == a || next == b)
                break;
            middle = next;
            atMiddle = value(middle);
            if ((atMiddle >= 0.0) == (atA >= 0.0)) {
                a = middle;
                atA = atMiddle;
            } else {
                b = middle;
                atB = atMiddle;
            }
        }
        if (std::abs(atA) < std::abs(atMiddle)) {
            middle = a;
            atMiddle = atA;
        } else if (std::abs(atB) < std::abs(atMiddle)) {
            middle = b;
            atMiddle = atB;
        }
        return std::abs(atMiddle) <= limit ? std::optional(middle) : std::nullopt;
    }

    /// Whether the curve crosses the edge from node (i, j) to the right or upwards.
    bool crosses(int i, int j, bool vertical)
    {
        const int i2 = vertical ? i : i + 1;
        const int j2 = vertical ? j + 1 : j;
        const double first = nodeValue(i, j);
        const double second = nodeValue(i2, j2);
        if ((first >= 0.0) == (second >= 0.0))
            return false;
        const int id = edgeId(i, j, vertical);
        auto known = m_points.find(id);
        if (known == m_points.end())
            known = m_points.emplace(id, crossing(node(i, j), node(i2, j2), first, second)).first;
        return known->second.has_value();
    }

    void link(int a, int b)
    {
        m_links[a].push_back(b);
        m_links[b].push_back(a);
    }

    void marchCell(int i, int j)
    {
        const std::array corners { nodeValue(i, j), nodeValue(i + 1, j), nodeValue(i + 1, j + 1),
            nodeValue(i, j + 1) };
        if (!std::ranges::all_of(corners, [](double v) { return std::isfinite(v); }))
            return;
        const bool bottom = crosses(i, j, false);
        const bool right = crosses(i + 1, j, true);
        const bool top = crosses(i, j + 1, false);
        const bool left = crosses(i, j, true);
        const int b = edgeId(i, j, false);
        const int r = edgeId(i + 1, j, true);
        const int t = edgeId(i, j + 1, false);
        const int l = edgeId(i, j, true);
        if (bottom && right && top && left) {
            const PlanePoint from = node(i, j);
            const PlanePoint to = node(i + 1, j + 1);
            const double middle = value({ (from.x + to.x) / 2, (from.y + to.y) / 2 });
            const bool likeFirst = (middle >= 0.0) == (corners[0] >= 0.0);
            link(b, likeFirst ? r : l);
            link(t, likeFirst ? l : r);
            return;
        }
        std::vector<int> ends;
        for (const auto& [is, id] : { std::pair(bottom, b), { right, r }, { top, t }, { left, l } })
            if (is)
                ends.push_back(id);
        if (ends.size() == 2)
            link(ends[0], ends[1]);
    }

    /// A point of the curve near the middle of two of its points.
    std::optional<PlanePoint> between(const PlanePoint& a, const PlanePoint& b)
    {
        const PlanePoint start { (a.x + b.x) / 2, (a.y + b.y) / 2 };
        PlanePoint at = start;
        for (int n = 0; n < kProjections; ++n) {
            const auto row = m_plane.derivative(at)[static_cast<std::size_t>(m_component)];
            const double gx = row[0] * m_window.width();
            const double gy = row[1] * m_window.height();
            const double factor = value(at) / (gx * gx + gy * gy);
            at.x -= factor * gx * m_window.width();
            at.y -= factor * gy * m_window.height();
        }
        const double moved = m_window.distance(start, at);
        const double limit = kPoleShare * std::abs(value(start));
        if (moved <= 0.5 * m_window.distance(a, b) && std::abs(value(at)) <= limit)
            return at;
        return std::nullopt;
    }

    PlaneLine trace(int start)
    {
        PlaneLine line;
        int edge = start;
        while (true) {
            const PlanePoint point = *m_points.at(edge);
            if (line.empty() || !(line.back() == point)) {
                if (!line.empty())
                    if (const auto middle = between(line.back(), point))
                        line.push_back(*middle);
                line.push_back(point);
            }
            if (!m_used.emplace(edge, true).second)
                break; // around a ring
            const auto& next = m_links.at(edge);
            const auto free = std::ranges::find_if(
                next, [this](int candidate) { return !m_used.contains(candidate); });
            if (free != next.end())
                edge = *free;
            else if (line.size() > 2 && std::ranges::find(next, start) != next.end())
                edge = start;
            else
                break;
        }
        return line;
    }

    PhasePlane& m_plane;
    int m_component;
    PlaneWindow m_window;
    int m_columns;
    int m_rows;
    std::vector<double> m_values; ///< row by row
    std::map<int, std::optional<PlanePoint>> m_points; ///< by edge
    std::map<int, std::vector<int>> m_links; ///< by edge
    std::map<int, bool> m_used;
};

} // namespace

std::vector<PlaneLine> nullcline(PhasePlane& plane, int component, const PlaneWindow& window,
    int columns, int rows, const std::atomic<bool>& stop)
{
    if (component < 0 || component > 1 || columns < 1 || rows < 1 || !window.usable())
        throw std::invalid_argument("a nullcline needs component 0 or 1, a window and a grid");
    MarchingSquares squares(plane, component, window, columns, rows);
    if (!squares.sample(stop))
        return {};
    squares.march();
    return squares.lines();
}

} // namespace solvers
