// SPDX-License-Identifier: GPL-3.0-or-later
// One equation: the equilibria on the phase line.
#include "solvers/analysis/equilibria.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

constexpr int kBisections = 200; // down to neighbouring numbers
constexpr double kPoleShare = 1e-6; // a zero is this much smaller than the ends of its bracket
constexpr double kTouching = 1e-10; // of the largest slope: a zero that f does not cross
constexpr double kBeside = 1e-4; // of the interval, where the signs on both sides are read

using Slope = std::function<double(double y)>;

double bisected(const Slope& slope, double a, double b)
{
    const bool positive = slope(a) > 0.0;
    for (int n = 0; n < kBisections; ++n) {
        const double middle = a + (b - a) / 2;
        const double value = slope(middle);
        if (value == 0.0 || middle == a || middle == b)
            return middle;
        ((value > 0.0) == positive ? a : b) = middle;
    }
    return a + (b - a) / 2;
}

/// The place between a and b where |f| is smallest, by golden sections.
double smallest(const Slope& slope, double a, double b)
{
    const double golden = (std::sqrt(5.0) - 1) / 2;
    for (int n = 0; n < kBisections && b - a > 1e-12 * std::max(1.0, std::abs(a)); ++n) {
        const double left = b - golden * (b - a);
        const double right = a + golden * (b - a);
        if (std::abs(slope(left)) < std::abs(slope(right)))
            b = right;
        else
            a = left;
    }
    return (a + b) / 2;
}

LineEquilibrium described(const Slope& slope, double y, double span)
{
    LineEquilibrium result { y, 0.0, LineStability::HalfStable };
    const double h = std::cbrt(std::numeric_limits<double>::epsilon()) * std::max(1.0, std::abs(y));
    result.derivative = (slope(y + h) - slope(y - h)) / (2 * h);
    if (std::abs(result.derivative) < 1e-9)
        result.derivative = 0.0;
    const double below = slope(y - kBeside * span);
    const double above = slope(y + kBeside * span);
    if (below > 0.0 && above < 0.0)
        result.stability = LineStability::Stable;
    else if (below < 0.0 && above > 0.0)
        result.stability = LineStability::Unstable;
    return result;
}

} // namespace

PhaseLine phaseLine(const Problem& problem, double t, double lower, double upper, int points,
    const std::atomic<bool>& stop)
{
    if (problem.dim() != 1 || !(lower < upper) || points < 2)
        throw std::invalid_argument("a phase line needs one equation and an interval");
    const auto system = makeSystem(problem);
    Vector<double> state(1);
    Vector<double> result(1);
    const Slope slope = [&](double y) {
        state[0] = y;
        system->evaluate(t, view(std::as_const(state)), view(result));
        return result[0];
    };
    PhaseLine line;
    double largest = 0.0;
    for (int i = 0; i < points && !stop; ++i) {
        line.y.push_back(lower + (upper - lower) * i / (points - 1));
        line.slope.push_back(slope(line.y.back()));
        if (std::isfinite(line.slope.back()))
            largest = std::max(largest, std::abs(line.slope.back()));
    }
    const double span = upper - lower;
    const auto add = [&](double y) {
        const double cleared = std::abs(y) < 1e-10 * span ? 0.0 : y;
        if (line.equilibria.empty() || cleared - line.equilibria.back().y > 1e-6 * span)
            line.equilibria.push_back(described(slope, cleared, span));
    };
    for (std::size_t i = 0; i + 1 < line.y.size() && !stop; ++i) {
        const double here = line.slope[i];
        const double next = line.slope[i + 1];
        if (!std::isfinite(here) || !std::isfinite(next))
            continue;
        if (here == 0.0) {
            if (next != 0.0 || (i > 0 && line.slope[i - 1] != 0.0))
                add(line.y[i]);
        } else if (next != 0.0 && (here > 0.0) != (next > 0.0)) {
            const double zero = bisected(slope, line.y[i], line.y[i + 1]);
            if (std::abs(slope(zero)) <= kPoleShare * std::max(std::abs(here), std::abs(next)))
                add(zero);
        } else if (i > 0 && std::abs(here) <= std::abs(next)
            && std::abs(here) < std::abs(line.slope[i - 1])
            && (here > 0.0) == (line.slope[i - 1] > 0.0)) {
            const double dip = smallest(slope, line.y[i - 1], line.y[i + 1]);
            if (std::abs(slope(dip)) <= kTouching * largest)
                add(dip);
        }
    }
    if (line.slope.size() == static_cast<std::size_t>(points) && line.slope.back() == 0.0)
        add(line.y.back());
    return line;
}

} // namespace solvers
