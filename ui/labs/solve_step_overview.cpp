// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_step_overview.h"

#include "ui/labs/solve_chart.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/card.h"

#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kHeight = 182;
constexpr int kLeastHeight = 116;
constexpr double kShare = 0.27; // of the height of steps and overview
constexpr double kRoomForMethods = 0.4; // of the height of the reference, above and below it
constexpr float kBandOpacity = 0.22F;
constexpr double kBandInLegend = 11.0; // width of its line there
const QString kBand = QStringLiteral("window");

QColor bandColor(const Tokens& tokens)
{
    QColor color = tokens.accent;
    color.setAlphaF(kBandOpacity);
    return color;
}

bool isReference(const PlotCurve& curve)
{
    const QString series = SolveChart::seriesOfCurve(curve.id);
    return series == QLatin1String("exact") || series == QLatin1String("reference");
}

/// A method that leaves the reference far behind must not make a straight line of it.
PlotRange around(const PlotSamples::Bounds& reference, const PlotRange& all)
{
    const double room = kRoomForMethods * (reference.upper - reference.lower);
    if (!(room > 0.0))
        return all;
    return { std::max(all.lower, reference.lower - room),
        std::min(all.upper, reference.upper + room) };
}

/// The points up to a time, in the direction in which they run.
std::shared_ptr<const PlotSamples> upTo(
    const std::shared_ptr<const PlotSamples>& samples, double now, bool descending)
{
    if (!samples)
        return samples;
    const auto beyond = [&](double x) { return descending ? x < now : x > now; };
    const auto end = std::find_if(samples->x.begin(), samples->x.end(), beyond);
    const auto count = end - samples->x.begin();
    return std::make_shared<const PlotSamples>(std::vector<double>(samples->x.begin(), end),
        std::vector<double>(samples->y.begin(), samples->y.begin() + count));
}

} // namespace

StepOverview::StepOverview(Theme& theme, QWidget* parent)
    : QWidget(parent)
{
    auto* card = new Card(theme, {}, this);
    m_plot = new PlotView(theme, card, PlotView::Size::Card);
    m_plot->setObjectName(QStringLiteral("solve_chart_overview"));
    m_plot->setTitle(tr("Whole trajectories"));
    m_plot->setToolTip(tr("Overview\nDrag the band to go to another step."));
    m_plot->setMinimumSize(260, kLeastHeight - 2);
    m_plot->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    m_plot->viewport()->installEventFilter(this);
    card->contentLayout()->addWidget(m_plot);
    m_chart = new SolveChart(theme, m_plot, this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(card);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setFixedHeight(kHeight);
}

void StepOverview::fitInto(int height)
{
    setFixedHeight(std::clamp(static_cast<int>(kShare * height), kLeastHeight, kHeight));
}

void StepOverview::setResults(std::shared_ptr<const SolveResults> results)
{
    m_hasWindow = false;
    m_descending = results->job.problem.t1 < results->job.problem.t0;
    m_chart->setResults(std::move(results));
    keepWhole();
}

void StepOverview::setComponent(int component)
{
    if (m_chart->component() == component)
        return;
    m_chart->setComponent(component);
    keepWhole();
}

/// The axes belong to the whole trajectories: they stay while the curves grow.
void StepOverview::keepWhole()
{
    for (const PlotView::AxisId which : { PlotView::AxisId::X, PlotView::AxisId::Y }) {
        PlotAxis axis = m_plot->axis(which);
        axis.lower.reset();
        axis.upper.reset();
        m_plot->setAxis(which, axis);
    }
    m_plot->fit();
    m_whole = m_plot->curves();
    PlotRanges ranges = m_plot->ranges();
    for (const PlotCurve& curve : m_whole)
        if (isReference(curve) && curve.samples)
            ranges.y = around(curve.samples->yBounds, ranges.y);
    for (const auto& [which, range] :
        { std::pair(PlotView::AxisId::X, ranges.x), std::pair(PlotView::AxisId::Y, ranges.y) }) {
        PlotAxis axis = m_plot->axis(which);
        axis.lower = range.lower;
        axis.upper = range.upper;
        m_plot->setAxis(which, axis);
    }
}

void StepOverview::clear()
{
    m_hasWindow = false;
    m_plot->removeLayer(kBand);
}

void StepOverview::setWindow(const PlotRange& window, double now)
{
    m_window = window;
    m_hasWindow = true;
    std::vector<PlotCurve> curves = m_whole;
    for (PlotCurve& curve : curves) {
        curve.bold = false;
        if (isReference(curve))
            continue;
        curve.samples = upTo(curve.samples, now, m_descending);
        curve.markerSamples = upTo(curve.markerSamples, now, m_descending);
    }
    PlotCurve band(kBand, tr("Window shown above"),
        { bandColor(lightTokens()), bandColor(darkTokens()), Marker::None, kBandInLegend });
    band.markers = false;
    curves.push_back(std::move(band));
    m_plot->setCurves(std::move(curves));
    showBand();
}

void StepOverview::showBand()
{
    PlotLayer layer;
    layer.id = kBand;
    layer.paint = [window = m_window](QPainter& painter, const PlotDrawing& drawing) {
        const QRectF area = drawing.map.area();
        const auto pixel = [&](double t) {
            return std::clamp(drawing.map.toPixel(t, drawing.map.ranges().y.lower).x(), area.left(),
                area.right());
        };
        const double left = pixel(window.lower);
        const double width = std::max(2.0, pixel(window.upper) - left);
        painter.fillRect(QRectF(left, area.top(), width, area.height()), bandColor(drawing.tokens));
    };
    m_plot->setLayer(layer);
}

void StepOverview::choose(double x)
{
    emit timeChosen(m_plot->map().toValue({ x, m_plot->map().area().center().y() }).x() - m_grip);
}

bool StepOverview::mousePressed(const QPointF& at)
{
    const PlotMap map = m_plot->map();
    if (!m_hasWindow || !map.area().contains(at) || m_plot->zoomMode())
        return false;
    m_dragging = true;
    const double t = map.toValue(at).x();
    const bool inBand = t >= m_window.lower && t <= m_window.upper;
    m_grip = inBand ? t - 0.5 * (m_window.lower + m_window.upper) : 0.0;
    m_plot->setFocus(Qt::MouseFocusReason);
    choose(at.x());
    return true;
}

bool StepOverview::eventFilter(QObject* watched, QEvent* event)
{
    const auto* mouse = dynamic_cast<QMouseEvent*>(event);
    if (watched != m_plot->viewport() || mouse == nullptr)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        if (mouse->button() == Qt::LeftButton && mousePressed(mouse->position()))
            return true;
        break;
    case QEvent::MouseMove:
        if (m_dragging) {
            choose(mouse->position().x());
            return true;
        }
        break;
    case QEvent::MouseButtonRelease:
        if (m_dragging && mouse->button() == Qt::LeftButton) {
            m_dragging = false;
            return true;
        }
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ui
