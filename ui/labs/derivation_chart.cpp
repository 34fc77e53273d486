// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/derivation_chart.h"

#include "ui/plots/plot_view.h"
#include "ui/text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr double kTriangleWidth = 32.0; // ratio of its two eps
constexpr double kBelow = 0.05; // of the decades of the chart

struct Remainder {
    const char* id;
    QString name;
    const char* style;
    double solvers::DerivationStep::*value;
    bool solvers::DerivationStep::*counts;
    double slope;
    int theory;
};

PlotCurve curveOf(const Remainder& remainder, const solvers::Derivation& d)
{
    PlotCurve curve(QString::fromLatin1(remainder.id), remainder.name,
        seriesStyle(QString::fromLatin1(remainder.style)));
    std::vector<double> eps;
    std::vector<double> value;
    for (auto step = d.steps.rbegin(); step != d.steps.rend(); ++step) {
        eps.push_back(std::abs(step->eps));
        value.push_back(*step.*remainder.value);
    }
    curve.replace(std::move(eps), std::move(value));
    return curve;
}

/// Below the middle of the fitted points
void addTriangle(const Remainder& remainder, const solvers::Derivation& d, double decades,
    std::vector<QPolygonF>& triangles, std::vector<PlotNote>& notes)
{
    std::vector<const solvers::DerivationStep*> fitted;
    for (const solvers::DerivationStep& step : d.steps)
        if (step.*remainder.counts)
            fitted.push_back(&step);
    if (fitted.size() < 3 || std::isnan(remainder.slope))
        return;
    const solvers::DerivationStep& middle = *fitted[fitted.size() / 2];
    const double x0 = std::abs(middle.eps);
    const double x1 = kTriangleWidth * x0;
    const double y = middle.*remainder.value * std::pow(10.0, -kBelow * decades);
    const double y1 = y * std::pow(kTriangleWidth, remainder.theory);
    triangles.push_back({ { x0, y }, { x1, y }, { x1, y1 } });
    PlotNote label;
    label.x = std::sqrt(x0 * x1);
    label.y = y;
    label.below = true;
    label.text = tr("slope %1").arg(remainder.theory);
    notes.push_back(label);
}

double decadesOf(const std::vector<PlotCurve>& curves)
{
    double lowest = std::numeric_limits<double>::infinity();
    double highest = 0.0;
    for (const PlotCurve& curve : curves)
        if (curve.samples && curve.samples->yBounds.smallestPositive > 0.0) {
            lowest = std::min(lowest, curve.samples->yBounds.smallestPositive);
            highest = std::max(highest, curve.samples->yBounds.largestPositive);
        }
    return highest > lowest ? std::max(2.0, std::log10(highest / lowest)) : 2.0;
}

std::vector<Remainder> remaindersOf(const solvers::Derivation& d)
{
    using Step = solvers::DerivationStep;
    return {
        { "limit", tr("limit (14)"), "adjoint", &Step::adjointRemainder, &Step::adjointCounts,
            d.adjointSlope, 1 },
        { "taylor", tr("Taylor (8)"), "backprop", &Step::taylorRemainder, &Step::taylorCounts,
            d.taylorSlope, 2 },
    };
}

} // namespace

void showRemainders(PlotView& plot, const solvers::Derivation& derivation)
{
    PlotAxis x;
    x.title = QStringLiteral("|<i>ε</i>|");
    x.logarithmic = true;
    x.padding = 0.04;
    PlotAxis y;
    y.title = tr("remainder");
    y.logarithmic = true;
    y.padding = 0.04;
    plot.setAxis(PlotView::AxisId::X, x);
    plot.setAxis(PlotView::AxisId::Y, y);
    std::vector<PlotCurve> curves;
    for (const Remainder& remainder : remaindersOf(derivation))
        curves.push_back(curveOf(remainder, derivation));
    plot.setCurves(std::move(curves));
}

void markEps(PlotView& plot, const solvers::Derivation& derivation, std::size_t eps)
{
    std::vector<PlotNote> notes;
    std::vector<QPolygonF> triangles;
    const double decades = decadesOf(plot.curves());
    for (const Remainder& remainder : remaindersOf(derivation))
        addTriangle(remainder, derivation, decades, triangles, notes);
    if (eps < derivation.steps.size())
        notes.push_back({ std::abs(derivation.steps[eps].eps),
            std::numeric_limits<double>::quiet_NaN(), QStringLiteral("<i>ε</i>") });
    plot.setNotes(std::move(notes));
    PlotLayer layer;
    layer.id = QStringLiteral("slopes");
    layer.paint = [triangles](QPainter& painter, const PlotDrawing& drawing) {
        painter.setPen(QPen(drawing.tokens.text2, 1.0));
        painter.setBrush(Qt::NoBrush);
        for (const QPolygonF& triangle : triangles) {
            QPolygonF corners;
            for (const QPointF& corner : triangle)
                corners << drawing.map.toPixel(corner.x(), corner.y());
            // As a whole or not at all: a cut triangle has no slope to read.
            if (drawing.map.area().contains(corners.boundingRect()))
                painter.drawPolygon(corners);
        }
    };
    plot.setLayer(std::move(layer));
}

} // namespace ui
