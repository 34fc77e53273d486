// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_scene.h"

#include <QElapsedTimer>
#include <QGraphicsItem>
#include <QPointer>
#include <QTimer>

#include <QtCharts/QAbstractAxis>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

namespace ui {

/// One of the drawings over the chart; as large as the chart, painted by a function.
class PlotItem final : public QGraphicsItem {
public:
    PlotItem(QGraphicsItem* parent, double z, std::function<void(QPainter&)> paintFunction);

    void setSize(const QSizeF& size);
    QRectF boundingRect() const override { return QRectF(QPointF(), m_size); }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override;

private:
    std::function<void(QPainter&)> m_paint;
    QSizeF m_size;
};

/// State and workings of a PlotView that its users need not see.
struct PlotViewPrivate {
    /// A view to go back to.
    struct View {
        PlotRanges ranges;
        bool follows;
    };
    enum class Drag { None, Press, Box, Pan, Crosshair, OwnersPress, Owners };

    PlotViewPrivate(PlotView& owner, const Theme& theme, PlotView::Size size);

    void makeItems();
    void changed(); ///< something to show is new: now, or soon on a live chart
    void refresh();
    void repaint();
    void layOut(); // ranges and the room for their labels
    PlotScene sceneFor(const PlotView::RenderOptions& options, const PlotLook& itsLook) const;
    void syncSeries();
    void syncAxes();
    void describe();
    QSizeF drawingSize() const;
    PlotRanges rangesOf(const QRectF& pixels) const;
    bool isReachable(const PlotRanges& ranges) const; // can be told apart in double precision
    void zoomTo(PlotRanges ranges, bool mergeWithLast = false);
    void setFollows(bool follows);
    void zoomAt(const QPointF& at, double factor, bool alongX, bool alongY);

    void moveCrosshair(double x); // by the user: snaps, signals
    void stepCrosshair(int steps);
    std::vector<double> crosshairSteps() const;
    const LegendEntry* legendEntryAt(const QPointF& at) const;
    void clickLegend(const LegendEntry& entry, const QPoint& globalPosition);
    void showAlone(int curve);
    void setVisible(std::size_t curve, bool visible); // by the user: signals

    bool isOwners(const QPointF& at) const; // the filter takes a drag from there
    void moveOwnersDrag(const QPointF& at);
    void endOwnersDrag();
    void hoverAt(const QPointF& at); // signals

    void paintOverlay(QPainter& painter) const; // zoom box, focus ring
    void placeCorner(); // its widget, and the room that the legend leaves it

    PlotView& q;
    const Theme& theme;
    PlotScene scene;
    PlotLook look;
    PlotFrame frame;

    QChart* chart = nullptr;
    QAbstractAxis* axisX = nullptr;
    QAbstractAxis* axisY = nullptr;
    std::vector<QLineSeries*> series; // one for each curve: name, pen, visibility; no points
    std::vector<PlotItem*> items;
    PlotItem* crosshairItem = nullptr;
    PlotItem* overlayItem = nullptr;

    bool follows = true;
    std::vector<View> views;
    QElapsedTimer sinceWheel;
    QPointer<QWidget> corner;

    bool live = false;
    bool stale = false; // changed while hidden
    QTimer refreshTimer;
    QElapsedTimer sinceRefresh;

    bool crosshairEnabled = false;
    bool crosshairFollowsMouse = true;
    std::vector<double> steps;
    std::optional<double> crosshairX;
    bool zoomMode = false;

    Drag drag = Drag::None;
    std::function<bool(double, double)> dragFilter;
    Qt::KeyboardModifiers dragModifiers;
    bool hovers = false; // the last hovered() was inside
    QPointF dragStart;
    QPointF dragNow;
    PlotRanges dragRanges;
    PlotMap dragMap;
    bool spaceHeld = false;
    bool spaceUsed = false;
    bool showsFocus = false;
    int lastLegendCurve = -1;
};

} // namespace ui
