// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_axis.h"

#include <algorithm>
#include <cmath>

namespace ui {
namespace {

constexpr double kLargest = 1e300; // beyond this, differences of two values may overflow
constexpr double kSmallestPositive = 1e-300;
constexpr double kFarPixel = 1e15; // still exact to a tenth of a pixel

double clampedPixel(double pixel)
{
    return std::clamp(pixel, -kFarPixel, kFarPixel);
}

// 0 at lower, 1 at upper.
double fraction(double value, const PlotRange& range, bool logarithmic)
{
    if (logarithmic) {
        const double lower = std::log10(range.lower);
        return (std::log10(value) - lower) / (std::log10(range.upper) - lower);
    }
    return (value - range.lower) / (range.upper - range.lower);
}

double valueAt(double part, const PlotRange& range, bool logarithmic)
{
    if (logarithmic) {
        const double lower = std::log10(range.lower);
        return std::pow(10.0, lower + part * (std::log10(range.upper) - lower));
    }
    return range.lower + part * (range.upper - range.lower);
}

} // namespace

PlotRange usableRange(PlotRange range, bool logarithmic)
{
    if (std::isnan(range.lower) || std::isnan(range.upper))
        range = { logarithmic ? 0.1 : 0.0, 1.0 };
    range.lower = std::clamp(range.lower, -kLargest, kLargest);
    range.upper = std::clamp(range.upper, -kLargest, kLargest);
    if (range.upper < range.lower)
        std::swap(range.lower, range.upper);
    if (logarithmic) {
        if (range.upper <= 0.0)
            range = { 0.1, 1.0 };
        range.upper = std::max(range.upper, 10.0 * kSmallestPositive);
        if (range.lower <= 0.0)
            range.lower = range.upper * 1e-6;
        range.lower = std::max(range.lower, kSmallestPositive);
        if (range.upper < range.lower * (1.0 + 1e-9)) {
            range.lower /= 1.5;
            range.upper *= 1.5;
        }
        return range;
    }
    const double size = std::max(std::abs(range.lower), std::abs(range.upper));
    if (range.upper - range.lower <= 1e-12 * size) {
        // One value only: a window around it in which it can be read.
        const double middle = 0.5 * range.lower + 0.5 * range.upper;
        const double half = std::max(0.05 * size, 1e-12 * size);
        range = { middle - half, middle + half };
    }
    if (!(range.upper > range.lower) || size < 1e-300)
        range = { range.lower - 0.5, range.lower + 0.5 };
    return range;
}

PlotMap::PlotMap(const QRectF& area, const PlotRanges& ranges, bool logX, bool logY, bool logRight)
    : m_area(area)
    , m_ranges(ranges)
    , m_logX(logX)
    , m_logY(logY)
    , m_logRight(logRight)
{
}

QPointF PlotMap::toPixel(double x, double y, bool rightAxis) const
{
    const PlotRange& range = rightAxis ? m_ranges.right : m_ranges.y;
    const double right = fraction(x, m_ranges.x, m_logX);
    const double up = fraction(y, range, rightAxis ? m_logRight : m_logY);
    return { clampedPixel(m_area.left() + right * m_area.width()),
        clampedPixel(m_area.bottom() - up * m_area.height()) };
}

QPointF PlotMap::toValue(const QPointF& pixel, bool rightAxis) const
{
    const PlotRange& range = rightAxis ? m_ranges.right : m_ranges.y;
    const double right = (pixel.x() - m_area.left()) / std::max(m_area.width(), 1e-9);
    const double up = (m_area.bottom() - pixel.y()) / std::max(m_area.height(), 1e-9);
    return { valueAt(right, m_ranges.x, m_logX),
        valueAt(up, range, rightAxis ? m_logRight : m_logY) };
}

bool PlotMap::hasPlace(double x, double y, bool rightAxis) const
{
    const bool logY = rightAxis ? m_logRight : m_logY;
    return std::isfinite(x) && std::isfinite(y) && (!m_logX || x > 0.0) && (!logY || y > 0.0);
}

PlotAxis logAxis(const QString& title)
{
    PlotAxis axis;
    axis.title = title;
    axis.logarithmic = true;
    axis.padding = 0.04;
    return axis;
}

} // namespace ui
