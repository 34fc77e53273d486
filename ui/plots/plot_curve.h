// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme.h"

#include <QString>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace ui {

/// Points of a curve, shared and never changed after they were made. A non-finite value is a
/// gap in the line; on a logarithmic axis every value <= 0 is one too.
struct PlotSamples {
    /// x and y of the same length, else std::invalid_argument.
    PlotSamples(std::vector<double> xs, std::vector<double> ys);

    /// Smallest and largest of the values a plot can use; lower > upper when there are none.
    struct Bounds {
        double lower;
        double upper;
        double smallestPositive; ///< 0 when no value is positive
        double largestPositive; ///< 0 when no value is positive
    };

    std::vector<double> x;
    std::vector<double> y;
    Bounds xBounds; ///< over the points where x and y are both finite
    Bounds yBounds;
};

/// One curve of a chart, as a value: what is drawn, and with which name and look. Markers stand
/// at the points of the line, or at points of their own (a dense line with markers at the steps).
struct PlotCurve {
    PlotCurve() = default;
    PlotCurve(QString curveId, QString curveName, const SeriesStyle& seriesStyle);

    void replace(std::vector<double> xs, std::vector<double> ys); ///< the points, all at once
    void replaceMarkers(std::vector<double> xs, std::vector<double> ys); ///< own marker points
    bool isEmpty() const; ///< no points at all

    QString id; ///< unique within the chart
    QString name; ///< legend text; may hold i, b, sub and sup tags
    QString shortName; ///< for the crosshair box and spoken texts; name without tags if empty
    SeriesStyle style; ///< colours of both themes, marker, line width
    bool line = true; ///< false: markers only
    bool dashed = false; ///< costly on live curves
    bool dotted = false; ///< the same
    bool lineOnTop = false; ///< drawn after the lines of all other curves (the reference)
    bool markers = true; ///< false: line only, whatever the style says
    bool hollow = false; ///< markers filled with the surface colour
    bool hollowInLegend = false; ///< for values told apart by that, such as an article's
    bool dim = false; ///< out of date: 35 % opacity
    bool bold = false; ///< emphasised, for instance the selected row of a table
    bool setsRange = true; ///< false for a diverging solution: never widens the axes
    bool rightAxis = false; ///< measured on the second y axis
    bool inLegend = true;
    bool visible = true; ///< hidden entries stay in the legend, struck through
    double markerSize = 5.0; ///< half size in pixels
    int markerEvery = 1; ///< draw every k-th marker, from the first on
    int markerOffset = 0; ///< index of the first marker
    std::shared_ptr<const PlotSamples> samples; ///< the line; null: no points yet
    std::shared_ptr<const PlotSamples> markerSamples; ///< null: the markers stand on samples
};

/// The points of a live curve in bounded memory. append() is cheap and touches no chart; when
/// the buffer is full, neighbouring points are merged to their minimum and maximum, so that
/// peaks survive a run of any length. The first and the latest point always stay.
class LiveBuffer {
public:
    /// capacity: points kept at least, >= 16, else std::invalid_argument; never more than twice.
    explicit LiveBuffer(std::size_t capacity = 2000);

    void append(double x, double y);
    void cutAfter(double x); ///< drops the points from the first with a larger x on
    void clear();
    std::size_t size() const { return m_x.size(); }
    bool isEmpty() const { return m_x.empty(); }
    const std::vector<double>& x() const { return m_x; }
    const std::vector<double>& y() const { return m_y; }

private:
    void compress();

    std::size_t m_capacity;
    std::vector<double> m_x;
    std::vector<double> m_y;
};

} // namespace ui
