// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_view_p.h"

#include <QAccessible>
#include <QGraphicsLayout>
#include <QPainter>

#include <QtCharts/QLogValueAxis>
#include <QtCharts/QValueAxis>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {
namespace {

constexpr int kRefreshMs = 50; // at most 20 redraws a second

QAbstractAxis* makeAxis(bool logarithmic)
{
    QAbstractAxis* axis = nullptr;
    if (logarithmic) {
        axis = new QLogValueAxis;
    } else {
        auto* linear = new QValueAxis;
        linear->setTickType(QValueAxis::TicksFixed); // TicksDynamic can hang
        linear->setTickCount(2);
        axis = linear;
    }
    axis->setVisible(false); // lines, labels and grid are painted by our own items
    return axis;
}

} // namespace

PlotItem::PlotItem(QGraphicsItem* parent, double z, std::function<void(QPainter&)> paintFunction)
    : QGraphicsItem(parent)
    , m_paint(std::move(paintFunction))
{
    setZValue(z);
    setAcceptedMouseButtons(Qt::NoButton);
}

void PlotItem::setSize(const QSizeF& size)
{
    if (size != m_size) {
        prepareGeometryChange();
        m_size = size;
    }
}

void PlotItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    m_paint(*painter);
}

PlotViewPrivate::PlotViewPrivate(PlotView& owner, const Theme& appTheme, PlotView::Size size)
    : q(owner)
    , theme(appTheme)
    , look(appTheme, appTheme.tokens())
{
    scene.size = size;
    refreshTimer.setSingleShot(true);
}

void PlotViewPrivate::makeItems()
{
    chart = q.chart();
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->setPlotAreaBackgroundVisible(false);
    chart->setMargins(QMargins());
    chart->setAnimationOptions(QChart::NoAnimation);
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    using Place = PlotLayer::Place;
    const auto add = [this](double z, std::function<void(QPainter&)> paint) {
        items.push_back(new PlotItem(chart, z, std::move(paint)));
        return items.back();
    };
    // Qt Charts: shades 1, grid 2, axes 3, series 4.
    add(1.5, [this](QPainter& p) { scene.paintLayers(p, frame, look, Place::BehindCurves); });
    add(2.0, [this](QPainter& p) { scene.paintGrid(p, frame, look); });
    add(3.0, [this](QPainter& p) { scene.paintAxes(p, frame, look); });
    add(4.5, [this](QPainter& p) { scene.paintLines(p, frame, look); });
    add(4.6, [this](QPainter& p) { scene.paintMarkers(p, frame, look); });
    add(4.7, [this](QPainter& p) { scene.paintLayers(p, frame, look, Place::OverCurves); });
    add(4.8, [this](QPainter& p) { scene.paintNotes(p, frame, look); });
    add(5.5, [this](QPainter& p) { scene.paintLegend(p, frame, look); });
    crosshairItem = add(7.0, [this](QPainter& p) { scene.paintCrosshair(p, frame, look); });
    overlayItem = add(8.0, [this](QPainter& p) { paintOverlay(p); });
}

QSizeF PlotViewPrivate::drawingSize() const
{
    return QSizeF(q.size());
}

void PlotViewPrivate::changed()
{
    if (!live) {
        refresh();
        return;
    }
    const qint64 elapsed = sinceRefresh.isValid() ? sinceRefresh.elapsed() : kRefreshMs;
    if (elapsed >= kRefreshMs)
        refresh();
    else if (!refreshTimer.isActive())
        refreshTimer.start(static_cast<int>(kRefreshMs - elapsed));
}

void PlotViewPrivate::refresh()
{
    if (live && !q.isVisible()) {
        stale = true;
        return;
    }
    stale = false;
    refreshTimer.stop();
    sinceRefresh.start();
    const PlotRanges before = scene.ranges;
    layOut();
    syncAxes();
    describe();
    repaint();
    if (!(before == scene.ranges))
        emit q.rangesChanged();
}

void PlotViewPrivate::layOut()
{
    const QSizeF size = drawingSize();
    if (follows)
        scene.labelRoom = 0.0;
    scene.ranges = follows ? scene.dataRanges(size) : scene.withAspect(scene.ranges, size);
    // A zoomed chart must not move under the pointer: its room grows only.
    const double room = std::max(scene.labelRoom, scene.roomForLabels(look, size));
    if (room == scene.labelRoom)
        return;
    scene.labelRoom = room;
    scene.ranges = follows ? scene.dataRanges(size) : scene.withAspect(scene.ranges, size);
}

PlotScene PlotViewPrivate::sceneFor(
    const PlotView::RenderOptions& options, const PlotLook& itsLook) const
{
    PlotScene copy = scene;
    copy.legendVisible = options.legend;
    copy.labelRoom = 0.0;
    copy.cornerRoom = 0.0;
    for (int round = 0; round < 2; ++round) { // the second with the room that the first asks for
        copy.legendRows = copy.rowsForLegend(itsLook, options.size.width());
        copy.ranges
            = follows ? copy.dataRanges(options.size) : copy.withAspect(scene.ranges, options.size);
        copy.labelRoom = std::max(copy.labelRoom, copy.roomForLabels(itsLook, options.size));
    }
    return copy;
}

void PlotViewPrivate::repaint()
{
    frame = scene.frame(look, drawingSize());
    for (PlotItem* item : items) {
        item->setSize(drawingSize());
        item->update();
    }
}

void PlotViewPrivate::syncSeries()
{
    bool otherCurves = series.size() != scene.curves.size();
    while (series.size() > scene.curves.size()) {
        chart->removeSeries(series.back());
        delete series.back();
        series.pop_back();
    }
    while (series.size() < scene.curves.size()) {
        series.push_back(new QLineSeries);
        chart->addSeries(series.back());
        for (QAbstractAxis* axis : { axisX, axisY }) {
            if (axis)
                series.back()->attachAxis(axis);
        }
    }
    for (std::size_t i = 0; i < series.size(); ++i) {
        const PlotCurve& curve = scene.curves[i];
        otherCurves = otherCurves || series[i]->objectName() != curve.id;
        series[i]->setObjectName(curve.id);
        series[i]->setName(RichText(curve.name).plain());
        series[i]->setPen(QPen(curve.style.color(look.tokens.dark), curve.style.width));
        series[i]->setVisible(curve.visible);
    }
    // The legend of the frame points into the curves, and a live chart may be painted or clicked
    // before its next refresh.
    if (otherCurves)
        frame = scene.frame(look, drawingSize());
}

void PlotViewPrivate::syncAxes()
{
    const auto sync = [this](QAbstractAxis*& axis, Qt::Alignment side, bool logarithmic,
                          const PlotRange& range) {
        const bool isLog = axis && axis->type() == QAbstractAxis::AxisTypeLogValue;
        if (!axis || isLog != logarithmic) {
            if (axis) {
                chart->removeAxis(axis);
                delete axis;
            }
            axis = makeAxis(logarithmic);
            chart->addAxis(axis, side);
            for (QLineSeries* each : series)
                each->attachAxis(axis);
        }
        axis->setRange(range.lower, range.upper);
    };
    sync(axisX, Qt::AlignBottom, scene.x.logarithmic, scene.ranges.x);
    sync(axisY, Qt::AlignLeft, scene.y.logarithmic, scene.ranges.y);
    chart->setPlotArea(scene.plotArea(drawingSize()));
}

void PlotViewPrivate::describe()
{
    if (live && !q.isVisible())
        return;
    const QString sentence = scene.describe();
    if (sentence != q.accessibleDescription())
        q.setAccessibleDescription(sentence);
}

PlotRanges PlotViewPrivate::rangesOf(const QRectF& pixels) const
{
    const PlotMap map = scene.map(drawingSize());
    const QPointF lower = map.toValue(pixels.bottomLeft());
    const QPointF upper = map.toValue(pixels.topRight());
    return { { lower.x(), upper.x() }, { lower.y(), upper.y() },
        { map.toValue(pixels.bottomLeft(), true).y(), map.toValue(pixels.topRight(), true).y() } };
}

bool PlotViewPrivate::isReachable(const PlotRanges& ranges) const
{
    const auto fits = [](const PlotRange& range, bool logarithmic) {
        if (!std::isfinite(range.lower) || !std::isfinite(range.upper)
            || !(range.lower < range.upper) || (logarithmic && range.lower <= 0.0))
            return false;
        return usableRange(range, logarithmic) == range;
    };
    return fits(ranges.x, scene.x.logarithmic) && fits(ranges.y, scene.y.logarithmic)
        && fits(ranges.right, scene.right.logarithmic);
}

void PlotViewPrivate::zoomTo(PlotRanges ranges, bool mergeWithLast)
{
    ranges = scene.withAspect(ranges, drawingSize());
    if (!isReachable(ranges) || ranges == scene.ranges)
        return;
    constexpr std::size_t deepest = 100;
    if (!mergeWithLast || views.empty()) {
        if (views.size() == deepest)
            views.erase(views.begin());
        views.push_back({ scene.ranges, follows });
    }
    setFollows(false);
    scene.ranges = ranges;
    layOut();
    syncAxes();
    repaint();
    emit q.rangesChanged();
}

void PlotViewPrivate::placeCorner()
{
    if (!corner)
        return;
    constexpr int fromEdge = 8;
    constexpr int fromLegend = 4;
    const QSize size = corner->size();
    corner->move(q.width() - fromEdge - size.width(),
        (static_cast<int>(scene.plotArea(drawingSize()).top()) - size.height()) / 2);
    corner->raise();
    scene.cornerRoom = fromEdge + size.width() + fromLegend;
}

void PlotViewPrivate::setFollows(bool now)
{
    if (std::exchange(follows, now) != now)
        emit q.followChanged(now);
}

void PlotViewPrivate::zoomAt(const QPointF& at, double factor, bool alongX, bool alongY)
{
    QRectF area = scene.plotArea(drawingSize());
    if (scene.equalAspect)
        alongX = alongY = true;
    if (alongX) {
        const double left = at.x() - (at.x() - area.left()) * factor;
        const double right = at.x() + (area.right() - at.x()) * factor;
        area.setLeft(left);
        area.setRight(right);
    }
    if (alongY) {
        const double top = at.y() - (at.y() - area.top()) * factor;
        const double bottom = at.y() + (area.bottom() - at.y()) * factor;
        area.setTop(top);
        area.setBottom(bottom);
    }
    PlotRanges wanted = rangesOf(area);
    if (!alongX)
        wanted.x = scene.ranges.x;
    if (!alongY) {
        wanted.y = scene.ranges.y;
        wanted.right = scene.ranges.right;
    }
    // Notches of one turn of the wheel are one view to go back to.
    const bool sameTurn = sinceWheel.isValid() && sinceWheel.elapsed() < 500;
    sinceWheel.start();
    zoomTo(wanted, sameTurn);
}

std::vector<double> PlotViewPrivate::crosshairSteps() const
{
    if (!steps.empty())
        return steps;
    for (const PlotCurve& curve : scene.curves) {
        if (!curve.visible || !curve.samples || curve.samples->x.empty())
            continue;
        std::vector<double> xs = curve.samples->x;
        std::erase_if(xs, [](double x) { return !std::isfinite(x); });
        std::sort(xs.begin(), xs.end());
        return xs;
    }
    return {};
}

void PlotViewPrivate::moveCrosshair(double x)
{
    const std::vector<double> all = crosshairSteps();
    if (!all.empty()) {
        const auto after = std::lower_bound(all.begin(), all.end(), x);
        const auto before = after == all.begin() ? after : std::prev(after);
        x = after == all.end() || std::abs(*before - x) <= std::abs(*after - x) ? *before : *after;
    }
    if (crosshairX == x)
        return;
    q.setCrosshairX(x);
    if (q.hasFocus()) {
        QAccessibleEvent spoken(&q, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&spoken);
    }
    emit q.crosshairMoved(x);
}

void PlotViewPrivate::stepCrosshair(int count)
{
    const std::vector<double> all = crosshairSteps();
    if (all.empty())
        return;
    const double from = crosshairX.value_or(all.front());
    const auto at = std::lower_bound(all.begin(), all.end(), from);
    auto index = at - all.begin();
    if (count > 0 && at != all.end() && *at > from)
        --index; // between two steps: the next one is the one after
    index
        = std::clamp<std::ptrdiff_t>(index + count, 0, static_cast<std::ptrdiff_t>(all.size()) - 1);
    moveCrosshair(all[static_cast<std::size_t>(index)]);
}

} // namespace ui
