// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_view.h"

#include "ui/plots/plot_view_p.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

PlotView::PlotView(const Theme& theme, QWidget* parent, Size size)
    : QChartView(new QChart, parent)
    , d(std::make_unique<PlotViewPrivate>(*this, theme, size))
{
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setMinimumSize(160, 120);
    setBackgroundBrush(theme.tokens().surface);
    d->makeItems();
    connect(&theme, &Theme::changed, this, [this] {
        d->look = PlotLook(d->theme, d->theme.tokens());
        setBackgroundBrush(d->look.tokens.surface);
        d->syncSeries();
        d->refresh();
    });
    connect(&d->refreshTimer, &QTimer::timeout, this, [this] { d->refresh(); });
    d->refresh();
}

PlotView::~PlotView() = default;

void PlotView::setTitle(const QString& title)
{
    d->scene.title = title;
    setAccessibleName(title);
    d->describe();
}

QString PlotView::title() const
{
    return d->scene.title;
}

void PlotView::setCurves(std::vector<PlotCurve> curves)
{
    for (PlotCurve& fresh : curves) {
        if (const PlotCurve* old = d->scene.curve(fresh.id))
            fresh.visible = old->visible;
    }
    d->scene.curves = std::move(curves);
    d->syncSeries();
    d->changed();
}

void PlotView::setCurve(PlotCurve curve)
{
    auto& all = d->scene.curves;
    const auto found = std::find_if(
        all.begin(), all.end(), [&curve](const PlotCurve& c) { return c.id == curve.id; });
    if (found == all.end()) {
        all.push_back(std::move(curve));
    } else {
        curve.visible = found->visible;
        *found = std::move(curve);
    }
    d->syncSeries();
    d->changed();
}

void PlotView::removeCurve(const QString& id)
{
    std::erase_if(d->scene.curves, [&id](const PlotCurve& c) { return c.id == id; });
    d->syncSeries();
    d->changed();
}

void PlotView::clearCurves()
{
    setCurves({});
}

const std::vector<PlotCurve>& PlotView::curves() const
{
    return d->scene.curves;
}

const PlotCurve* PlotView::curve(const QString& id) const
{
    return d->scene.curve(id);
}

void PlotView::replace(const QString& id, std::vector<double> xs, std::vector<double> ys)
{
    for (PlotCurve& c : d->scene.curves) {
        if (c.id == id) {
            c.replace(std::move(xs), std::move(ys));
            d->changed();
            return;
        }
    }
}

void PlotView::setCurveVisible(const QString& id, bool visible)
{
    for (PlotCurve& c : d->scene.curves) {
        if (c.id == id && c.visible != visible) {
            c.visible = visible;
            d->syncSeries();
            d->changed();
        }
    }
}

void PlotView::setCurvesDim(bool dim)
{
    for (PlotCurve& c : d->scene.curves)
        c.dim = dim;
    d->repaint();
}

void PlotView::setDrawnUpTo(std::optional<double> x)
{
    d->scene.drawnUpTo = x;
    d->describe();
    d->repaint();
}

void PlotView::setAxis(AxisId which, const PlotAxis& axis)
{
    PlotAxis& own
        = which == AxisId::X ? d->scene.x : (which == AxisId::Y ? d->scene.y : d->scene.right);
    const bool otherScale = own.logarithmic != axis.logarithmic;
    own = axis;
    if (otherScale) {
        d->views.clear(); // views of another scale are of no use
        d->setFollows(true);
    }
    d->refresh();
}

const PlotAxis& PlotView::axis(AxisId which) const
{
    return which == AxisId::X ? d->scene.x : which == AxisId::Y ? d->scene.y : d->scene.right;
}

void PlotView::setEqualAspect(bool equal)
{
    d->scene.equalAspect = equal;
    d->refresh();
}

PlotRanges PlotView::ranges() const
{
    return d->scene.ranges;
}

void PlotView::setRanges(const PlotRanges& ranges)
{
    d->zoomTo(ranges);
}

void PlotView::fit()
{
    if (!d->follows)
        d->views.push_back({ d->scene.ranges, false });
    d->setFollows(true);
    d->refresh();
}

void PlotView::back()
{
    if (d->views.empty())
        return;
    const PlotViewPrivate::View view = d->views.back();
    d->views.pop_back();
    d->setFollows(view.follows);
    d->scene.ranges = view.ranges;
    d->refresh();
}

bool PlotView::follows() const
{
    return d->follows;
}

void PlotView::setFollows(bool follows)
{
    if (follows == d->follows)
        return;
    if (follows)
        return fit();
    d->views.push_back({ d->scene.ranges, true }); // from where back() follows again
    d->setFollows(false);
}

PlotMap PlotView::map() const
{
    return d->scene.map(d->drawingSize());
}

void PlotView::setBareWithoutData(bool bare)
{
    d->scene.bareWithoutData = bare;
    d->refresh();
}

void PlotView::setLive(bool live)
{
    d->live = live;
    if (!live && (d->stale || d->refreshTimer.isActive()))
        d->refresh();
}

void PlotView::setCrosshairEnabled(bool enabled)
{
    if (d->crosshairEnabled == enabled)
        return;
    d->crosshairEnabled = enabled;
    if (enabled && !d->crosshairX && !d->scene.curves.empty()) {
        const PlotRange& range = d->scene.ranges.x;
        d->moveCrosshair(map().toValue(map().area().center()).x());
        if (!d->crosshairX)
            d->crosshairX = range.lower;
    }
    setCrosshairX(d->crosshairX);
    emit crosshairEnabledChanged(enabled);
}

bool PlotView::crosshairEnabled() const
{
    return d->crosshairEnabled;
}

void PlotView::setCrosshairSteps(std::vector<double> xs)
{
    std::erase_if(xs, [](double x) { return !std::isfinite(x); });
    d->steps = std::move(xs);
    std::sort(d->steps.begin(), d->steps.end());
}

void PlotView::setCrosshairProvider(std::function<CrosshairBox(double)> provider)
{
    d->scene.crosshairProvider = std::move(provider);
    d->describe();
    d->crosshairItem->update();
}

void PlotView::setCrosshairX(std::optional<double> x)
{
    d->crosshairX = x && std::isfinite(*x) ? x : std::nullopt;
    d->scene.crosshairX = d->crosshairEnabled ? d->crosshairX : std::nullopt;
    d->describe();
    d->crosshairItem->update();
}

std::optional<double> PlotView::crosshairX() const
{
    return d->crosshairX;
}

void PlotView::setCrosshairFollowsMouse(bool follows)
{
    d->crosshairFollowsMouse = follows;
}

void PlotView::setLegendVisible(bool visible)
{
    if (d->scene.legendVisible == visible)
        return;
    d->scene.legendVisible = visible;
    d->repaint();
    emit legendVisibleChanged(visible);
}

bool PlotView::legendVisible() const
{
    return d->scene.legendVisible;
}

void PlotView::setZoomMode(bool enabled)
{
    if (d->zoomMode == enabled)
        return;
    d->zoomMode = enabled;
    viewport()->setCursor(enabled ? Qt::CrossCursor : Qt::ArrowCursor);
    emit zoomModeChanged(enabled);
}

bool PlotView::zoomMode() const
{
    return d->zoomMode;
}

void PlotView::setDragFilter(std::function<bool(double x, double y)> filter)
{
    d->dragFilter = std::move(filter);
}

void PlotView::setCornerWidget(QWidget* widget)
{
    d->corner = widget;
    widget->setParent(this);
    widget->show();
    d->placeCorner();
    d->refresh();
}

void PlotView::setNotes(std::vector<PlotNote> notes)
{
    d->scene.notes = std::move(notes);
    d->repaint();
}

void PlotView::setLayer(PlotLayer layer)
{
    auto& all = d->scene.layers;
    const auto found = std::find_if(
        all.begin(), all.end(), [&layer](const PlotLayer& l) { return l.id == layer.id; });
    if (found == all.end())
        all.push_back(std::move(layer));
    else
        *found = std::move(layer);
    d->repaint();
}

void PlotView::removeLayer(const QString& id)
{
    std::erase_if(d->scene.layers, [&id](const PlotLayer& l) { return l.id == id; });
    d->repaint();
}

QString PlotView::description() const
{
    return d->scene.describe();
}

void PlotView::renderTo(QPainter& painter, const RenderOptions& options) const
{
    const PlotLook look(d->theme, options.tokens);
    const PlotScene copy = d->sceneFor(options, look);
    if (!options.transparent)
        painter.fillRect(QRectF(QPointF(), options.size), options.tokens.surface);
    copy.paintAll(painter, copy.frame(look, options.size), look);
}

QRectF PlotView::plotArea(const RenderOptions& options) const
{
    return d->sceneFor(options, PlotLook(d->theme, options.tokens)).plotArea(options.size);
}

} // namespace ui
