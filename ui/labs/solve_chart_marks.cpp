// SPDX-License-Identifier: GPL-3.0-or-later
// What the Trajectory chart marks on its curves: events, and where methods stopped.
#include "ui/labs/solve_chart.h"

#include "ui/labs/solve_text.h"
#include "ui/theme.h"

#include <QPainter>

#include <algorithm>
#include <limits>

namespace ui {

namespace {

constexpr int kStoppedOpacity = 20; // of 255

} // namespace

/// A ring where the problem's event was met.
PlotCurve SolveChart::eventMarks(const MethodResult& result, std::size_t component) const
{
    const QString series = methodId(*result.solution.method);
    PlotCurve marks(
        QStringLiteral("%1/event%2").arg(series).arg(component), tr("Event"), seriesStyle(series));
    marks.style.marker = Marker::Ring;
    marks.line = false;
    marks.inLegend = false;
    marks.setsRange = false;
    std::vector<double> t;
    std::vector<double> y;
    for (const solvers::EventPoint& event : result.solution.events) {
        t.push_back(event.t);
        y.push_back(event.y[component]);
    }
    marks.replace(std::move(t), std::move(y));
    return marks;
}

void SolveChart::showFailures()
{
    std::vector<PlotNote> notes;
    QList<std::pair<double, QString>> stops; // time and series
    for (const MethodResult& result : m_results->methods) {
        if (!result.failed() || result.curve.isEmpty())
            continue;
        PlotNote note;
        note.x = result.failureTime();
        note.y = std::numeric_limits<double>::quiet_NaN();
        note.kind = PlotNote::Kind::Error;
        const QString name = methodName(*result.solution.method);
        note.text = result.grewPastLimit ? tr("%1 stopped here: |<i>y</i>| > 10¹²").arg(name)
                                         : tr("%1 stopped here").arg(name);
        notes.push_back(note);
        stops.append({ note.x, methodId(*result.solution.method) });
    }
    m_view->setNotes(std::move(notes));
    if (stops.isEmpty())
        return;
    PlotLayer layer;
    layer.id = QStringLiteral("stopped");
    const double end = m_results->job.problem.t1;
    layer.paint = [stops, end](QPainter& painter, const PlotDrawing& drawing) {
        const QRectF area = drawing.map.area();
        for (const auto& [time, series] : stops) {
            QColor tint = seriesStyle(series).color(drawing.tokens.dark);
            tint.setAlpha(kStoppedOpacity);
            const double y = drawing.map.ranges().y.lower;
            const double left = std::clamp(
                drawing.map.toPixel(std::min(time, end), y).x(), area.left(), area.right());
            const double right = std::clamp(
                drawing.map.toPixel(std::max(time, end), y).x(), area.left(), area.right());
            painter.fillRect(QRectF(left, area.top(), right - left, area.height()), tint);
        }
    };
    m_view->setLayer(layer);
}

} // namespace ui
