// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/solution.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace solvers {

namespace {

constexpr long kReferenceSteps = 1'000'000; // of the whole reference

void measureErrors(Solution& solution, const ExactSolution& exact)
{
    Vector<double> truth(static_cast<Index>(solution.dim));
    solution.error.reserve(solution.size());
    solution.maxError = 0.0;
    for (std::size_t i = 0; i < solution.size(); ++i) {
        exact.evaluate(solution.t[i], view(truth));
        const double error = maxDifference(solution.state(i), truth.data(), solution.dim);
        solution.error.push_back(error);
        // Once unknown, unknown: an exact solution may have a pole or leave its domain.
        if (!(error <= solution.maxError) && !std::isnan(solution.maxError))
            solution.maxError = error;
    }
    if (!solution.error.empty())
        solution.endError = solution.error.back();
}

/// Restarts at each of the times, so that every state has the accuracy of a step.
Solution referenceAt(const Problem& problem, SolveOptions options, const std::atomic<bool>* stop,
    std::span<const double> times)
{
    const auto system = makeSystem(problem);
    const auto stepper = makeStepper<double>(referenceMethod(problem));
    Solution solution;
    solution.method = &referenceMethod(problem);
    solution.dim = problem.dim();
    Vector<double> y = Eigen::Map<const Vector<double>>(
        problem.y0.data(), static_cast<Index>(problem.y0.size()));
    const Observer<double> goOn = [stop](double, ConstVectorView<double>) {
        return stop == nullptr || !stop->load(std::memory_order_relaxed);
    };
    double t = problem.t0;
    for (const double next : times) {
        if (next != t) {
            options.t0 = t;
            options.t1 = next;
            options.firstStep = std::abs(next - t);
            const SolveReport part = integrate<double>(*system, *stepper, options, view(y), goOn);
            options.maxSteps -= part.accepted + part.rejected;
            solution.report.status = part.status;
            solution.report.tReached = part.tReached;
            solution.report.lastStep = part.lastStep;
            solution.report.accepted += part.accepted;
            solution.report.rejected += part.rejected;
            if (!part.reachedEnd() || options.maxSteps < 1)
                break;
            t = next;
        }
        solution.t.push_back(t);
        solution.y.insert(solution.y.end(), y.begin(), y.end());
    }
    return solution;
}

} // namespace

Solution solve(const Problem& problem, const Method& method, SolveOptions options,
    const std::atomic<bool>* stop)
{
    options.t0 = problem.t0;
    options.t1 = problem.t1;
    const auto system = makeSystem(problem);
    const auto stepper = makeStepper<double>(method);
    Solution solution;
    solution.method = &method;
    solution.options = options;
    solution.dim = problem.dim();
    Vector<double> y = Eigen::Map<const Vector<double>>(
        problem.y0.data(), static_cast<Index>(problem.y0.size()));
    const Observer<double> keep = [&](double t, ConstVectorView<double> state) {
        solution.t.push_back(t);
        solution.y.insert(solution.y.end(), state.data(), state.data() + state.size());
        return stop == nullptr || !stop->load(std::memory_order_relaxed);
    };
    const RejectionObserver keepRejected
        = [&](const RejectedStep& step) { solution.rejectedSteps.push_back(step); };
    const auto start = std::chrono::steady_clock::now();
    solution.report = integrate<double>(
        *system, *stepper, options, view(y), keep, { nullptr, 0 }, keepRejected);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    solution.seconds = elapsed.count();
    if (const auto exact = makeExactSolution(problem))
        measureErrors(solution, *exact);
    return solution;
}

double maxDifference(const double* y, const double* exact, std::size_t dim)
{
    double largest = 0.0;
    for (std::size_t i = 0; i < dim; ++i) {
        const double difference = std::abs(y[i] - exact[i]);
        if (std::isnan(difference))
            return difference;
        largest = std::max(largest, difference);
    }
    return largest;
}

const Method& referenceMethod(const Problem& problem)
{
    return methodById(problem.stiff ? "radau-iia3" : "dopri5");
}

Solution referenceSolution(const Problem& problem, double tolerance, const std::atomic<bool>* stop,
    std::span<const double> times)
{
    SolveOptions options;
    options.adaptive = true;
    options.rtol = tolerance;
    options.atol = tolerance;
    options.maxSteps = kReferenceSteps;
    if (times.empty())
        return solve(problem, referenceMethod(problem), options, stop);
    return referenceAt(problem, options, stop, times);
}

} // namespace solvers
