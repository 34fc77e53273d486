// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/mistakes/second_state.h"

#include "nn/training/optimizer.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/differentiable_problem.h"
#include "solvers/sensitivity/loss_gradient.h"

#include <cmath>
#include <limits>

namespace nn {

namespace {

constexpr double kTarget = 0.3;
constexpr double kStart = -0.2; // lambda before training
constexpr int kIterations = 2000;
constexpr double kRate = 0.05;
constexpr Index kPublished = 0; // out[1], since out[0] is the start
constexpr Index kLast = 3; // out[4]
const std::vector<double> kTimes { 0.0, 0.5, 1.0, 1.5, 2.0 };

/// (out[index + 1] - target)^2
solvers::Loss lossOf(Index index)
{
    return [index](const solvers::Matrix<double>& states, solvers::Matrix<double>& gradient) {
        gradient.setZero(states.rows(), states.cols());
        const double off = states(0, index) - kTarget;
        gradient(0, index) = 2.0 * off;
        return off * off;
    };
}

solvers::GradientTask taskOf(Index index)
{
    solvers::GradientTask task;
    task.z0 = solvers::Vector<double>::Ones(1);
    task.times = kTimes;
    task.loss = lossOf(index);
    task.gradient = &solvers::gradientMethodById("backprop");
    task.method = &solvers::methodById("rk4-38"); // torchdiffeq's rk4
    task.solve.step = 0.5;
    task.trajectories = true;
    return task;
}

struct Trained {
    solvers::LossGradient first; ///< before training
    solvers::LossGradient last;
    double lambda = 0.0;
};

Trained train(Index index, const std::atomic<bool>& stop)
{
    const auto f = solvers::makeDifferentiableSystem(solvers::problemById("dahlquist"));
    const solvers::GradientTask task = taskOf(index);
    ParameterStore<double> store;
    store.add("lambda", { 1 });
    *store.data() = kStart;
    const auto adam = makeOptimizer<double>("adam", store);
    Trained result;
    for (int i = 0; i <= kIterations && !stop; ++i) {
        f->parameters()[0] = *store.data();
        result.last = solvers::lossGradient(*f, task);
        if (i == 0)
            result.first = result.last;
        if (i == kIterations)
            break;
        adam->begin(kRate);
        adam->update(store.data(), result.last.parameters.data(), 0, 1);
    }
    result.lambda = *store.data();
    return result;
}

/// The largest |a(t)| where t > 0.5: what of dL/dz(t) leads there
double laterAdjoint(const solvers::GradientTrajectories& trajectories)
{
    double largest = 0.0;
    for (std::size_t i = 0; i < trajectories.backT.size(); ++i)
        if (trajectories.backT[i] > 0.5)
            largest = std::max(largest, std::abs(trajectories.a(0, static_cast<Index>(i))));
    return largest;
}

solvers::MistakeCurve curveOf(
    const char* name, solvers::MistakeVersion version, const Trained& trained)
{
    solvers::MistakeCurve curve { name, version, kTimes, { 1.0 } };
    for (Index k = 0; k < trained.last.states.cols(); ++k)
        curve.y.push_back(trained.last.states(0, k));
    return curve;
}

solvers::MistakeCurve seenBy(
    const char* name, solvers::MistakeVersion version, const Trained& trained, Index index)
{
    solvers::MistakeCurve curve { name, version, { kTimes[static_cast<std::size_t>(index) + 1] },
        { trained.last.states(0, index) } };
    curve.line = false;
    curve.hollow = true;
    return curve;
}

solvers::MistakeCurve targetCurve()
{
    solvers::MistakeCurve curve { "target, 0.3", solvers::MistakeVersion::Reference,
        { kTimes.front(), kTimes.back() }, { kTarget, kTarget } };
    curve.markers = false;
    return curve;
}

} // namespace

solvers::MistakeRun secondState(
    const std::atomic<bool>& stop, const solvers::MistakeProgress& progress)
{
    using Version = solvers::MistakeVersion;
    const Trained published = train(kPublished, stop);
    if (progress)
        progress(1, 2);
    const Trained corrected = train(kLast, stop);
    solvers::MistakeRun run;
    run.stopped = stop;
    if (run.stopped)
        return run;
    run.chart = { "Solution after training", "<i>t</i>", "<i>z</i>", false, false,
        { targetCurve(), curveOf("as published", Version::Published, published),
            curveOf("corrected", Version::Corrected, corrected),
            seenBy("seen by the loss", Version::Published, published, kPublished),
            seenBy("", Version::Corrected, corrected, kLast) } };
    const auto stages = static_cast<double>(taskOf(kLast).method->stages());
    run.numbers = {
        { "index of the state returned", 1, 4, 4 },
        { "its time", kTimes[1], kTimes[4], 2 },
        { "evaluations of <i>f</i>", static_cast<double>(published.last.forward.counters.nfe),
            static_cast<double>(corrected.last.forward.counters.nfe) },
        { "of them with effect on the loss", stages, 4 * stages },
        { "largest |<i>a</i>(<i>t</i>)| after <i>t</i> = 0.5, untrained",
            laterAdjoint(published.first.trajectories),
            laterAdjoint(corrected.first.trajectories) },
        { "<i>λ</i> after training", published.lambda, corrected.lambda, std::log(kTarget) / 2.0 },
        { "<i>z</i>(2) after training", published.last.states(0, kLast),
            corrected.last.states(0, kLast), kTarget },
    };
    return run;
}

} // namespace nn
