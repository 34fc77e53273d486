// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/gradient_lessons.h"

#include "solvers/problems/catalogue.h"
#include "solvers/problems/differentiable_problem.h"

#include <algorithm>
#include <limits>

namespace ui {

namespace {

using solvers::Index;

constexpr std::array<std::string_view, 3> kWays { "backprop", "adjoint-stored", "adjoint" };

std::vector<double> numbersOf(const solvers::Matrix<double>& row)
{
    return { row.data(), row.data() + row.size() };
}

solvers::GradientTask taskOf(const solvers::Problem& problem, double end, std::string_view method,
    double step, std::string_view gradient)
{
    solvers::GradientTask task;
    task.z0 = solvers::Vector<double>::Constant(1, problem.y0.front());
    task.times = { problem.t0, end };
    task.loss = solvers::linearLoss(solvers::Matrix<double>::Constant(1, 1, 1.0));
    task.gradient = &solvers::gradientMethodById(gradient);
    task.method = &solvers::methodById(method);
    task.solve.step = step;
    task.trajectories = true;
    return task;
}

double stateAt(const EulerLesson& lesson, double t)
{
    const auto found = std::ranges::find(lesson.t, t);
    return found == lesson.t.end() ? std::numeric_limits<double>::quiet_NaN()
                                   : lesson.z[static_cast<std::size_t>(found - lesson.t.begin())];
}

LessonWay wayBack(const EulerLesson& lesson, const solvers::LossGradient& gradient,
    const solvers::GradientMethod& method)
{
    LessonWay way { &method, {}, gradient.parameters[0], gradient.parameters[1] };
    const auto& paths = gradient.trajectories;
    for (Index i = 0; i + 1 < static_cast<Index>(paths.backT.size()); ++i) {
        const auto at = static_cast<std::size_t>(i);
        LessonStep step { paths.backT[at], paths.backT[at + 1], paths.a(0, i), 0.0, 0.0, 0.0, 0.0 };
        // Euler differentiates f where a step starts; the adjoint solve takes its own starts.
        step.time = method.continuous ? step.from : step.to;
        step.z = method.id == "adjoint" ? paths.zBack(0, i) : stateAt(lesson, step.time);
        step.addedA = paths.atheta(0, i + 1) - paths.atheta(0, i);
        step.addedB = paths.atheta(1, i + 1) - paths.atheta(1, i);
        way.steps.push_back(step);
    }
    return way;
}

EulerLesson eulerLesson(double step, double end)
{
    EulerLesson lesson;
    lesson.step = step;
    lesson.end = end;
    const solvers::Problem& problem = solvers::problemById("adjoint-example");
    const auto system = solvers::makeDifferentiableSystem(problem);
    for (const std::string_view id : kWays) {
        const auto gradient
            = solvers::lossGradient(*system, taskOf(problem, end, "euler", step, id));
        lesson.t = gradient.trajectories.t;
        lesson.z = numbersOf(gradient.trajectories.z);
        lesson.ways.push_back(wayBack(lesson, gradient, solvers::gradientMethodById(id)));
    }
    return lesson;
}

} // namespace

std::vector<EulerLesson> eulerLessons()
{
    return { eulerLesson(1.0, 2.0), eulerLesson(0.5, 2.0), eulerLesson(1.0, 3.0) };
}

DriftLesson driftLesson(double lambda, double step)
{
    DriftLesson lesson;
    lesson.lambda = lambda;
    lesson.step = step;
    solvers::Problem problem = solvers::problemById("dahlquist");
    problem.parameters.front().value = lambda;
    problem.y0 = { 1.0 };
    problem.t0 = 0.0;
    const auto system = solvers::makeDifferentiableSystem(problem);
    const auto gradient
        = solvers::lossGradient(*system, taskOf(problem, 1.0, "rk4", step, "adjoint"));
    lesson.t = gradient.trajectories.t;
    lesson.z = numbersOf(gradient.trajectories.z);
    lesson.backT = gradient.trajectories.backT;
    lesson.zBack = numbersOf(gradient.trajectories.zBack);
    lesson.trouble = gradient.trouble;
    lesson.ratio = gradient.trouble.empty() && !lesson.zBack.empty()
        ? lesson.zBack.back() / problem.y0.front()
        : std::numeric_limits<double>::quiet_NaN();
    return lesson;
}

std::vector<solvers::DifferenceError> sweepOfDifferences(
    const GradientJob& job, const std::stop_token& stop)
{
    try {
        const auto system = solvers::makeDifferentiableSystem(job.problem);
        const auto exact = solvers::lossGradient(
            *system, job.task(solvers::gradientMethodById("backprop"), stop));
        if (!exact.trouble.empty())
            return {};
        return solvers::differenceSweep(
            *system, job.task(solvers::gradientMethodById("finite-differences"), stop), exact);
    } catch (const std::exception&) {
        return {}; // the page says what is wrong with the job
    }
}

} // namespace ui
