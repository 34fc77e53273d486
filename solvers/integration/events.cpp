// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/events.h"

#include <algorithm>
#include <cmath>

namespace solvers {

namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr int kParts = 8; ///< of a step
/// Points close to the start of a step: 2^-40, 2^-35, ... of it
constexpr int kSmallestPart = -40;
constexpr int kPartFactor = 5;

int signOf(double value)
{
    return value > 0.0 ? 1 : value < 0.0 ? -1 : 0;
}

} // namespace

template <typename Scalar>
EventFinder<Scalar>::EventFinder(const Event<Scalar>& event, Index dim)
    : m_event(event)
    , m_state(dim)
{
}

template <typename Scalar>
void EventFinder<Scalar>::start(double t, ConstVectorView<Scalar> y)
{
    m_value = m_event.function(t, y);
    m_sign = signOf(m_value);
    m_resetFrom = m_cameFrom;
    m_fresh = true;
}

template <typename Scalar>
double EventFinder<Scalar>::valueAt(double theta)
{
    m_step->evaluateAt(theta, view(m_state));
    return m_event.function(m_step->time(theta), { m_state.data(), m_state.size() });
}

template <typename Scalar>
void EventFinder<Scalar>::append(double theta, double value)
{
    if (!std::isnan(value) && m_count < kMostPoints)
        m_points[m_count++] = { theta, value };
}

/// Where three values suggest an extremum on the other side of zero, it is looked at, too.
template <typename Scalar>
void EventFinder<Scalar>::sampleExtremum()
{
    if (m_count < 3 || m_count + 1 > kMostPoints)
        return;
    const Point a = m_points[m_count - 3];
    const Point b = m_points[m_count - 2];
    const Point c = m_points[m_count - 1];
    const int sign = signOf(b.value);
    if (sign == 0 || signOf(a.value) != sign || signOf(c.value) != sign
        || std::abs(b.value) > std::min(std::abs(a.value), std::abs(c.value)))
        return;
    // The vertex of the parabola through the three points.
    const double left = (b.value - a.value) / (b.theta - a.theta);
    const double right = (c.value - b.value) / (c.theta - b.theta);
    const double curvature = (right - left) / (c.theta - a.theta);
    const double theta = 0.5 * (a.theta + b.theta - left / curvature);
    if (!(theta > a.theta && theta < c.theta) || theta == b.theta)
        return;
    const double value = valueAt(theta);
    if (signOf(value) == sign || std::isnan(value))
        return;
    append(theta, value);
    std::sort(m_points.begin() + static_cast<std::ptrdiff_t>(m_count) - 4,
        m_points.begin() + static_cast<std::ptrdiff_t>(m_count),
        [](const Point& x, const Point& y) { return x.theta < y.theta; });
}

template <typename Scalar>
void EventFinder<Scalar>::sampleStep()
{
    m_count = 0;
    append(0.0, m_value);
    if (m_fresh)
        for (int k = kSmallestPart; k < 0; k += kPartFactor)
            append(std::ldexp(1.0, k), valueAt(std::ldexp(1.0, k)));
    for (int j = 1; j <= kParts; ++j) {
        const double theta = static_cast<double>(j) / kParts;
        append(theta, valueAt(theta));
        sampleExtremum();
    }
    m_value = m_count > 0 ? m_points[m_count - 1].value : 0.0;
}

/// After start(): values within rounding of zero say nothing about the side; the first other
/// one does.
template <typename Scalar>
void EventFinder<Scalar>::findFirstSign()
{
    double largest = 0.0;
    for (std::size_t i = 0; i < m_count; ++i)
        largest = std::max(largest, std::abs(m_points[i].value));
    const double noise = 100.0 * largest * std::numeric_limits<Scalar>::epsilon();
    const auto significant = [noise](const Point& p) { return std::abs(p.value) > noise; };
    const auto end = m_points.begin() + static_cast<std::ptrdiff_t>(m_count);
    const auto first = std::find_if(m_points.begin(), end, significant);
    m_sign = first != end ? signOf(first->value) : 0;
    m_next = static_cast<std::size_t>(first - m_points.begin()) + (first != end ? 1 : 0);
    if (m_resetFrom == 0 || m_sign != -m_resetFrom || first == m_points.begin() || first + 1 >= end)
        return;
    // Growing like theta^2, not like theta: the reset has left the state at rest on g = 0.
    const double ratio = (first + 1)->theta / first->theta;
    m_stuck = (first + 1)->value / first->value > std::pow(ratio, 1.5);
}

template <typename Scalar>
void EventFinder<Scalar>::beginStep(StepInterpolant<Scalar>& step)
{
    m_step = &step;
    m_stuck = false;
    m_next = 1;
    m_fresh = m_fresh || m_sign == 0;
    sampleStep();
    if (m_fresh)
        findFirstSign();
    m_fresh = m_sign == 0;
    m_resetFrom = m_fresh ? m_resetFrom : 0;
}

template <typename Scalar>
bool EventFinder<Scalar>::wanted(int before, int after) const
{
    return before != 0 && after != before
        && (m_event.direction == 0 || m_event.direction == -before);
}

template <typename Scalar>
void EventFinder<Scalar>::found(double theta)
{
    m_step->evaluateAt(theta, view(m_state));
    m_time = m_step->time(theta);
    m_cameFrom = m_sign;
}

/// The method ITP with its usual parameters; a and b differ in sign.
template <typename Scalar>
void EventFinder<Scalar>::locate(Point a, Point b)
{
    const double resolution = kEpsilon
        * std::max(b.theta,
            std::max(std::abs(m_step->start()), std::abs(m_step->time(b.theta)))
                / std::abs(m_step->step()));
    const double width = b.theta - a.theta;
    const double tolerance = std::min(0.5 * resolution, 0.25 * width);
    const double steepness = 0.2 / width;
    const int most = static_cast<int>(std::ceil(std::log2(width / (2 * tolerance)))) + 1;
    for (int j = 0; b.theta - a.theta > 2 * tolerance && j <= most; ++j) {
        const double gap = b.theta - a.theta;
        const double middle = 0.5 * (a.theta + b.theta);
        const double radius = tolerance * std::ldexp(1.0, most - j) - 0.5 * gap;
        const double secant = (b.value * a.theta - a.value * b.theta) / (b.value - a.value);
        const double sigma = std::copysign(1.0, middle - secant);
        const double delta = steepness * gap * gap;
        const double truncated
            = delta <= std::abs(middle - secant) ? secant + sigma * delta : middle;
        double theta = std::abs(truncated - middle) <= radius ? truncated : middle - sigma * radius;
        if (!(theta > a.theta && theta < b.theta))
            theta = middle;
        const Point p { theta, valueAt(theta) };
        if (p.value == 0.0 || theta == a.theta || theta == b.theta) {
            a = b = p;
            break;
        }
        (signOf(p.value) == signOf(a.value) ? a : b) = p;
    }
    found(std::abs(a.value) < std::abs(b.value) ? a.theta : b.theta);
}

template <typename Scalar>
bool EventFinder<Scalar>::next()
{
    while (m_next < m_count) {
        const Point a = m_points[m_next - 1];
        const Point b = m_points[m_next++];
        const int after = signOf(b.value);
        const bool event = wanted(m_sign, after);
        if (event && after == 0)
            found(b.theta);
        else if (event)
            locate(a, b);
        // A zero that is no event, or has been reported, leaves the side open.
        m_sign = after != 0 || event || m_sign == 0 ? after : m_sign;
        if (event)
            return true;
    }
    return false;
}

template class EventFinder<float>;
template class EventFinder<double>;

} // namespace solvers
