// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plot_curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace ui {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kGroup = 4; // points that are merged to at most two, or three with a gap

PlotSamples::Bounds noBounds()
{
    return { kInfinity, -kInfinity, 0.0, 0.0 };
}

void include(PlotSamples::Bounds& bounds, double value)
{
    bounds.lower = std::min(bounds.lower, value);
    bounds.upper = std::max(bounds.upper, value);
    if (value > 0.0) {
        bounds.smallestPositive
            = bounds.smallestPositive > 0.0 ? std::min(bounds.smallestPositive, value) : value;
        bounds.largestPositive = std::max(bounds.largestPositive, value);
    }
}

} // namespace

PlotSamples::PlotSamples(std::vector<double> xs, std::vector<double> ys)
    : x(std::move(xs))
    , y(std::move(ys))
    , xBounds(noBounds())
    , yBounds(noBounds())
{
    if (x.size() != y.size())
        throw std::invalid_argument("PlotSamples: x and y differ in length");
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (std::isfinite(x[i]) && std::isfinite(y[i])) {
            include(xBounds, x[i]);
            include(yBounds, y[i]);
        }
    }
}

PlotCurve::PlotCurve(QString curveId, QString curveName, const SeriesStyle& seriesStyle)
    : id(std::move(curveId))
    , name(std::move(curveName))
    , style(seriesStyle)
{
}

void PlotCurve::replace(std::vector<double> xs, std::vector<double> ys)
{
    samples = std::make_shared<const PlotSamples>(std::move(xs), std::move(ys));
}

void PlotCurve::replaceMarkers(std::vector<double> xs, std::vector<double> ys)
{
    markerSamples = std::make_shared<const PlotSamples>(std::move(xs), std::move(ys));
}

bool PlotCurve::isEmpty() const
{
    return (!samples || samples->x.empty()) && (!markerSamples || markerSamples->x.empty());
}

LiveBuffer::LiveBuffer(std::size_t capacity)
    : m_capacity(capacity)
{
    if (capacity < 4 * kGroup)
        throw std::invalid_argument("LiveBuffer: capacity must be at least 16");
    m_x.reserve(2 * capacity);
    m_y.reserve(2 * capacity);
}

void LiveBuffer::append(double x, double y)
{
    if (m_x.size() >= 2 * m_capacity)
        compress();
    m_x.push_back(x);
    m_y.push_back(y);
}

void LiveBuffer::cutAfter(double x)
{
    const auto end = std::find_if(m_x.begin(), m_x.end(), [x](double there) { return there > x; });
    m_y.erase(m_y.begin() + (end - m_x.begin()), m_y.end());
    m_x.erase(end, m_x.end());
}

void LiveBuffer::clear()
{
    m_x.clear();
    m_y.clear();
}

void LiveBuffer::compress()
{
    // The first point stays; each group keeps its smallest and largest value and one gap.
    std::size_t kept = 1;
    for (std::size_t begin = 1; begin < m_x.size(); begin += kGroup) {
        const std::size_t end = std::min(begin + kGroup, m_x.size());
        std::size_t lowest = end;
        std::size_t highest = end;
        std::size_t gap = end;
        for (std::size_t i = begin; i < end; ++i) {
            if (!std::isfinite(m_y[i])) {
                gap = i;
                continue;
            }
            if (lowest == end || m_y[i] < m_y[lowest])
                lowest = i;
            if (highest == end || m_y[i] > m_y[highest])
                highest = i;
        }
        std::array<std::size_t, 3> chosen { lowest, highest, gap };
        std::sort(chosen.begin(), chosen.end());
        std::size_t previous = end;
        for (const std::size_t i : chosen) {
            if (i == end || i == previous)
                continue;
            m_x[kept] = m_x[i];
            m_y[kept] = m_y[i];
            ++kept;
            previous = i;
        }
    }
    m_x.resize(kept);
    m_y.resize(kept);
}

} // namespace ui
