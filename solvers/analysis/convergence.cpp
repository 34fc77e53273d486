// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/convergence.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

namespace solvers {

namespace {

ConvergencePoint measurePoint(const Solution& solution, const EndReference& reference)
{
    const EndError end = endError(solution, reference);
    ConvergencePoint point;
    point.step = solution.options.step;
    point.error = end.error;
    point.limited = end.limited;
    point.report = solution.report;
    point.seconds = solution.seconds;
    return point;
}

/// Marks the asymptotic points and fits a straight line through their logarithms.
double fitOrder(std::vector<ConvergencePoint>& points)
{
    constexpr double kLargestChange = 0.1;
    const auto usable = [](const ConvergencePoint& p) { return !p.limited && p.error > 0.0; };
    std::size_t last = points.size();
    while (last > 0 && !usable(points[last - 1]))
        --last;
    if (last < 2 || !usable(points[last - 2]))
        return std::numeric_limits<double>::quiet_NaN();
    std::size_t first = last - 1;
    const double finest = points[first].order;
    while (first > 0 && usable(points[first - 1])
        && std::abs(points[first].order - finest) <= kLargestChange)
        --first;
    double meanX = 0.0;
    double meanY = 0.0;
    const auto count = static_cast<double>(last - first);
    for (std::size_t i = first; i < last; ++i) {
        points[i].asymptotic = true;
        meanX += std::log(points[i].step) / count;
        meanY += std::log(points[i].error) / count;
    }
    double xy = 0.0;
    double xx = 0.0;
    for (std::size_t i = first; i < last; ++i) {
        const double x = std::log(points[i].step) - meanX;
        xy += x * (std::log(points[i].error) - meanY);
        xx += x * x;
    }
    return xy / xx;
}

} // namespace

std::vector<double> descendingSettings(std::span<const double> settings)
{
    if (settings.empty())
        throw std::invalid_argument("give at least one step size or tolerance");
    std::vector<double> sorted(settings.begin(), settings.end());
    if (std::any_of(sorted.begin(), sorted.end(), [](double x) { return !(x > 0.0); }))
        throw std::invalid_argument("every step size or tolerance must be a number above 0");
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    return sorted;
}

Convergence measureConvergence(const Problem& problem, const Method& method,
    std::span<const double> steps, const SolveOptions& options, const std::atomic<bool>* stop)
{
    descendingSettings(steps); // throws before the reference is computed
    return measureConvergence(
        problem, method, steps, options, endReference(problem, stop), StudyLimits {}, stop);
}

Convergence measureConvergence(const Problem& problem, const Method& method,
    std::span<const double> steps, const SolveOptions& options, const EndReference& reference,
    const StudyLimits& limits, const std::atomic<bool>* stop)
{
    const std::vector<double> sizes = descendingSettings(steps);
    Convergence result;
    result.method = &method;
    result.exact = reference.exact;
    result.reference = reference.method;
    double spent = 0.0;
    for (const double step : sizes) {
        // The work is inversely proportional to the step.
        const double predicted = result.points.empty()
            ? 0.0
            : result.points.back().seconds * result.points.back().step / step;
        if (std::abs(problem.t1 - problem.t0) / step > static_cast<double>(limits.steps)
            || spent + predicted > limits.seconds) {
            result.leftOut = static_cast<long>(sizes.size() - result.points.size());
            break;
        }
        SolveOptions fixed = options;
        fixed.adaptive = false;
        fixed.step = step;
        result.points.push_back(
            measurePoint(solveTimed(problem, method, fixed, limits.timing, stop), reference));
        spent += result.points.back().seconds;
        if (result.points.back().report.status == SolveStatus::Stopped)
            break;
    }
    for (std::size_t i = 1; i < result.points.size(); ++i) {
        ConvergencePoint& point = result.points[i];
        const ConvergencePoint& larger = result.points[i - 1];
        if (point.error > 0.0 && larger.error > 0.0)
            point.order = std::log(larger.error / point.error) / std::log(larger.step / point.step);
    }
    result.observedOrder = fitOrder(result.points);
    return result;
}

} // namespace solvers
