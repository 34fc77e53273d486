// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/mistakes/unweighted_adjoint.h"

#include "nn/training/optimizer.h"
#include "solvers/integration/integrate.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/differentiable_problem.h"
#include "solvers/sensitivity/loss_gradient.h"

#include <cmath>
#include <utility>

namespace nn {

namespace {

using solvers::MistakeVersion;
using State = solvers::Vector<double>;

constexpr double kTarget = -2.462245407542; // Runge-Kutta 4, h = 0.5, of the article's example
constexpr double kStep = 0.5;
constexpr int kIterations = 300;
constexpr int kReport = 100; // calls of progress are that far apart

solvers::GradientTask correctedTask(const solvers::Problem& problem)
{
    solvers::GradientTask task;
    task.z0 = State::Constant(1, problem.y0[0]);
    task.times = { problem.t0, problem.t1 };
    task.loss = solvers::meanSquaredLoss(solvers::Matrix<double>::Constant(1, 1, kTarget));
    task.gradient = &solvers::gradientMethodById("backprop");
    task.method = &solvers::methodById("rk4");
    task.solve.step = kStep;
    return task;
}

struct Fit {
    State gradient; ///< at the start
    std::vector<double> iterations; ///< 1, 2, ...
    std::vector<double> losses; ///< before each of these steps of Adam
};

/// Loss and gradient at the parameters as they stand
using Differentiate = std::function<double(solvers::DifferentiableSystem<double>&, State&)>;

Fit fit(const solvers::Problem& problem, const Differentiate& differentiate,
    const std::atomic<bool>& stop, const std::function<void(int)>& progress)
{
    const auto f = solvers::makeDifferentiableSystem(problem);
    ParameterStore<double> store;
    const Index count = f->parameterCount();
    store.add("theta", { count });
    Eigen::Map<State> theta(store.data(), count);
    theta = f->parameters();
    const auto adam = makeOptimizer<double>("adam", store);
    Fit result;
    for (int i = 1; i <= kIterations && !stop; ++i) {
        f->parameters() = theta;
        State gradient;
        result.losses.push_back(differentiate(*f, gradient));
        result.iterations.push_back(i);
        if (i == 1)
            result.gradient = gradient;
        adam->begin(1e-3);
        adam->update(store.data(), gradient.data(), 0, count);
        if (i % kReport == 0)
            progress(i);
    }
    return result;
}

Differentiate published(const solvers::Problem& problem)
{
    return [&problem](solvers::DifferentiableSystem<double>& f, State& gradient) {
        solvers::SolveOptions options;
        options.t0 = problem.t0;
        options.t1 = problem.t1;
        options.step = kStep;
        State z = State::Constant(1, problem.y0[0]);
        const auto stepper = solvers::makeStepper<double>(solvers::methodById("rk4"));
        solvers::integrate<double>(f, *stepper, options, solvers::view(z));
        const State off = z - State::Constant(1, kTarget);
        gradient = unweightedGradient(f, problem.t0, problem.t1, kStep, z, 2.0 * off);
        return off.squaredNorm();
    };
}

Differentiate corrected(const solvers::Problem& problem)
{
    return
        [task = correctedTask(problem)](solvers::DifferentiableSystem<double>& f, State& gradient) {
            const solvers::LossGradient result = solvers::lossGradient(f, task);
            gradient = result.parameters;
            return result.loss;
        };
}

solvers::MistakeRun show(const solvers::Problem& problem, const Fit& wrong, const Fit& right)
{
    solvers::MistakeRun run;
    const auto curve = [](const char* name, MistakeVersion version, const Fit& fit) {
        solvers::MistakeCurve result { name, version, fit.iterations, fit.losses };
        result.markers = false;
        return result;
    };
    run.chart = { "Loss", "steps of Adam", "loss", true, false,
        { curve("as published", MistakeVersion::Published, wrong),
            curve("corrected", MistakeVersion::Corrected, right) } };
    for (Index i = 0; i < wrong.gradient.size(); ++i)
        run.numbers.push_back(
            { "d<i>L</i>/d<i>" + problem.parameters[static_cast<std::size_t>(i)].name + "</i>",
                wrong.gradient[i], right.gradient[i] });
    for (const std::size_t i : { 1, 50, 100, 300 })
        run.numbers.push_back(
            { "loss at step " + std::to_string(i), wrong.losses[i - 1], right.losses[i - 1] });
    return run;
}

} // namespace

State unweightedGradient(solvers::DifferentiableSystem<double>& f, double t0, double t1,
    double step, const State& z1, const State& a1)
{
    State sum = State::Zero(f.parameterCount());
    State z = z1;
    State a = a1;
    const Index n = z.size();
    const long count = solvers::fixedStepCount(t1, t0, step);
    const double h = -step;
    State dz[4];
    State da[4];
    for (long i = 0; i < count; ++i) {
        const double t = t1 + static_cast<double>(i) * h;
        for (int stage = 0; stage < 4; ++stage) {
            const double part = stage == 0 ? 0.0 : stage == 3 ? 1.0 : 0.5;
            const int before = stage == 0 ? 0 : stage - 1;
            dz[stage] = da[stage] = State::Zero(n);
            const State at = part == 0.0 ? z : State(z + part * h * dz[before]);
            const State minusA = part == 0.0 ? State(-a) : State(-a - part * h * da[before]);
            f.record(t + part * h, solvers::view(at), solvers::view(dz[stage]));
            // What is wrong: each stage adds its own, as it stands.
            f.pullback(solvers::view(minusA), solvers::view(da[stage]), solvers::view(sum));
        }
        z += h * (dz[0] + 2.0 * dz[1] + 2.0 * dz[2] + dz[3]) / 6.0;
        a += h * (da[0] + 2.0 * da[1] + 2.0 * da[2] + da[3]) / 6.0;
    }
    return sum;
}

solvers::MistakeRun unweightedAdjoint(
    const std::atomic<bool>& stop, const solvers::MistakeProgress& progress)
{
    const solvers::Problem& problem = solvers::problemById("article-fit");
    const auto report = [&](int before) {
        return [&progress, before](int done) {
            if (progress)
                progress(before + done, 2 * kIterations);
        };
    };
    const Fit wrong = fit(problem, published(problem), stop, report(0));
    const Fit right = fit(problem, corrected(problem), stop, report(kIterations));
    if (stop) {
        solvers::MistakeRun run;
        run.stopped = true;
        return run;
    }
    return show(problem, wrong, right);
}

} // namespace nn
