// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/mistakes/summed_components.h"

#include "solvers/analysis/solution.h"
#include "solvers/problems/catalogue.h"

#include <cmath>
#include <utility>

namespace solvers {

namespace {

constexpr double kStep = 0.25;

Vector<double> value(OdeSystem<double>& f, double t, const Vector<double>& y)
{
    Vector<double> dydt(y.size());
    f.evaluate(t, view(y), view(dydt));
    return dydt;
}

std::vector<Vector<double>> publishedStates(const Problem& problem)
{
    const auto f = makeSystem(problem);
    Vector<double> y = Eigen::Map<const Vector<double>>(problem.y0.data(), f->dim());
    std::vector<Vector<double>> states { y };
    const long count = fixedStepCount(problem.t0, problem.t1, kStep);
    for (long n = 0; n < count; ++n) {
        stepWithOneSum(*f, problem.t0 + static_cast<double>(n) * kStep, kStep, y);
        states.push_back(y);
    }
    return states;
}

Solution correctedSolution(const Problem& problem)
{
    SolveOptions options;
    options.step = kStep;
    return solve(problem, methodById("rk4"), options);
}

} // namespace

void stepWithOneSum(OdeSystem<double>& f, double t, double h, Vector<double>& y)
{
    const Vector<double> k1 = h * value(f, t, y);
    const Vector<double> k2 = h * value(f, t + 0.5 * h, y + 0.5 * k1);
    const Vector<double> k3 = h * value(f, t + 0.5 * h, y + 0.5 * k2);
    const Vector<double> k4 = h * value(f, t + h, y + k3);
    const double sum = (k1 / 6 + k2 / 3 + k3 / 3 + k4 / 6).sum();
    y.array() += sum;
}

MistakeRun summedComponents(const std::atomic<bool>&, const MistakeProgress&)
{
    Problem problem = problemById("harmonic");
    problem.t1 = 6.0;
    MistakeCurve published { "as published", MistakeVersion::Published, {}, {} };
    const std::vector<Vector<double>> states = publishedStates(problem);
    for (const Vector<double>& y : states) {
        published.x.push_back(y[0]);
        published.y.push_back(y[1]);
    }
    MistakeCurve corrected { "corrected", MistakeVersion::Corrected, {}, {} };
    const Solution right = correctedSolution(problem);
    for (std::size_t i = 0; i < right.size(); ++i) {
        corrected.x.push_back(right.state(i)[0]);
        corrected.y.push_back(right.state(i)[1]);
    }
    MistakeCurve truth { "exact", MistakeVersion::Reference, {}, {} };
    truth.markers = false;
    constexpr int kPoints = 240;
    for (int i = 0; i <= kPoints; ++i) {
        const double t = problem.t1 * i / kPoints;
        truth.x.push_back(std::cos(t));
        truth.y.push_back(-std::sin(t));
    }
    const Problem& scalar = problemById("article");
    MistakeRun run;
    run.numbers = {
        { "<i>y</i><sub>1</sub>(6)", published.x.back(), corrected.x.back(), truth.x.back() },
        { "<i>y</i><sub>2</sub>(6)", published.y.back(), corrected.y.back(), truth.y.back() },
        { "one equation: <i>y</i>(5) of Figure 2", publishedStates(scalar).back()[0],
            correctedSolution(scalar).y.back(), std::exp(2.5) * std::sin(25.0) },
    };
    run.chart = { "Phase plane", "<i>y</i><sub>1</sub>", "<i>y</i><sub>2</sub>", false, true,
        { std::move(truth), std::move(published), std::move(corrected) } };
    return run;
}

} // namespace solvers
