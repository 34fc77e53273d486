// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/convergence.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

namespace solvers {

namespace {

/// y(t1) to measure against, and the error below which a comparison with it says nothing.
struct Truth {
    Vector<double> y;
    bool exact = false;
    bool known = false;
    double limit = 0.0;
};

double largestComponent(const Solution& solution)
{
    double largest = 0.0;
    for (const double y : solution.y)
        largest = std::max(largest, std::abs(y));
    return largest;
}

Truth truthAtEnd(const Problem& problem, const std::atomic<bool>* stop)
{
    Truth truth;
    const auto n = static_cast<Index>(problem.dim());
    truth.y.resize(n);
    if (const auto exact = makeExactSolution(problem)) {
        exact->evaluate(problem.t1, view(truth.y));
        truth.exact = true;
        truth.known = truth.y.allFinite();
        return truth;
    }
    const Solution reference = referenceSolution(problem, kReferenceTolerance, stop);
    const Solution rougher = referenceSolution(problem, 10.0 * kReferenceTolerance, stop);
    truth.known = reference.report.reachedEnd() && rougher.report.reachedEnd();
    if (!truth.known)
        return truth;
    const double* end = reference.state(reference.size() - 1);
    truth.y = ConstVectorView<double>(end, n);
    // The rougher one's error, about ten times the reference's own.
    truth.limit = 10.0 * maxDifference(end, rougher.state(rougher.size() - 1), problem.dim());
    return truth;
}

ConvergencePoint measurePoint(const Solution& solution, const Truth& truth)
{
    ConvergencePoint point;
    point.step = solution.options.step;
    point.report = solution.report;
    point.seconds = solution.seconds;
    if (!solution.report.reachedEnd() || !truth.known)
        return point;
    const double* end = solution.state(solution.size() - 1);
    point.error = maxDifference(end, truth.y.data(), solution.dim);
    const double rounding
        = 100.0 * std::numeric_limits<double>::epsilon() * largestComponent(solution);
    point.limited = point.error <= std::max(rounding, truth.limit);
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

Convergence measureConvergence(const Problem& problem, const Method& method,
    std::span<const double> steps, const SolveOptions& options, const std::atomic<bool>* stop)
{
    if (steps.empty())
        throw std::invalid_argument("give at least one step size");
    std::vector<double> sizes(steps.begin(), steps.end());
    if (std::any_of(sizes.begin(), sizes.end(), [](double h) { return !(h > 0.0); }))
        throw std::invalid_argument("every step size must be a number above 0");
    std::sort(sizes.begin(), sizes.end(), std::greater<>());
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());

    Convergence result;
    result.method = &method;
    const Truth truth = truthAtEnd(problem, stop);
    result.exact = truth.exact;
    result.reference = truth.exact ? nullptr : &referenceMethod(problem);
    for (const double step : sizes) {
        SolveOptions fixed = options;
        fixed.adaptive = false;
        fixed.step = step;
        result.points.push_back(measurePoint(solve(problem, method, fixed, stop), truth));
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
