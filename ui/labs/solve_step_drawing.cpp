// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_step_drawing.h"

#include "ui/labs/solve_step_labels.h"
#include "ui/plots/plot_lines.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr double kFieldSpacing = 42.0; // pixels
constexpr double kFieldLength = 14.0;
constexpr double kSlopeHalfLength = 18.0; // of the line through a stage point
constexpr double kManyHalfLength = 9.0; // where many stages stand close
constexpr std::size_t kManyStages = 7;
constexpr double kStageSize = 4.0; // half size of its marker
constexpr double kTangentBeyond = 52.0; // pixels of the tangent to both sides of the step
constexpr double kBracketDistance = 10.0; // from t_{n+1}
constexpr double kBracketTick = 5.0;
constexpr double kShortestBracket = 3.5; // less cannot be told from a line
constexpr double kCrossSize = 7.0; // half size of the cross of a rejected step
constexpr double kMarkerBox = 9.0; // half size of what a label must keep off a marker

/// Lines that end at the edge of the plot area, on every device.
class Pencil {
public:
    Pencil(QPainter& painter, const QRectF& area)
        : m_painter(painter)
        , m_area(area)
    {
    }

    void line(const QLineF& line, const QPen& pen)
    {
        if (const auto visible = clippedSegment(line, m_area)) {
            m_painter.setPen(pen);
            m_painter.drawLine(*visible);
        }
    }

private:
    QPainter& m_painter;
    QRectF m_area;
};

/// Direction of a slope on the screen, of length 1, to the right.
QPointF direction(const PlotMap& map, double slope)
{
    const PlotRanges& ranges = map.ranges();
    const double dx = map.area().width() / (ranges.x.upper - ranges.x.lower);
    const double dy = -slope * map.area().height() / (ranges.y.upper - ranges.y.lower);
    const double length = std::hypot(dx, dy);
    return std::isfinite(length) ? QPointF(dx / length, dy / length)
                                 : QPointF(0.0, slope > 0.0 ? -1.0 : 1.0);
}

QLineF around(const QPointF& centre, const QPointF& along, double half)
{
    return { centre - half * along, centre + half * along };
}

QRectF markerBox(const QPointF& at, double half = kMarkerBox)
{
    return { at.x() - half, at.y() - half, 2.0 * half, 2.0 * half };
}

QPen dashed(const QColor& color, double width, double on, double off)
{
    QPen pen(color, width, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({ on / width, off / width });
    return pen;
}

/// Labels with their boxes found by a LabelPlacer, painted at once.
class Labels {
public:
    Labels(QPainter& painter, const PlotFont& font, const QRectF& area)
        : m_painter(painter)
        , m_font(font)
        , m_area(area)
        , m_placer(area.adjusted(2.0, 2.0, -2.0, -2.0))
    {
    }

    LabelPlacer& placer() { return m_placer; }

    /// False: there was no room.
    bool add(const QString& text, const QPointF& at, double wanted, const QColor& color)
    {
        if (text.isEmpty() || !m_area.contains(at))
            return true; // nothing there to name
        const RichText rich(text);
        const QFontMetricsF metrics(m_font.math);
        const QSizeF size(rich.width(m_font) + 4.0, metrics.height());
        const auto box = m_placer.place(at, size, wanted);
        if (!box)
            return false;
        m_painter.setPen(color);
        rich.paint(m_painter, { box->left() + 2.0, box->top() + metrics.ascent() }, m_font);
        return true;
    }

private:
    QPainter& m_painter;
    const PlotFont& m_font;
    QRectF m_area;
    LabelPlacer m_placer;
};

struct Bracket {
    QLineF line; ///< from y_{n+1} to what it is measured against
    double side = 1.0; ///< +1: the label stands at the right
};

std::vector<Bracket> bracketsOf(const StepDrawing& step, const PlotMap& map)
{
    std::vector<Bracket> brackets;
    const double forward = step.tEnd >= step.t ? 1.0 : -1.0;
    for (const double side : { -1.0, 1.0 }) {
        const double other = side < 0.0 ? step.localEnd : step.exactEnd;
        Bracket bracket;
        bracket.side = side * forward;
        if (std::isfinite(step.yEnd) && std::isfinite(other)) {
            const QPointF away(bracket.side * kBracketDistance, 0.0);
            const auto visible = clippedSegment(
                { map.toPixel(step.tEnd, step.yEnd) + away, map.toPixel(step.tEnd, other) + away },
                map.area());
            if (visible && visible->length() >= kShortestBracket)
                bracket.line = *visible;
        }
        brackets.push_back(bracket);
    }
    return brackets;
}

void paintBracket(Pencil& pencil, const Bracket& bracket, const QPen& pen)
{
    if (bracket.line.isNull())
        return;
    const QPointF tick(-bracket.side * kBracketTick, 0.0);
    pencil.line(bracket.line, pen);
    pencil.line({ bracket.line.p1(), bracket.line.p1() + tick }, pen);
    pencil.line({ bracket.line.p2(), bracket.line.p2() + tick }, pen);
}

} // namespace

/// The step and some of its line to both sides, in pixels.
QLineF StepDrawing::tangent(const PlotMap& map) const
{
    const QPointF start = map.toPixel(t, y);
    const QPointF along = direction(map, slope);
    const double reach = map.toPixel(tEnd, y).x() - start.x();
    const double span = std::abs(reach / along.x());
    const QPointF forward = (reach < 0.0 ? -1.0 : 1.0) * along;
    return { start - kTangentBeyond * forward, start + (span + kTangentBeyond) * forward };
}

void StepDrawing::paintWays(QPainter& painter, const PlotDrawing& drawing) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const PlotMap& map = drawing.map;
    Pencil pencil(painter, map.area());
    const QColor color = style.color(drawing.tokens.dark);
    const QPointF start = map.toPixel(t, y);
    for (const Stage& stage : stages)
        if (!stage.atStart)
            pencil.line({ start, map.toPixel(stage.t, stage.y) }, dashed(color, 1.0, 3.0, 2.5));
    if (!tangentLabel.isEmpty())
        pencil.line(tangent(map), dashed(color, 1.2, 4.0, 3.0));
    painter.restore();
}

void StepDrawing::paintStages(QPainter& painter, const PlotDrawing& drawing) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const PlotMap& map = drawing.map;
    const Tokens& tokens = drawing.tokens;
    Pencil pencil(painter, map.area());
    for (const QLineF& drop : drops(map))
        pencil.line(drop, dashed(tokens.text3, 1.0, 2.0, 3.0));
    const QColor color = stageStyle.color(tokens.dark);
    for (const Stage& stage : stages)
        pencil.line(slopeLine(stage, map), QPen(color, 2.2, Qt::SolidLine, Qt::FlatCap));
    for (const Stage& stage : stages) {
        const QPointF at = map.toPixel(stage.t, stage.y);
        if (!stage.atStart && map.area().contains(at))
            paintMarker(painter, at, Marker::Diamond, color, tokens.surface, true, kStageSize);
    }
    for (const Bracket& bracket : bracketsOf(*this, map))
        paintBracket(pencil, bracket, QPen(tokens.text2, 1.0));
    if (const QPointF end = endPixel(map); !rejection.isEmpty() && map.area().contains(end))
        paintMarker(painter, end, Marker::Cross, tokens.error, tokens.surface, false, kCrossSize);
    paintLabels(painter, drawing);
    painter.restore();
}

QPointF StepDrawing::endPixel(const PlotMap& map) const
{
    return std::isfinite(yEnd) ? map.toPixel(tEnd, yEnd) : map.toPixel(t, y);
}

QLineF StepDrawing::slopeLine(const Stage& stage, const PlotMap& map) const
{
    return around(map.toPixel(stage.t, stage.y), direction(map, stage.slope),
        stages.size() < kManyStages ? kSlopeHalfLength : kManyHalfLength);
}

/// The perpendiculars at t_n and t_{n+1} from below the markers.
std::vector<QLineF> StepDrawing::drops(const PlotMap& map) const
{
    std::vector<QLineF> lines;
    for (const QPointF& foot : { map.toPixel(t, y), endPixel(map) }) {
        const QLineF drop(foot + QPointF(0.0, kMarkerBox), { foot.x(), map.area().bottom() });
        if (drop.dy() > 0.0)
            lines.push_back(drop);
    }
    return lines;
}

/// What labels keep off.
void StepDrawing::addObstacles(LabelPlacer& placer, const PlotMap& map) const
{
    const QPointF start = map.toPixel(t, y);
    const QPointF end = endPixel(map);
    placer.keepFree(markerBox(start));
    placer.keepFree(markerBox(end));
    placer.addLine({ start, end });
    if (!tangentLabel.isEmpty())
        placer.addLine(tangent(map));
    for (const QLineF& drop : drops(map))
        placer.addLine(drop);
    for (const auto& curve : curves)
        for (std::size_t i = 1; i < curve.size(); ++i)
            placer.addLine({ map.toPixel(curve[i - 1].x(), curve[i - 1].y()),
                map.toPixel(curve[i].x(), curve[i].y()) });
    for (const Stage& stage : stages) {
        const QPointF at = map.toPixel(stage.t, stage.y);
        placer.keepFree(markerBox(at, kStageSize + 2.0));
        placer.addLine(slopeLine(stage, map));
        if (!stage.atStart)
            placer.addLine({ start, at });
    }
    for (const Bracket& bracket : bracketsOf(*this, map))
        placer.keepFree(QRectF(bracket.line.p1(), bracket.line.p2())
                            .normalized()
                            .adjusted(-1.0, 0.0, 1.0, 0.0));
}

void StepDrawing::paintLabels(QPainter& painter, const PlotDrawing& drawing) const
{
    const PlotMap& map = drawing.map;
    const Tokens& tokens = drawing.tokens;
    Labels labels(painter, font, map.area());
    addObstacles(labels.placer(), map);
    const QPointF start = map.toPixel(t, y);
    const QPointF end = endPixel(map);
    const bool falls = end.y() > start.y();
    const bool forward = tEnd >= t;
    if (const double wanted = falls ? 250.0 : 110.0;
        !labels.add(rejection, end, wanted, tokens.error))
        labels.add(shortRejection, end, wanted, tokens.error);
    const std::vector<Bracket> brackets = bracketsOf(*this, map);
    for (std::size_t i = 0; i < brackets.size(); ++i)
        if (!brackets[i].line.isNull())
            labels.add(i == 0 ? localLabel : globalLabel, brackets[i].line.center(),
                brackets[i].side < 0.0 ? 180.0 : 0.0, tokens.text2);
    labels.add(startLabel, start, forward ? 200.0 : 340.0, tokens.text);
    labels.add(
        endLabel, end, forward ? (falls ? 20.0 : 340.0) : (falls ? 160.0 : 200.0), tokens.text);
    labels.add(
        tangentLabel, 0.45 * end + 0.55 * start, falls ? 225.0 : 135.0, style.color(tokens.dark));
    for (const Stage& stage : stages)
        labels.add(stage.label, map.toPixel(stage.t, stage.y), falls ? 200.0 : 160.0,
            stageStyle.color(tokens.dark));
}

DirectionField::DirectionField(const solvers::Problem& problem)
    : m_f(solvers::makeSystem(problem))
{
}

void DirectionField::paint(QPainter& painter, const PlotDrawing& drawing) const
{
    const std::lock_guard lock(m_mutex);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const PlotMap& map = drawing.map;
    const QRectF& area = map.area();
    Pencil pencil(painter, area);
    const int columns = std::max(1, static_cast<int>(area.width() / kFieldSpacing));
    const int rows = std::max(1, static_cast<int>(area.height() / kFieldSpacing));
    const QPen pen(drawing.tokens.field, 1.0);
    for (int i = 0; i < columns; ++i)
        for (int j = 0; j < rows; ++j) {
            const QPointF at(area.left() + (i + 0.5) * area.width() / columns,
                area.top() + (j + 0.5) * area.height() / rows);
            const QPointF value = map.toValue(at);
            const double y = value.y();
            double slope = 0.0;
            m_f->evaluate(value.x(), { &y, 1 }, { &slope, 1 });
            if (!std::isnan(slope))
                pencil.line(around(at, direction(map, slope), 0.5 * kFieldLength), pen);
        }
    painter.restore();
}

} // namespace ui
