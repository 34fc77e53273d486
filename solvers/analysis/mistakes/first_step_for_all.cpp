// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/mistakes/first_step_for_all.h"

#include "solvers/integration/integrate.h"
#include "solvers/methods/methods.h"
#include "solvers/problems/catalogue.h"

namespace solvers {

namespace {

const std::vector<double> kGrid { 1.0, 1.3, 1.6, 1.9, 2.0 };

/// The engine from grid point to grid point, one step each.
std::vector<double> correctedStates(const Problem& problem)
{
    const auto f = makeSystem(problem);
    const auto stepper = makeStepper<double>(methodById("rk4"));
    Vector<double> y = Vector<double>::Constant(1, problem.y0[0]);
    std::vector<double> states { y[0] };
    for (std::size_t i = 1; i < kGrid.size(); ++i) {
        SolveOptions options;
        options.t0 = kGrid[i - 1];
        options.t1 = kGrid[i];
        options.step = kGrid[i] - kGrid[i - 1];
        integrate<double>(*f, *stepper, options, view(y));
        states.push_back(y[0]);
    }
    return states;
}

double exactState(const ExactSolution& exact, double t)
{
    Vector<double> y(1);
    exact.evaluate(t, view(y));
    return y[0];
}

} // namespace

std::vector<PlainStep> stepsOfFirstSize(const std::vector<double>& times)
{
    std::vector<PlainStep> steps;
    for (std::size_t i = 0; i + 1 < times.size(); ++i)
        steps.push_back({ times[i], times[1] - times[0] });
    return steps;
}

MistakeRun firstStepForAll(const std::atomic<bool>&, const MistakeProgress&)
{
    const Problem& problem = problemById("adjoint-example");
    const auto exact = makeExactSolution(problem);
    MistakeCurve truth { "exact", MistakeVersion::Reference, {}, {} };
    truth.markers = false;
    constexpr int kPoints = 200;
    for (int i = 0; i <= kPoints; ++i) {
        const double t = 1.0 + 1.0 * i / kPoints;
        truth.x.push_back(t);
        truth.y.push_back(exactState(*exact, t));
    }
    const std::vector<PlainStep> steps = stepsOfFirstSize(kGrid);
    MistakeCurve published { "as published", MistakeVersion::Published, kGrid, {} };
    for (const Vector<double>& y : takePlainSteps(problem, steps))
        published.y.push_back(y[0]);
    MistakeCurve corrected { "corrected", MistakeVersion::Corrected, kGrid,
        correctedStates(problem) };

    double way = 0.0;
    for (const PlainStep& step : steps)
        way += step.size;
    const double reached = kGrid.front() + way;
    MistakeRun run;
    run.numbers = {
        { "<i>z</i> “at <i>t</i> = 2”", published.y.back(), corrected.y.back(), truth.y.back() },
        { "size of the last step", steps.back().size, kGrid[4] - kGrid[3], 0.1 },
        { "1 + sum of the steps", reached, kGrid.back(), 2.0 },
        { "exact <i>z</i> there", exactState(*exact, reached), truth.y.back() },
    };
    run.chart = { "Solution", "<i>t</i>", "<i>z</i>", false, false,
        { std::move(truth), std::move(published), std::move(corrected) } };
    return run;
}

} // namespace solvers
