// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_axis.h"
#include "ui/plots/plot_curve.h"
#include "ui/theme.h"

#include <QtCharts/QChartView>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QPainter;

namespace ui {

struct PlotViewPrivate;

/// A remark at a point of the chart, such as "best 7.4 %" or "stopped at t = 1.7".
struct PlotNote {
    enum class Kind { Plain, Warning, Error };

    double x = 0.0;
    double y = 0.0; ///< NaN: at the top, with a dashed vertical line at x
    QString text;
    Kind kind = Kind::Plain;
    bool cross = false; ///< with a cross at the point
    bool below = false; ///< the text below the point where it has room, else above
};

/// What a drawing of the owner's gets to work with: mapping and colours.
struct PlotDrawing {
    const PlotMap& map;
    const Tokens& tokens;
    bool vector; ///< the device keeps no pixels and does not clip: clip by geometry
};

/// A drawing of the owner's in data coordinates: direction field, region, slope triangle. Copied
/// into exports, so it must own what it draws (shared pointers, no widgets).
struct PlotLayer {
    enum class Place { BehindCurves, OverCurves };

    QString id; ///< unique within the chart
    Place place = Place::BehindCurves;
    std::function<void(QPainter&, const PlotDrawing&)> paint;
};

/// The box of the crosshair at one x.
struct CrosshairBox {
    struct Row {
        QString curveId; ///< whose marker is shown
        QString name; ///< empty: the curve's short name
        QString value;
        QString error; ///< shown in brackets; may be empty
    };

    QString title; ///< e.g. "<i>t</i> = 3.7500: value (error)"
    std::vector<Row> rows;
};

/// One chart of the application: curves, axes, legend, crosshair, zoom. Hides Qt Charts, which
/// keeps axes, mapping and layout; everything visible is drawn by vector items above it.
/// Lives in the GUI thread; works without being shown, for exports.
///
/// Mouse: wheel zooms at the pointer (Shift: x, Ctrl: y), drag draws a box in zoom mode, middle
/// drag or Space + drag pans, double click fits. Keys: C, Z, 0, L, Backspace, arrows, Home, End.
class PlotView final : public QChartView {
    Q_OBJECT
public:
    /// Margins of the plot area (left, top, right, bottom) of section 3 of the design.
    enum class Size { Large, Card }; ///< 56/32/16/42, 52/30/14/38
    enum class AxisId { X, Y, Right };

    /// Follows the theme, which must outlive it.
    explicit PlotView(const Theme& theme, QWidget* parent = nullptr, Size size = Size::Large);
    ~PlotView() override;

    void setTitle(const QString& title); ///< accessible name, default export name
    QString title() const;

    // Curves. All at once, or one by its id; order is drawing order and legend order.
    void setCurves(std::vector<PlotCurve> curves); ///< keeps what the user has hidden by id
    void setCurve(PlotCurve curve); ///< adds it, or takes the place of the one with its id
    void removeCurve(const QString& id);
    void clearCurves();
    const std::vector<PlotCurve>& curves() const;
    const PlotCurve* curve(const QString& id) const; ///< null if there is none
    /// New points for an existing curve; ignored for an unknown id.
    void replace(const QString& id, std::vector<double> xs, std::vector<double> ys);
    void setCurveVisible(const QString& id, bool visible);
    void setCurvesDim(bool dim); ///< 35 % while newer results are on the way
    /// Curves and markers end at this x ("Follow" of the play-back); empty: no limit.
    void setDrawnUpTo(std::optional<double> x);

    // Axes and views.
    /// Right appears once a curve uses it. A change between linear and logarithmic ends a zoom.
    void setAxis(AxisId which, const PlotAxis& axis);
    const PlotAxis& axis(AxisId which) const;
    void setEqualAspect(bool equal); ///< same scale on x and y
    PlotRanges ranges() const; ///< what is on screen
    void setRanges(const PlotRanges& ranges); ///< as a zoom of the user; unusable ones ignored
    void fit(); ///< home: ranges follow the data again
    void back(); ///< the view before the last zoom
    bool follows() const; ///< ranges follow the data; false after a zoom
    void setFollows(bool follows); ///< on: fit(); off: the present ranges stay, as after a zoom
    PlotMap map() const; ///< data to pixels of this widget

    /// Without points: axis lines and titles only, no ticks, grid and labels.
    void setBareWithoutData(bool bare);

    // Live charts: at most 20 redraws a second, and only while visible.
    void setLive(bool live);

    // Crosshair, in x of the data.
    void setCrosshairEnabled(bool enabled);
    bool crosshairEnabled() const;
    void setCrosshairSteps(std::vector<double> xs); ///< where it snaps to, ascending; may be empty
    /// Fills the box; without one the curves are interpolated linearly.
    void setCrosshairProvider(std::function<CrosshairBox(double x)> provider);
    void setCrosshairX(std::optional<double> x); ///< without a signal
    std::optional<double> crosshairX() const;
    void setCrosshairFollowsMouse(bool follows); ///< on at first; off during play-back

    void setLegendVisible(bool visible);
    bool legendVisible() const;
    void setZoomMode(bool enabled);
    bool zoomMode() const;

    /// Asked at a press of the left button in the plot area, and while the pointer hovers there:
    /// true makes the drag from this point the owner's, before zoom and crosshair. Must be fast.
    void setDragFilter(std::function<bool(double x, double y)> filter);

    /// A small button at the right end of the legend strip, on screen only; the legend leaves it
    /// its room. Belongs to this from now on; one at most.
    void setCornerWidget(QWidget* widget);

    void setNotes(std::vector<PlotNote> notes);
    void setLayer(PlotLayer layer); ///< adds it, or takes the place of the one with its id
    void removeLayer(const QString& id);

    /// A sentence made from the data, also the accessible description.
    QString description() const;

    /// Draws the chart as it would look at this size, without crosshair, into any device. The
    /// drawing is `size` units large and starts at the painter's origin.
    struct RenderOptions {
        QSizeF size; ///< in pixels at 96 dpi
        Tokens tokens = lightTokens();
        bool transparent = false;
        bool legend = true;
    };
    void renderTo(QPainter& painter, const RenderOptions& options) const;

    /// The rectangle of the curves in such a drawing.
    QRectF plotArea(const RenderOptions& options) const;

signals:
    void crosshairMoved(double x); ///< by the user
    void crosshairEnabledChanged(bool enabled);
    void legendToggled(const QString& curveId, bool visible); ///< by the user
    void legendVisibleChanged(bool visible);
    void zoomModeChanged(bool enabled);
    void followChanged(bool follows);
    void rangesChanged();
    void clicked(double x, double y, Qt::KeyboardModifiers modifiers); ///< into the plot area
    /// The owner's drag, see setDragFilter(), in data coordinates; it may leave the plot area. A
    /// press without a drag is a click. Each dragStarted() is followed by one dragEnded().
    void dragStarted(double x, double y, Qt::KeyboardModifiers modifiers); ///< where it was pressed
    void dragged(double x, double y);
    void dragEnded(double x, double y);
    void hovered(double x, double y); ///< by the pointer; NaN: it has left the plot area
    void spaceTapped(); ///< Space without a drag: play

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    friend struct PlotViewPrivate;
    std::unique_ptr<PlotViewPrivate> d;
};

} // namespace ui
