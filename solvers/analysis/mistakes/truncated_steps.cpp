// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/mistakes/truncated_steps.h"

#include "solvers/analysis/mistakes/plain_steps.h"
#include "solvers/analysis/solution.h"
#include "solvers/problems/catalogue.h"

#include <cmath>
#include <utility>

namespace solvers {

namespace {

struct Interval {
    const char* name;
    double t0;
    double t1;
    double step;
};

// The last is what a trained end time may come to.
constexpr Interval kIntervals[] {
    { "steps for (0, 0.3), <i>h</i> = 0.1", 0.0, 0.3, 0.1 },
    { "steps for (0, 0.7), <i>h</i> = 0.1", 0.0, 0.7, 0.1 },
    { "steps for (0, 0.3), <i>h</i> = 0.05", 0.0, 0.3, 0.05 },
    { "steps for (0, 0.7), <i>h</i> = 0.05", 0.0, 0.7, 0.05 },
    { "steps for (0, 1.99), <i>h</i> = 0.5", 0.0, 1.99, 0.5 },
};

constexpr double kStep = 0.1;

MistakeCurve exactCurve(const Problem& problem)
{
    const auto exact = makeExactSolution(problem);
    MistakeCurve curve { "exact", MistakeVersion::Reference, {}, {} };
    curve.markers = false;
    constexpr int kPoints = 200;
    Vector<double> y(1);
    for (int i = 0; i <= kPoints; ++i) {
        const double t = problem.t1 * i / kPoints;
        exact->evaluate(t, view(y));
        curve.x.push_back(t);
        curve.y.push_back(y[0]);
    }
    return curve;
}

MistakeCurve publishedCurve(const Problem& problem)
{
    std::vector<PlainStep> steps;
    double t = problem.t0;
    for (long n = truncatedStepCount(problem.t0, problem.t1, kStep); n > 0; --n) {
        steps.push_back({ t, kStep });
        t = t + kStep;
    }
    MistakeCurve curve { "as published", MistakeVersion::Published, { problem.t0 }, {} };
    for (const PlainStep& step : steps)
        curve.x.push_back(step.t + step.size);
    for (const Vector<double>& y : takePlainSteps(problem, steps))
        curve.y.push_back(y[0]);
    return curve;
}

} // namespace

long truncatedStepCount(double t0, double t1, double step)
{
    return static_cast<long>((t1 - t0) / step);
}

MistakeRun truncatedSteps(const std::atomic<bool>&, const MistakeProgress&)
{
    Problem problem = problemById("article");
    problem.t1 = 0.7;
    SolveOptions options;
    options.step = kStep;
    const Solution right = solve(problem, methodById("rk4"), options);
    MistakeRun run;
    run.chart = { "Solution", "<i>t</i>", "<i>y</i>", false, false,
        { exactCurve(problem), publishedCurve(problem),
            { "corrected", MistakeVersion::Corrected, right.t, right.y } } };
    for (const Interval& interval : kIntervals)
        run.numbers.push_back({ .quantity = interval.name,
            .published
            = static_cast<double>(truncatedStepCount(interval.t0, interval.t1, interval.step)),
            .corrected
            = static_cast<double>(fixedStepCount(interval.t0, interval.t1, interval.step)) });
    const auto& [exact, published, corrected]
        = std::tie(run.chart.curves[0], run.chart.curves[1], run.chart.curves[2]);
    run.numbers.push_back({ "end time of (0, 0.7), <i>h</i> = 0.1", published.x.back(),
        corrected.x.back(), problem.t1 });
    run.numbers.push_back(
        { "<i>y</i> at the end", published.y.back(), corrected.y.back(), exact.y.back() });
    return run;
}

} // namespace solvers
