// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/solve_job.h"

#include "ui/workers/solve_diagnosis.h"

#include "solvers/methods/stepper.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

namespace ui {

namespace {

using solvers::Index;
using State = solvers::Vector<double>;

constexpr int kReferencePoints = 2000;
constexpr int kPreviewPoints = 400; // of the reference: a chart is about 1000 pixels wide
constexpr double kTimedSeconds = 5e-3;
constexpr int kMostRepeats = 1000;
constexpr double kRoundingUnits = 100.0; // of epsilon: errors below are rounding, not order

solvers::ConstVectorView<double> stateView(const std::vector<double>& y, std::size_t i, Index dim)
{
    return { y.data() + i * static_cast<std::size_t>(dim), dim };
}

double maxNorm(const double* y, std::size_t dim)
{
    double norm = 0.0;
    for (std::size_t k = 0; k < dim; ++k)
        norm = std::isnan(y[k]) ? y[k] : std::max(norm, std::abs(y[k]));
    return norm;
}

/// dydt of every state of a curve
void addDerivatives(
    SampledCurve& curve, solvers::OdeSystem<double>& system, const std::atomic<bool>& stop)
{
    const Index dim = system.dim();
    curve.dydt.resize(curve.y.size());
    for (std::size_t i = 0; i < curve.t.size() && !stop; ++i)
        system.evaluate(
            curve.t[i], stateView(curve.y, i, dim), { curve.dydt.data() + i * curve.dim, dim });
}

std::vector<double> evenTimes(const solvers::Problem& problem, int points)
{
    std::vector<double> times;
    for (int i = 0; i <= points; ++i)
        times.push_back(problem.t0 + (problem.t1 - problem.t0) * static_cast<double>(i) / points);
    times.back() = problem.t1;
    return times;
}

/// Times at which the reference is wanted: evenly spaced ones and all steps, in the direction
/// of integration.
std::vector<double> referenceTimes(
    const solvers::Problem& problem, const std::vector<MethodResult>& methods)
{
    std::vector<double> times = evenTimes(problem, kReferencePoints);
    for (const MethodResult& method : methods)
        times.insert(times.end(), method.solution.t.begin(), method.solution.t.end());
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    if (problem.t1 < problem.t0)
        std::reverse(times.begin(), times.end());
    return times;
}

SampledCurve exactReference(const solvers::Problem& problem, const std::vector<double>& times,
    const std::atomic<bool>& stop)
{
    SampledCurve curve;
    curve.dim = problem.dim();
    const auto exact = solvers::makeExactSolution(problem);
    if (!exact)
        return curve;
    curve.t = times;
    curve.y.resize(times.size() * curve.dim);
    for (std::size_t i = 0; i < times.size() && !stop; ++i)
        exact->evaluate(
            times[i], { curve.y.data() + i * curve.dim, static_cast<Index>(curve.dim) });
    return curve;
}

SampledCurve accurateReference(const solvers::Problem& problem, const std::vector<double>& times,
    const std::atomic<bool>& stop)
{
    solvers::Solution solution
        = solvers::referenceSolution(problem, solvers::kReferenceTolerance, &stop, times);
    SampledCurve curve;
    curve.dim = solution.dim;
    curve.t = std::move(solution.t);
    curve.y = std::move(solution.y);
    return curve;
}

/// Errors against the reference, which has a point at every step unless it broke off before.
void measureErrors(MethodResult& result, const SampledCurve& reference, double t1)
{
    const solvers::Solution& solution = result.solution;
    result.maxError = 0.0;
    for (std::size_t i = 0; i < solution.size(); ++i) {
        double error = 0.0;
        for (std::size_t k = 0; k < solution.dim; ++k) {
            const double e = std::abs(solution.state(i)[k] - reference.value(solution.t[i], k));
            error = std::isnan(e) ? e : std::max(error, e);
        }
        result.error.push_back(error);
        result.maxError = std::max(result.maxError, error);
    }
    if (solution.size() > 0 && solution.t.back() == t1)
        result.endError = result.error.back();
}

solvers::Solution solveTimed(const solvers::Problem& problem, const SolveRequest& request,
    const std::atomic<bool>& stop, double& median)
{
    solvers::Solution first = solvers::solve(problem, *request.method, request.options, &stop);
    std::vector<double> seconds { first.seconds };
    double sum = first.seconds;
    const auto begin = std::chrono::steady_clock::now();
    // Bounded by the clock as well: what surrounds a short solve can take longer than it does.
    while (sum < kTimedSeconds && static_cast<int>(seconds.size()) < kMostRepeats && !stop
        && std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(60)) {
        seconds.push_back(solvers::solve(problem, *request.method, request.options, &stop).seconds);
        sum += seconds.back();
    }
    const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
    std::nth_element(seconds.begin(), middle, seconds.end());
    median = *middle;
    return first;
}

/// log2(e(h) / e(h / 2)) at the end of the interval; NaN where rounding or failure hides it.
double observedOrder(const solvers::Problem& problem, const MethodResult& result,
    const SampledCurve& reference, const std::atomic<bool>& stop)
{
    const double none = std::numeric_limits<double>::quiet_NaN();
    // Where events reset the state, what halving changes is mostly when they happen.
    if (result.solution.options.adaptive || result.failed() || reference.isEmpty()
        || !problem.eventReset.empty())
        return none;
    solvers::SolveOptions options = result.solution.options;
    options.step /= 2.0;
    options.maxSteps *= 2;
    const solvers::Solution finer
        = solvers::solve(problem, *result.solution.method, options, &stop);
    if (!finer.report.reachedEnd() || finer.size() == 0)
        return none;
    const std::size_t last = finer.size() - 1;
    double error = 0.0;
    double size = 1.0;
    for (std::size_t k = 0; k < finer.dim; ++k) {
        const double exact = reference.value(finer.t[last], k);
        error = std::max(error, std::abs(finer.state(last)[k] - exact));
        size = std::max(size, std::abs(exact));
    }
    const double rounding = kRoundingUnits * std::numeric_limits<double>::epsilon() * size;
    if (!(error > rounding) || !(result.endError > rounding))
        return none;
    return std::log2(result.endError / error);
}

std::optional<std::size_t> firstBeyondLimit(
    const solvers::Solution& solution, const SampledCurve& reference)
{
    if (solution.size() == 0)
        return {};
    double size = std::max(1.0, maxNorm(solution.state(0), solution.dim));
    for (const double y : reference.y)
        if (std::isfinite(y))
            size = std::max(size, std::abs(y));
    for (std::size_t i = 0; i < solution.size(); ++i)
        if (maxNorm(solution.state(i), solution.dim) > kGrowthLimit * size)
            return i;
    return {};
}

/// One method without everything that needs the reference.
MethodResult solveMethod(
    const solvers::Problem& problem, const SolveRequest& request, const std::atomic<bool>& stop)
{
    MethodResult result;
    result.solution.method = request.method;
    result.solution.options = request.options;
    try {
        result.solution = solveTimed(problem, request, stop, result.seconds);
    } catch (const std::invalid_argument& error) {
        result.refusal = error.what();
        return result;
    }
    result.curve.dim = result.solution.dim;
    result.curve.t = result.solution.t;
    result.curve.y = result.solution.y;
    result.curve.straight = request.method->order() == 1; // the Euler polygon
    return result;
}

void addErrors(MethodResult& result, const SolveJob& job, const SampledCurve& reference,
    const std::atomic<bool>& stop)
{
    if (job.reference == ReferenceKind::Exact && job.problem.hasExact()) {
        result.error = result.solution.error;
        result.maxError = result.solution.maxError;
        if (result.reachedEnd())
            result.endError = result.solution.endError;
    } else if (!reference.isEmpty()) {
        measureErrors(result, reference, job.problem.t1);
    }
    result.observedOrder = observedOrder(job.problem, result, reference, stop);
}

/// Curves only; see SolveJob::preview.
SolveResults runPreview(const SolveJob& job, const std::atomic<bool>& stop)
{
    SolveResults results;
    results.job = job;
    solvers::Problem plain = job.problem;
    plain.exact.clear(); // else every solve would measure against it
    for (const SolveRequest& request : job.requests) {
        MethodResult result;
        result.solution.method = request.method;
        result.solution.options = request.options;
        try {
            result.solution = solvers::solve(plain, *request.method, request.options, &stop);
        } catch (const std::invalid_argument& error) {
            result.refusal = error.what();
        }
        result.curve = { result.solution.dim, result.solution.t, result.solution.y, {}, true };
        results.methods.push_back(std::move(result));
    }
    const std::vector<double> times = evenTimes(job.problem, kPreviewPoints);
    if (job.reference == ReferenceKind::Exact && !stop)
        results.reference = exactReference(job.problem, times, stop);
    else if (job.reference == ReferenceKind::Accurate && !stop)
        results.reference = accurateReference(job.problem, times, stop);
    addDerivatives(results.reference, *solvers::makeSystem(plain), stop);
    for (MethodResult& result : results.methods)
        if (result.refusal.empty())
            result.grewPastLimit = firstBeyondLimit(result.solution, results.reference);
    results.stopped = stop;
    return results;
}

} // namespace

SolveResults runSolveJob(const SolveJob& job, const std::atomic<bool>& stop,
    const std::function<void(int, int)>& progress)
{
    if (job.preview)
        return runPreview(job, stop);
    SolveResults results;
    results.job = job;
    if (job.reference != ReferenceKind::Exact)
        results.job.problem.exact.clear(); // else every solve would measure against it
    const solvers::Problem& problem = results.job.problem;
    const auto system = solvers::makeSystem(problem);
    const int total = static_cast<int>(job.requests.size());
    for (const SolveRequest& request : job.requests) {
        if (stop)
            break;
        results.methods.push_back(solveMethod(problem, request, stop));
        results.seconds += results.methods.back().solution.seconds;
        progress(static_cast<int>(results.methods.size()), total);
    }
    results.stopped = stop;
    if (results.stopped)
        return results;
    const std::vector<double> times = referenceTimes(problem, results.methods);
    if (job.reference == ReferenceKind::Exact)
        results.reference = exactReference(problem, times, stop);
    else if (job.reference == ReferenceKind::Accurate && !stop)
        results.reference = accurateReference(problem, times, stop);
    addDerivatives(results.reference, *system, stop);
    for (MethodResult& result : results.methods) {
        if (stop)
            break;
        if (!result.refusal.empty())
            continue;
        addDerivatives(result.curve, *system, stop);
        result.grewPastLimit = firstBeyondLimit(result.solution, results.reference);
        addErrors(result, results.job, results.reference, stop);
        if (result.failed())
            result.diagnosis = diagnose(result, results.reference, *system);
    }
    results.stopped = stop;
    return results;
}

} // namespace ui
