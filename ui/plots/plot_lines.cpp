// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_lines.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ui {
namespace {

constexpr double kStraight = 0.1; // pixels off the way: nobody sees it, even when smoothed
constexpr qsizetype kLongestRun = 64; // points looked at for each one that is left out

bool liesBetween(const QPointF& point, const QPointF& from, const QPointF& to, double tolerance)
{
    const QPointF way = to - from;
    const QPointF part = point - from;
    const double length = QPointF::dotProduct(way, way);
    const double along = QPointF::dotProduct(part, way);
    if (length == 0.0 || along < 0.0 || along > length)
        return false;
    const double across = part.x() * way.y() - part.y() * way.x();
    return across * across <= tolerance * tolerance * length;
}

/// Leaves out the points that lie on the straight way between those that are kept: stroking a line
/// costs as much as it has points.
QPolygonF withoutStraightRuns(const QPolygonF& line, double tolerance)
{
    if (line.size() < 3)
        return line;
    QPolygonF kept { line.front() };
    qsizetype anchor = 0;
    for (qsizetype end = 2; end < line.size(); ++end) {
        bool straight = end - anchor <= kLongestRun;
        for (qsizetype i = anchor + 1; straight && i < end; ++i)
            straight = liesBetween(line[i], line[anchor], line[end], tolerance);
        if (!straight) {
            anchor = end - 1;
            kept.push_back(line[anchor]);
        }
    }
    kept.push_back(line.back());
    return kept;
}

/// Takes the mapped points of a curve one after another and makes pieces of them.
class PieceBuilder {
public:
    PieceBuilder(const QRectF& area, double columnsPerPixel)
        : m_area(area)
        , m_columnsPerPixel(columnsPerPixel)
    {
    }

    void add(const QPointF& point)
    {
        const double inside
            = std::clamp(point.x(), m_area.left() - 1.0, m_area.right() + 1.0) - m_area.left();
        const double column = std::floor(inside * m_columnsPerPixel);
        if (m_count > 0 && column != m_column)
            flush();
        m_column = column;
        if (m_count == 0)
            m_first = m_lowest = m_highest = { point, 0 };
        m_last = { point, m_count };
        if (point.y() < m_lowest.point.y())
            m_lowest = m_last;
        if (point.y() > m_highest.point.y())
            m_highest = m_last;
        ++m_count;
    }

    void gap()
    {
        flush();
        drawPending();
        m_hasPrevious = false;
    }

    std::vector<QPolygonF> finish()
    {
        gap();
        for (QPolygonF& piece : m_pieces)
            piece = withoutStraightRuns(piece, kStraight / m_columnsPerPixel);
        return std::move(m_pieces);
    }

private:
    struct Indexed {
        QPointF point;
        long index = 0;
    };

    void flush()
    {
        if (m_count == 0)
            return;
        std::array<Indexed, 4> chosen { m_first, m_lowest, m_highest, m_last };
        std::sort(chosen.begin(), chosen.end(),
            [](const Indexed& a, const Indexed& b) { return a.index < b.index; });
        long previous = -1;
        for (const Indexed& candidate : chosen) {
            if (candidate.index != previous)
                lineTo(candidate.point);
            previous = candidate.index;
        }
        m_count = 0;
    }

    void lineTo(const QPointF& point)
    {
        // A point that nobody can tell from the one before waits: it may be the last one.
        if (m_hasPrevious && (point - m_previous).manhattanLength() * m_columnsPerPixel < 0.5) {
            m_pending = point;
            m_hasPending = true;
            return;
        }
        m_hasPending = false;
        draw(point);
    }

    void drawPending()
    {
        if (m_hasPending)
            draw(m_pending);
        m_hasPending = false;
    }

    void draw(const QPointF& point)
    {
        if (m_hasPrevious) {
            if (const auto visible = clippedSegment(QLineF(m_previous, point), m_area)) {
                if (m_pieces.empty() || m_pieces.back().back() != visible->p1())
                    m_pieces.push_back(QPolygonF { visible->p1() });
                m_pieces.back().push_back(visible->p2());
            }
        }
        m_previous = point;
        m_hasPrevious = true;
    }

    QRectF m_area;
    double m_columnsPerPixel;
    double m_column = 0.0;
    Indexed m_first, m_lowest, m_highest, m_last;
    long m_count = 0;
    QPointF m_previous;
    bool m_hasPrevious = false;
    QPointF m_pending;
    bool m_hasPending = false;
    std::vector<QPolygonF> m_pieces;
};

bool runsBackwards(const PlotSamples& samples)
{
    return !samples.x.empty() && samples.x.back() < samples.x.front();
}

} // namespace

std::optional<QLineF> clippedSegment(const QLineF& segment, const QRectF& area)
{
    const double dx = segment.dx();
    const double dy = segment.dy();
    double enter = 0.0;
    double leave = 1.0;
    const std::array<double, 4> direction { -dx, dx, -dy, dy };
    const std::array<double, 4> distance { segment.x1() - area.left(), area.right() - segment.x1(),
        segment.y1() - area.top(), area.bottom() - segment.y1() };
    for (std::size_t side = 0; side < direction.size(); ++side) {
        if (direction[side] == 0.0) {
            if (distance[side] < 0.0)
                return {};
            continue;
        }
        const double at = distance[side] / direction[side];
        if (direction[side] < 0.0)
            enter = std::max(enter, at);
        else
            leave = std::min(leave, at);
        if (enter > leave)
            return {};
    }
    // Rounding may leave a cut a hair outside.
    const auto inside = [&area](double x, double y) {
        return QPointF(
            std::clamp(x, area.left(), area.right()), std::clamp(y, area.top(), area.bottom()));
    };
    return QLineF(
        enter > 0.0 ? inside(segment.x1() + enter * dx, segment.y1() + enter * dy) : segment.p1(),
        leave < 1.0 ? inside(segment.x1() + leave * dx, segment.y1() + leave * dy) : segment.p2());
}

bool isBeyond(const PlotSamples& samples, double x, std::optional<double> upTo)
{
    if (!upTo)
        return false;
    return runsBackwards(samples) ? x < *upTo : x > *upTo;
}

std::vector<QPolygonF> visiblePieces(const PlotSamples& samples, const PlotMap& map, bool rightAxis,
    std::optional<double> upTo, double columnsPerPixel)
{
    PieceBuilder builder(map.area(), columnsPerPixel);
    for (std::size_t i = 0; i < samples.x.size(); ++i) {
        double x = samples.x[i];
        double y = samples.y[i];
        const bool last = isBeyond(samples, x, upTo);
        if (last) {
            if (i == 0 || !std::isfinite(samples.y[i - 1]) || !std::isfinite(y))
                break;
            const double part = (*upTo - samples.x[i - 1]) / (x - samples.x[i - 1]);
            y = samples.y[i - 1] + part * (y - samples.y[i - 1]);
            x = *upTo;
        }
        if (map.hasPlace(x, y, rightAxis))
            builder.add(map.toPixel(x, y, rightAxis));
        else
            builder.gap();
        if (last)
            break;
    }
    return builder.finish();
}

QList<QLineF> segmentsOf(const std::vector<QPolygonF>& pieces)
{
    QList<QLineF> lines;
    for (const QPolygonF& piece : pieces) {
        for (qsizetype i = 1; i < piece.size(); ++i)
            lines.push_back(QLineF(piece[i - 1], piece[i]));
    }
    return lines;
}

std::optional<double> interpolated(const PlotSamples& samples, double x)
{
    for (std::size_t i = 0; i + 1 < samples.x.size(); ++i) {
        const double a = samples.x[i];
        const double b = samples.x[i + 1];
        if (!(std::min(a, b) <= x && x <= std::max(a, b)))
            continue;
        const double part = a == b ? 0.0 : (x - a) / (b - a);
        const double y = samples.y[i] + part * (samples.y[i + 1] - samples.y[i]);
        return std::isfinite(y) ? std::optional(y) : std::nullopt;
    }
    if (samples.x.size() == 1 && samples.x[0] == x && std::isfinite(samples.y[0]))
        return samples.y[0];
    return {};
}

} // namespace ui
