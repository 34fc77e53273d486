// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/end_error.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace solvers {

namespace {

constexpr double kRoundingUnits = 100.0;
constexpr std::size_t kMostRepeats = 100;

double largestComponent(const Solution& solution)
{
    double largest = 0.0;
    for (const double y : solution.y)
        largest = std::max(largest, std::abs(y));
    return largest;
}

} // namespace

EndReference endReference(const Problem& problem, const std::atomic<bool>* stop)
{
    EndReference result;
    const auto n = static_cast<Index>(problem.dim());
    result.y.resize(n);
    if (const auto exact = makeExactSolution(problem)) {
        exact->evaluate(problem.t1, view(result.y));
        result.exact = true;
        result.known = result.y.allFinite();
        return result;
    }
    result.method = &referenceMethod(problem);
    const Solution reference = referenceSolution(problem, kReferenceTolerance, stop);
    const Solution rougher = referenceSolution(problem, 10.0 * kReferenceTolerance, stop);
    result.known = reference.report.reachedEnd() && rougher.report.reachedEnd();
    if (!result.known)
        return result;
    const double* end = reference.state(reference.size() - 1);
    result.y = ConstVectorView<double>(end, n);
    // The rougher one's error, about ten times the reference's own.
    result.limit = 10.0 * maxDifference(end, rougher.state(rougher.size() - 1), problem.dim());
    return result;
}

EndError endError(const Solution& solution, const EndReference& reference)
{
    EndError result;
    if (!solution.report.reachedEnd() || !reference.known)
        return result;
    const double* end = solution.state(solution.size() - 1);
    result.error = maxDifference(end, reference.y.data(), solution.dim);
    const double rounding
        = kRoundingUnits * std::numeric_limits<double>::epsilon() * largestComponent(solution);
    result.limited = result.error <= std::max(rounding, reference.limit);
    return result;
}

Solution solveTimed(const Problem& problem, const Method& method, const SolveOptions& options,
    double timing, const std::atomic<bool>* stop)
{
    const auto begin = std::chrono::steady_clock::now();
    Solution first = solve(problem, method, options, stop);
    std::vector<double> seconds { first.seconds };
    while (std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() < timing
        && seconds.size() < kMostRepeats && (stop == nullptr || !*stop))
        seconds.push_back(solve(problem, method, options, stop).seconds);
    const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
    std::nth_element(seconds.begin(), middle, seconds.end());
    first.seconds = *middle;
    return first;
}

} // namespace solvers
