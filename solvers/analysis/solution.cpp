// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/solution.h"

#include "solvers/integration/stiffness.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

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

/// A solution at its samples in place of its steps, up to the first that was not reached.
Solution sampled(Solution solution)
{
    solution.t.clear();
    solution.y.clear();
    for (std::size_t i = 0; i < solution.sampleTimes.size(); ++i) {
        const double* state = solution.samples.data() + i * solution.dim;
        if (std::isnan(*state))
            break;
        solution.t.push_back(solution.sampleTimes[i]);
        solution.y.insert(solution.y.end(), state, state + solution.dim);
    }
    return solution;
}

/// Fills in the states at the times asked for as the steps pass over them.
class Sampler {
public:
    Sampler(Solution& solution, std::span<const double> times, const std::vector<double>& y0)
        : m_solution(solution)
        , m_order(times.size())
        , m_forwards(solution.options.t1 >= solution.options.t0)
    {
        solution.sampleTimes.assign(times.begin(), times.end());
        solution.samples.assign(
            times.size() * solution.dim, std::numeric_limits<double>::quiet_NaN());
        std::iota(m_order.begin(), m_order.end(), std::size_t { 0 });
        std::sort(m_order.begin(), m_order.end(),
            [&](std::size_t a, std::size_t b) { return before(times[a], times[b]); });
        for (; m_next < m_order.size() && !before(solution.options.t0, time()); ++m_next)
            if (time() == solution.options.t0)
                std::copy(y0.begin(), y0.end(), state().data());
    }

    void take(StepInterpolant<double>& step)
    {
        for (; m_next < m_order.size() && !before(step.end(), time()); ++m_next)
            step.evaluate(time(), state());
    }

private:
    bool before(double a, double b) const { return m_forwards ? a < b : a > b; }
    double time() const { return m_solution.sampleTimes[m_order[m_next]]; }
    VectorView<double> state()
    {
        return { m_solution.samples.data() + m_order[m_next] * m_solution.dim,
            static_cast<Index>(m_solution.dim) };
    }

    Solution& m_solution;
    std::vector<std::size_t> m_order; ///< of the times as the solve meets them
    bool m_forwards;
    std::size_t m_next = 0;
};

/// The hooks of a solve that keep events and samples in a solution.
StepHooks<double> hooksFor(const Problem& problem, Solution& solution, Sampler& sampler)
{
    StepHooks<double> hooks;
    hooks.event = eventOf(problem);
    if (hooks.event.function)
        hooks.event.found = [&solution](double t, ConstVectorView<double> y) {
            solution.events.push_back({ t, { y.begin(), y.end() } });
        };
    if (!solution.sampleTimes.empty())
        hooks.observeStep = [&sampler](StepInterpolant<double>& step) { sampler.take(step); };
    return hooks;
}

} // namespace

Event<double> eventOf(const Problem& problem)
{
    Event<double> event;
    if (problem.event.empty())
        return event;
    const std::shared_ptr<StateFunction> function = makeStateFunction(problem, { problem.event });
    event.function = [function](double t, ConstVectorView<double> y) {
        double value = 0.0;
        function->evaluate(t, y, { &value, 1 });
        return value;
    };
    event.direction = problem.eventDirection;
    if (problem.eventReset.empty())
        return event;
    const std::shared_ptr<StateFunction> reset = makeStateFunction(problem, problem.eventReset);
    event.reset = [reset, before = Vector<double>()](double t, VectorView<double> y) mutable {
        before = y;
        reset->evaluate(t, view(std::as_const(before)), y);
    };
    return event;
}

Solution solve(const Problem& problem, const Method& method, SolveOptions options,
    const std::atomic<bool>* stop, std::span<const double> samples)
{
    options.t0 = problem.t0;
    options.t1 = problem.t1;
    options.stiffnessLimit = stiffnessLimit(method);
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
    Sampler sampler(solution, samples, problem.y0);
    const StepHooks<double> hooks = hooksFor(problem, solution, sampler);
    const auto start = std::chrono::steady_clock::now();
    solution.report = integrate<double>(
        *system, *stepper, options, view(y), keep, { nullptr, 0 }, keepRejected, hooks);
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
    if (!problem.eventReset.empty()) // an event must be found wherever it is
        return sampled(solve(problem, referenceMethod(problem), options, stop, times));
    return referenceAt(problem, options, stop, times);
}

} // namespace solvers
