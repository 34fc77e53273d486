// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/solve_results.h"

#include <algorithm>

namespace ui {

bool SampledCurve::covers(double time) const
{
    return !t.empty() && time >= std::min(t.front(), t.back())
        && time <= std::max(t.front(), t.back());
}

double SampledCurve::value(double time, std::size_t component) const
{
    if (!covers(time))
        return std::numeric_limits<double>::quiet_NaN();
    const bool descending = t.front() > t.back();
    const auto next = std::lower_bound(t.begin(), t.end(), time,
        [descending](double a, double b) { return descending ? a > b : a < b; });
    const auto i = static_cast<std::size_t>(next - t.begin());
    if (t[i] == time)
        return y[i * dim + component];
    const double h = t[i] - t[i - 1];
    const double s = (time - t[i - 1]) / h;
    const double y0 = y[(i - 1) * dim + component];
    const double y1 = y[i * dim + component];
    if (straight || dydt.size() != y.size())
        return y0 + s * (y1 - y0);
    const double d0 = h * dydt[(i - 1) * dim + component];
    const double d1 = h * dydt[i * dim + component];
    // Hairer, Norsett & Wanner, Solving ODEs I, (II.6.7)
    return (1.0 - s) * y0 + s * y1
        + s * (s - 1.0) * ((1.0 - 2.0 * s) * (y1 - y0) + (s - 1.0) * d0 + s * d1);
}

double MethodResult::failureTime() const
{
    return grewPastLimit ? solution.t[*grewPastLimit] : solution.report.tReached;
}

std::vector<double> MethodResult::meaningfulTimes() const
{
    std::vector<double> times = solution.t;
    if (grewPastLimit)
        times.resize(*grewPastLimit + 1);
    return times;
}

} // namespace ui
