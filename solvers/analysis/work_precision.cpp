// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/work_precision.h"

#include <algorithm>
#include <cmath>

namespace solvers {

namespace {

/// Steps grow like tolerance^(-1 / (q + 1)), q the lower order of the pair.
double growth(const Method& method, double tolerance, double smaller)
{
    const double q = std::min(method.order(), method.embeddedOrder());
    return std::pow(tolerance / smaller, 1.0 / (q + 1.0));
}

} // namespace

WorkPrecision workPrecision(const Convergence& convergence)
{
    WorkPrecision result;
    result.method = convergence.method;
    result.exact = convergence.exact;
    result.reference = convergence.reference;
    result.leftOut = convergence.leftOut;
    for (const ConvergencePoint& point : convergence.points)
        result.points.push_back(
            { point.step, point.error, point.limited, point.report, point.seconds });
    return result;
}

WorkPrecision measureWorkPrecision(const Problem& problem, const Method& method,
    std::span<const double> settings, const SolveOptions& options, const EndReference& reference,
    const StudyLimits& limits, const std::atomic<bool>* stop)
{
    if (!options.adaptive)
        return workPrecision(
            measureConvergence(problem, method, settings, options, reference, limits, stop));
    const std::vector<double> tolerances = descendingSettings(settings);
    WorkPrecision result;
    result.method = &method;
    result.adaptive = true;
    result.exact = reference.exact;
    result.reference = reference.method;
    double spent = 0.0;
    for (const double tolerance : tolerances) {
        if (!result.points.empty()) {
            const WorkPoint& last = result.points.back();
            const double factor = growth(method, last.setting, tolerance);
            const auto steps = static_cast<double>(last.report.accepted + last.report.rejected);
            if (last.report.status == SolveStatus::MaxSteps
                || factor * steps > static_cast<double>(limits.steps)
                || spent + factor * last.seconds > limits.seconds)
                break;
        }
        SolveOptions chosen = options;
        chosen.rtol = tolerance;
        chosen.atol = tolerance;
        chosen.maxSteps = std::min(options.maxSteps, limits.steps);
        const Solution solution = solveTimed(problem, method, chosen, limits.timing, stop);
        if (solution.report.status == SolveStatus::Stopped)
            return result;
        const EndError end = endError(solution, reference);
        result.points.push_back(
            { tolerance, end.error, end.limited, solution.report, solution.seconds });
        spent += solution.seconds;
    }
    result.leftOut = static_cast<long>(tolerances.size() - result.points.size());
    return result;
}

} // namespace solvers
