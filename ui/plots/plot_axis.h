// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>

#include <optional>
#include <vector>

namespace ui {

/// What the owner of a chart says about one axis. A bound left empty follows the data.
struct PlotAxis {
    QString title; ///< quantity, then unit in brackets; may hold i, b, sub and sup tags
    bool logarithmic = false; ///< values <= 0 are gaps
    bool powersOfTwo = false; ///< logarithmic: ticks at 1, 2, 4 ... within three decades
    bool integers = false; ///< ticks at whole numbers only (epochs, evaluations)
    bool multiplesOfPi = false; ///< ticks as fractions of pi
    std::optional<double> lower; ///< fixed end; ignored if not finite, or <= 0 on a log axis
    std::optional<double> upper;
    double padding = 0.01; ///< free part beyond the data at each end that is not fixed
};

/// A logarithmic axis with room for markers at its ends.
PlotAxis logAxis(const QString& title);

/// The part of an axis that is on screen. lower < upper; both > 0 on a logarithmic axis.
struct PlotRange {
    double lower = 0.0;
    double upper = 1.0;

    bool operator==(const PlotRange&) const = default;
};

/// The ranges of all axes together: one entry of the view stack.
struct PlotRanges {
    PlotRange x;
    PlotRange y;
    PlotRange right;

    bool operator==(const PlotRanges&) const = default;
};

/// One tick: where, and what stands beside it (i, sub and sup tags).
struct PlotTick {
    double value;
    QString label;
};

/// The ticks of an axis. `common` is what was taken out of the labels to keep them short: a
/// factor ("×10⁵") or an offset ("+1 000 000"); it is shown once at the end of the axis.
struct PlotTicks {
    std::vector<PlotTick> ticks;
    QString common;
};

/// Ticks of a range: 4 to 11 of them at 1, 2, 2.5 or 5 x 10^n, all with the same number of
/// decimals; on a logarithmic axis at powers of ten, or at 1-2-5 within two decades. `most`
/// limits them to what has room (at least 2). Never more than 12, whatever the range.
PlotTicks plotTicks(const PlotAxis& axis, const PlotRange& range, int most = 11);

/// The range made usable: finite, lower < upper, wide enough to be told apart in double
/// precision, positive on a logarithmic axis.
PlotRange usableRange(PlotRange range, bool logarithmic);

/// A number with this many decimals, as tick labels and the crosshair show it: minus sign U+2212,
/// thin space between thousands from 10 000 on; outside 10^-3..10^6 as resultText().
QString fixedText(double value, int decimals);

/// Maps data to the pixels of a chart and back.
class PlotMap {
public:
    PlotMap() = default;
    PlotMap(const QRectF& area, const PlotRanges& ranges, bool logX, bool logY, bool logRight);

    const QRectF& area() const { return m_area; }
    const PlotRanges& ranges() const { return m_ranges; }
    /// Never NaN: values that have no place (NaN, <= 0 on a log axis) must be tested with
    /// hasPlace() first; huge ones end far outside.
    QPointF toPixel(double x, double y, bool rightAxis = false) const;
    QPointF toValue(const QPointF& pixel, bool rightAxis = false) const;
    bool hasPlace(double x, double y, bool rightAxis = false) const;

private:
    QRectF m_area;
    PlotRanges m_ranges;
    bool m_logX = false;
    bool m_logY = false;
    bool m_logRight = false;
};

} // namespace ui
