// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keyboard of PlotView. No press reaches QChartView: it crashes on one that hits no
// item (Qt 6.4), and its own rubber band zooms out on every right click.
#include "ui/plots/plot_view_p.h"

#include <QAction>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ui {
namespace {

constexpr double kDragDistance = 4.0; // less is a click
constexpr int kFarSteps = std::numeric_limits<int>::max() / 2;

} // namespace

const LegendEntry* PlotViewPrivate::legendEntryAt(const QPointF& at) const
{
    for (const LegendEntry& entry : frame.legend) {
        if (entry.box.adjusted(-4.0, 0.0, 4.0, 0.0).contains(at))
            return &entry;
    }
    return nullptr;
}

void PlotViewPrivate::setVisible(std::size_t index, bool visible)
{
    if (index >= scene.curves.size() || scene.curves[index].visible == visible)
        return;
    const QString id = scene.curves[index].id; // a slot may replace the curves
    q.setCurveVisible(id, visible);
    emit q.legendToggled(id, visible);
}

void PlotViewPrivate::clickLegend(const LegendEntry& entry, const QPoint& globalPosition)
{
    if (entry.curve >= 0) {
        lastLegendCurve = entry.curve;
        const auto index = static_cast<std::size_t>(entry.curve);
        setVisible(index, !scene.curves[index].visible);
        return;
    }
    auto* menu = new QMenu(&q);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const int folded : frame.folded) {
        const auto index = static_cast<std::size_t>(folded);
        QAction* action = menu->addAction(RichText(scene.curves[index].name).plain());
        action->setCheckable(true);
        action->setChecked(scene.curves[index].visible);
        QObject::connect(action, &QAction::toggled, &q,
            [this, index](bool checked) { setVisible(index, checked); });
    }
    menu->popup(globalPosition);
}

void PlotViewPrivate::showAlone(int index)
{
    const auto wanted = static_cast<std::size_t>(index);
    bool othersHidden = true;
    for (std::size_t i = 0; i < scene.curves.size(); ++i)
        othersHidden = othersHidden && (i == wanted || !scene.curves[i].visible);
    setVisible(wanted, true);
    for (std::size_t i = 0; i < scene.curves.size(); ++i) {
        if (i != wanted && scene.curves[i].inLegend)
            setVisible(i, othersHidden);
    }
}

bool PlotViewPrivate::isOwners(const QPointF& at) const
{
    if (!dragFilter || !frame.map.area().contains(at))
        return false;
    const QPointF value = q.map().toValue(at);
    return dragFilter(value.x(), value.y());
}

void PlotViewPrivate::moveOwnersDrag(const QPointF& at)
{
    if (drag == Drag::OwnersPress) {
        if ((at - dragStart).manhattanLength() <= kDragDistance)
            return;
        drag = Drag::Owners;
        q.viewport()->setCursor(Qt::ClosedHandCursor);
        const QPointF start = dragMap.toValue(dragStart);
        emit q.dragStarted(start.x(), start.y(), dragModifiers);
    }
    const QPointF value = q.map().toValue(at);
    emit q.dragged(value.x(), value.y());
}

void PlotViewPrivate::endOwnersDrag()
{
    const QPointF value = q.map().toValue(dragNow);
    emit q.dragEnded(value.x(), value.y());
}

void PlotViewPrivate::paintOverlay(QPainter& painter) const
{
    if (drag == Drag::Box) {
        QColor wash = look.tokens.accent;
        wash.setAlphaF(0.12F);
        painter.setPen(QPen(look.tokens.accent, 1.0, Qt::DashLine));
        painter.setBrush(wash);
        painter.drawRect(
            QRectF(dragStart, dragNow).normalized().intersected(scene.plotArea(drawingSize())));
    }
    if (showsFocus) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(look.tokens.accent, 2.0));
        painter.setBrush(Qt::NoBrush);
        const QRectF ring = QRectF(QPointF(), drawingSize()).adjusted(2, 2, -2, -2);
        painter.drawRoundedRect(ring, metrics::kControlRadius, metrics::kControlRadius);
    }
}

bool PlotView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        // Single letters act on a focused chart, not on the window.
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool plain = (key->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
        switch (key->key()) {
        case Qt::Key_C:
        case Qt::Key_Z:
        case Qt::Key_0:
        case Qt::Key_L:
        case Qt::Key_Space:
            event->setAccepted(plain);
            return true;
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Home:
        case Qt::Key_End:
            event->setAccepted(plain && d->crosshairEnabled);
            return true;
        default:
            break;
        }
    }
    return QChartView::event(event);
}

void PlotView::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    d->placeCorner();
    d->refresh();
}

void PlotView::showEvent(QShowEvent* event)
{
    QChartView::showEvent(event);
    if (d->stale)
        d->refresh();
}

void PlotView::mousePressEvent(QMouseEvent* event)
{
    event->accept();
    if (d->drag == PlotViewPrivate::Drag::Owners)
        return; // another button: the drag goes on
    const QPointF at = event->position();
    const bool inArea = d->frame.map.area().contains(at);
    d->dragStart = d->dragNow = at;
    d->dragRanges = d->scene.ranges;
    d->dragMap = map();
    const bool pans = event->button() == Qt::MiddleButton
        || (event->button() == Qt::LeftButton && d->spaceHeld);
    if (pans) {
        d->drag = inArea ? PlotViewPrivate::Drag::Pan : PlotViewPrivate::Drag::None;
        d->spaceUsed = true;
        d->sinceWheel.invalidate();
        if (inArea)
            viewport()->setCursor(Qt::ClosedHandCursor);
        return;
    }
    if (event->button() != Qt::LeftButton)
        return;
    d->lastLegendCurve = -1;
    if (const LegendEntry* entry = d->legendEntryAt(at)) {
        const LegendEntry copy = *entry; // toggling lays the legend out anew
        d->clickLegend(copy, event->globalPosition().toPoint());
    } else if (d->isOwners(at)) {
        d->drag = PlotViewPrivate::Drag::OwnersPress;
        d->dragModifiers = event->modifiers();
    } else if (inArea) {
        d->drag = PlotViewPrivate::Drag::Press;
        if (d->crosshairEnabled && !d->zoomMode)
            d->moveCrosshair(map().toValue(at).x());
    }
}

void PlotViewPrivate::hoverAt(const QPointF& at)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const bool inArea = frame.map.area().contains(at);
    if (!inArea && !std::exchange(hovers, false))
        return;
    hovers = inArea;
    const QPointF value = inArea ? q.map().toValue(at) : QPointF(nan, nan);
    emit q.hovered(value.x(), value.y());
}

void PlotView::mouseMoveEvent(QMouseEvent* event)
{
    using Drag = PlotViewPrivate::Drag;
    event->accept();
    const QPointF at = event->position();
    d->dragNow = at;
    if (d->drag == Drag::Press && (at - d->dragStart).manhattanLength() > kDragDistance)
        d->drag = d->zoomMode ? Drag::Box : (d->crosshairEnabled ? Drag::Crosshair : Drag::Press);
    if (d->drag == Drag::Pan) {
        const QRectF area = d->dragMap.area().translated(d->dragStart - at);
        const PlotMap& from = d->dragMap;
        const QPointF lower = from.toValue(area.bottomLeft());
        const QPointF upper = from.toValue(area.topRight());
        d->zoomTo({ { lower.x(), upper.x() }, { lower.y(), upper.y() },
                      { from.toValue(area.bottomLeft(), true).y(),
                          from.toValue(area.topRight(), true).y() } },
            !(d->dragRanges == d->scene.ranges));
    } else if (d->drag == Drag::Box) {
        d->overlayItem->update();
    } else if (d->drag == Drag::OwnersPress || d->drag == Drag::Owners) {
        d->moveOwnersDrag(at);
    } else if (d->drag == Drag::Crosshair
        || (event->buttons() == Qt::NoButton && d->crosshairEnabled && d->crosshairFollowsMouse
            && d->frame.map.area().contains(at))) {
        d->moveCrosshair(map().toValue(at).x());
    }
    d->hoverAt(at);
    if (d->drag == Drag::None) {
        const bool overLegend = d->legendEntryAt(at) != nullptr;
        viewport()->setCursor(overLegend ? Qt::PointingHandCursor
                : d->isOwners(at)        ? Qt::OpenHandCursor
                : d->zoomMode            ? Qt::CrossCursor
                                         : Qt::ArrowCursor);
    }
}

void PlotView::mouseReleaseEvent(QMouseEvent* event)
{
    using Drag = PlotViewPrivate::Drag;
    event->accept();
    const Drag drag = std::exchange(d->drag, Drag::None);
    d->dragNow = event->position();
    if (drag == Drag::Box) {
        const QRectF area = d->frame.map.area();
        QRectF box = QRectF(d->dragStart, d->dragNow).normalized().intersected(area);
        // A flat box means one direction only.
        if (box.height() < 2.0 * kDragDistance && box.width() >= 2.0 * kDragDistance) {
            box.setTop(area.top());
            box.setBottom(area.bottom());
        } else if (box.width() < 2.0 * kDragDistance && box.height() >= 2.0 * kDragDistance) {
            box.setLeft(area.left());
            box.setRight(area.right());
        }
        if (box.width() >= 2.0 * kDragDistance && box.height() >= 2.0 * kDragDistance)
            d->zoomTo(d->rangesOf(box));
        d->overlayItem->update();
    } else if (drag == Drag::Owners) {
        d->endOwnersDrag();
    } else if ((drag == Drag::Press || drag == Drag::OwnersPress)
        && event->button() == Qt::LeftButton) {
        const QPointF value = map().toValue(d->dragStart);
        emit clicked(value.x(), value.y(), event->modifiers());
    }
    viewport()->setCursor(d->zoomMode ? Qt::CrossCursor : Qt::ArrowCursor);
}

void PlotView::mouseDoubleClickEvent(QMouseEvent* event)
{
    event->accept();
    if (event->button() != Qt::LeftButton)
        return;
    const LegendEntry* entry = d->legendEntryAt(event->position());
    if (entry && entry->curve >= 0) {
        const int curve = entry->curve;
        if (curve == d->lastLegendCurve) { // the first click has toggled it
            const auto index = static_cast<std::size_t>(curve);
            d->setVisible(index, !d->scene.curves[index].visible);
        }
        d->showAlone(curve);
    } else if (d->frame.map.area().contains(event->position())) {
        fit();
    }
}

void PlotView::wheelEvent(QWheelEvent* event)
{
    const QPointF at = event->position();
    const QRectF& area = d->frame.map.area();
    const bool inArea = area.contains(at);
    const bool onX = !inArea && at.y() > area.bottom() && at.x() >= area.left();
    const bool onY = !inArea && at.x() < area.left() && at.y() >= area.top();
    const QPoint delta = event->angleDelta();
    const int turn = delta.y() != 0 ? delta.y() : delta.x(); // Shift or Alt may turn it sideways
    if ((!inArea && !onX && !onY) || turn == 0) {
        event->ignore();
        return;
    }
    event->accept();
    const double factor = std::pow(1.2, -std::clamp(turn / 120.0, -10.0, 10.0));
    const bool onlyX = onX || event->modifiers().testFlag(Qt::ShiftModifier);
    const bool onlyY = onY || event->modifiers().testFlag(Qt::ControlModifier);
    d->zoomAt(at, factor, onlyX || !onlyY, onlyY || !onlyX);
}

void PlotView::keyPressEvent(QKeyEvent* event)
{
    const bool plain = (event->modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    const int key = plain ? event->key() : 0;
    event->accept();
    if (key == Qt::Key_C)
        setCrosshairEnabled(!d->crosshairEnabled);
    else if (key == Qt::Key_Z)
        setZoomMode(!d->zoomMode);
    else if (key == Qt::Key_0)
        fit();
    else if (key == Qt::Key_L)
        setLegendVisible(!d->scene.legendVisible);
    else if (key == Qt::Key_Backspace)
        back();
    else if (key == Qt::Key_Space) {
        if (!event->isAutoRepeat()) {
            d->spaceHeld = true;
            d->spaceUsed = false;
        }
    } else if (d->crosshairEnabled && (key == Qt::Key_Left || key == Qt::Key_Right))
        d->stepCrosshair(key == Qt::Key_Left ? -1 : 1);
    else if (d->crosshairEnabled && (key == Qt::Key_Home || key == Qt::Key_End))
        d->stepCrosshair(key == Qt::Key_Home ? -kFarSteps : kFarSteps);
    else
        event->ignore(); // not to the scroll area, which would scroll the scene
}

void PlotView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Space || event->isAutoRepeat() || !d->spaceHeld) {
        event->ignore();
        return;
    }
    event->accept();
    d->spaceHeld = false;
    if (!d->spaceUsed)
        emit spaceTapped();
}

void PlotView::focusInEvent(QFocusEvent* event)
{
    d->showsFocus = event->reason() == Qt::TabFocusReason
        || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    d->overlayItem->update();
    QChartView::focusInEvent(event);
}

void PlotView::focusOutEvent(QFocusEvent* event)
{
    d->showsFocus = false;
    d->spaceHeld = false;
    if (std::exchange(d->drag, PlotViewPrivate::Drag::None) == PlotViewPrivate::Drag::Owners)
        d->endOwnersDrag();
    d->overlayItem->update();
    QChartView::focusOutEvent(event);
}

} // namespace ui
