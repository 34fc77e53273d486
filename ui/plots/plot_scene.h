// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"
#include "ui/plots/rich_text.h"

#include <QPolygonF>

namespace ui {

/// Colours and fonts of one drawing, and what kind of device it goes to.
struct PlotLook {
    PlotLook(const Theme& theme, const Tokens& themeTokens);

    Tokens tokens;
    PlotFont tick;
    PlotFont text;
    PlotFont bold;
};

inline constexpr double kLegendRow = 20.0; ///< height of each further row of a legend

/// One entry of the legend strip. curve < 0 stands for the folded ones, "+ 3".
struct LegendEntry {
    int curve = -1;
    QRectF box;
};

/// Where everything of one drawing is.
struct PlotFrame {
    QSizeF size;
    PlotMap map;
    PlotTicks x;
    PlotTicks y;
    PlotTicks right;
    std::vector<LegendEntry> legend;
    std::vector<int> folded; ///< curves behind "+ n"
};

/// Everything a chart shows, as a value: painted on the screen by the items of a PlotView, and
/// by exports into other devices.
struct PlotScene {
    QString title;
    PlotView::Size size = PlotView::Size::Large;
    std::vector<PlotCurve> curves;
    PlotAxis x;
    PlotAxis y;
    PlotAxis right;
    bool equalAspect = false;
    std::optional<double> drawnUpTo;
    std::vector<PlotNote> notes;
    std::vector<PlotLayer> layers;
    bool bareWithoutData = false; ///< no ticks, grid and labels before there are points
    bool legendVisible = true;
    int legendRows = 1; ///< more than one in exports only; the screen folds into "+ n"
    double labelRoom = 0.0; ///< added at the left for tick labels wider than the design's
    double cornerRoom = 0.0; ///< at the right of the legend, for a widget of the screen
    PlotRanges ranges;
    std::optional<double> crosshairX;
    std::function<CrosshairBox(double)> crosshairProvider;

    bool hasRightAxis() const;
    bool isBare() const;
    const PlotCurve* curve(const QString& id) const;
    QRectF plotArea(const QSizeF& drawing) const;
    PlotRanges dataRanges(const QSizeF& drawing) const; ///< what fit() shows
    /// The ranges widened to equal scales, if this chart wants them.
    PlotRanges withAspect(PlotRanges wanted, const QSizeF& drawing) const;
    PlotMap map(const QSizeF& drawing) const;
    int rowsForLegend(const PlotLook& look, double width) const; ///< to show it unfolded
    /// What labelRoom must be, so that the y labels of the ranges clear the title of the axis.
    double roomForLabels(const PlotLook& look, const QSizeF& drawing) const;
    PlotFrame frame(const PlotLook& look, const QSizeF& drawing) const;
    CrosshairBox crosshairBox(double at) const;
    /// Where the texts of the notes stand: on another side of their point, else below each other
    /// where they would meet; null for one that is out of sight.
    std::vector<QRectF> noteBoxes(const PlotFrame& frame, const PlotLook& look) const;
    QString describe() const;

    void paintGrid(QPainter& painter, const PlotFrame& frame, const PlotLook& look) const;
    void paintLayers(QPainter& painter, const PlotFrame& frame, const PlotLook& look,
        PlotLayer::Place place) const;
    void paintLines(QPainter& painter, const PlotFrame& frame, const PlotLook& look) const;
    void paintMarkers(QPainter& painter, const PlotFrame& frame, const PlotLook& look) const;
    void paintNotes(QPainter& painter, const PlotFrame& frame, const PlotLook& look) const;
    void paintAxes(QPainter& painter, const PlotFrame& frame, const PlotLook& look) const;
    void paintLegend(QPainter& painter, const PlotFrame& frame, const PlotLook& look) const;
    void paintCrosshair(QPainter& painter, const PlotFrame& frame, const PlotLook& look) const;
    void paintAll(QPainter& painter, const PlotFrame& frame, const PlotLook& look) const;

private:
    struct CachedPieces {
        std::shared_ptr<const PlotSamples> samples;
        PlotRanges ranges;
        QRectF area;
        std::optional<double> upTo;
        double columnsPerPixel = 0.0;
        bool logX = false;
        bool logY = false;
        std::vector<QPolygonF> pieces;
    };
    const std::vector<QPolygonF>& pieces(
        std::size_t curveIndex, const PlotMap& map, double columnsPerPixel) const;

    mutable std::vector<CachedPieces> m_cache; // by curve index
};

/// True for devices that keep no pixels (SVG, PDF): they must get clipped geometry.
bool isVectorDevice(const QPainter& painter);

/// Colour at 35 % over the surface when the curve is out of date.
QColor shownColor(const PlotCurve& curve, const Tokens& tokens);

} // namespace ui
