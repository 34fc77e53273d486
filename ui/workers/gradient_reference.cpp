// SPDX-License-Identifier: GPL-3.0-or-later
// The gradient that the methods are measured against.
#include "solvers/problems/differentiable_problem.h"
#include "ui/labs/solve_exact.h"
#include "ui/workers/gradient_job.h"

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace ui {

namespace {

using solvers::Index;
using solvers::Vector;

constexpr double kTolerance = 1e-13;
constexpr double kPoints = 150.0; // of the curves, at least
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// The job's loss of the exact solution; NaN where it is not defined.
double exactLoss(const solvers::Problem& problem, const std::vector<double>& times,
    const solvers::Matrix<double>& targets)
{
    const auto exact = solvers::makeExactSolution(problem);
    if (!exact)
        return kUnknown;
    Vector<double> z(targets.rows());
    double sum = 0.0;
    for (Index k = 0; k < targets.cols(); ++k) {
        exact->evaluate(times[static_cast<std::size_t>(k) + 1], solvers::view(z));
        sum += (z - targets.col(k)).squaredNorm();
    }
    return sum / static_cast<double>(targets.size());
}

/// The derivative at x by central differences extrapolated to step 0, with the least estimated
/// error. Ridders, Adv. Eng. Software 4 (1982) 75-76.
template <typename Function>
double derivative(const Function& f, double x)
{
    constexpr std::size_t rows = 8;
    constexpr double shrink = 1.4;
    double best = kUnknown;
    double bestError = std::numeric_limits<double>::infinity();
    for (const double start : { 0.2, 0.05, 0.005 }) {
        std::array<std::array<double, rows>, rows> a {};
        double h = start * std::max(0.5, std::abs(x));
        for (std::size_t i = 0; i < rows; ++i, h /= shrink) {
            a[i][0] = (f(x + h) - f(x - h)) / (2.0 * h);
            double factor = shrink * shrink;
            for (std::size_t j = 1; j <= i; ++j, factor *= shrink * shrink) {
                a[i][j] = (a[i][j - 1] * factor - a[i - 1][j - 1]) / (factor - 1.0);
                const double error = std::max(
                    std::abs(a[i][j] - a[i][j - 1]), std::abs(a[i][j] - a[i - 1][j - 1]));
                if (error < bestError) {
                    bestError = error;
                    best = a[i][j];
                }
            }
        }
    }
    return best;
}

/// Derivatives of the exact solution's loss in place of those of the solve.
void useClosedForm(const GradientJob& job, GradientReference& reference)
{
    const auto of = [&job](auto change) {
        return [&job, change](double value) {
            solvers::Problem problem = job.problem;
            std::vector<double> times = job.times;
            change(problem, times, value);
            return exactLoss(problem, times, job.targets);
        };
    };
    const double loss = exactLoss(job.problem, job.times, job.targets);
    Vector<double> parameters(static_cast<Index>(job.problem.parameters.size()));
    for (std::size_t i = 0; i < job.problem.parameters.size(); ++i)
        parameters[static_cast<Index>(i)] = derivative(
            of([i](auto& problem, auto&, double v) { problem.parameters[i].value = v; }),
            job.problem.parameters[i].value);
    Vector<double> z0(static_cast<Index>(job.problem.dim()));
    for (std::size_t k = 0; k < job.problem.dim(); ++k)
        z0[static_cast<Index>(k)] = derivative(
            of([k](auto& problem, auto&, double v) { problem.y0[k] = v; }), job.problem.y0[k]);
    Vector<double> times(static_cast<Index>(job.times.size()));
    for (std::size_t k = 0; k < job.times.size(); ++k)
        times[static_cast<Index>(k)] = derivative(of([k](auto& problem, auto& at, double v) {
            at[k] = v;
            (k == 0 ? problem.t0 : problem.t1) = v;
        }),
            job.times[k]);
    if (!std::isfinite(loss) || !parameters.allFinite() || !z0.allFinite() || !times.allFinite())
        return; // it holds for some values only
    reference.known = true;
    reference.closedForm = true;
    reference.loss = loss;
    reference.parameters = parameters;
    reference.z0 = z0;
    reference.times = times;
}

void useAccurateSolve(
    const GradientJob& job, const std::stop_token& stop, GradientReference& reference)
{
    GradientJob accurate = job;
    accurate.method = &solvers::methodById("dop853");
    accurate.solve = {};
    accurate.solve.adaptive = true;
    accurate.solve.rtol = kTolerance;
    accurate.solve.atol = kTolerance;
    accurate.solve.maxStep = std::abs(job.t1() - job.times.front()) / kPoints;
    solvers::GradientTask task = accurate.task(solvers::gradientMethodById("backprop"), stop);
    task.more.backwardMethod = nullptr;
    task.more.backward.reset();
    task.trajectories = true;
    const auto system = solvers::makeDifferentiableSystem(job.problem);
    const solvers::LossGradient gradient = solvers::lossGradient(*system, task);
    if (!gradient.trouble.empty()) {
        reference.reason = gradient.trouble;
        return;
    }
    reference.known = true;
    reference.loss = gradient.loss;
    reference.parameters = gradient.parameters;
    reference.z0 = gradient.z0;
    reference.times = gradient.times;
    reference.t = gradient.trajectories.t;
    reference.z = gradient.trajectories.z;
    reference.backT = gradient.trajectories.backT;
    reference.a = gradient.trajectories.a;
}

} // namespace

GradientReference gradientReference(const GradientJob& job, const std::stop_token& stop)
{
    GradientReference reference;
    reference.difference = kUnknown;
    try {
        useAccurateSolve(job, stop, reference);
        if (job.problem.hasExact() && exactMismatch(job.problem).empty() && !stop.stop_requested())
            useClosedForm(job, reference);
    } catch (const std::exception& error) {
        reference.reason = error.what();
    }
    return reference;
}

} // namespace ui
