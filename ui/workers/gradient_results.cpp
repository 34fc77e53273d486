// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/gradient_results.h"

#include <algorithm>

namespace ui {

namespace {

solvers::Vector<double> join(const solvers::Vector<double>& parameters,
    const solvers::Vector<double>& z0, const solvers::Vector<double>& times)
{
    solvers::Vector<double> all(parameters.size() + z0.size() + times.size());
    all << parameters, z0, times;
    return all;
}

} // namespace

solvers::GradientTask GradientJob::task(
    const solvers::GradientMethod& gradient, const std::stop_token& stop) const
{
    solvers::GradientTask task;
    task.z0 = solvers::ConstVectorView<double>(
        problem.y0.data(), static_cast<solvers::Index>(problem.dim()));
    task.times = times;
    task.loss = solvers::meanSquaredLoss(targets);
    task.gradient = &gradient;
    task.method = method;
    task.solve = solve;
    if (backwardMethod != nullptr) {
        task.more.backwardMethod = backwardMethod;
        task.more.backward = backward;
    }
    task.more.checkpoints = checkpoints;
    task.more.difference = difference;
    task.more.stop = stop;
    return task;
}

const std::string& GradientMethodResult::sentence() const
{
    if (!refusal.empty())
        return refusal;
    return gradient.trouble.empty() ? gradient.note : gradient.trouble;
}

solvers::Vector<double> everything(const solvers::LossGradient& gradient)
{
    return join(gradient.parameters, gradient.z0, gradient.times);
}

solvers::Vector<double> everything(const GradientReference& reference)
{
    return join(reference.parameters, reference.z0, reference.times);
}

const GradientMethodResult* GradientResults::first() const
{
    const auto found = std::ranges::find_if(
        methods, [](const GradientMethodResult& result) { return !result.failed(); });
    return found == methods.end() ? nullptr : &*found;
}

const GradientMethodResult* GradientResults::find(std::string_view id) const
{
    const auto found = std::ranges::find_if(
        methods, [id](const GradientMethodResult& result) { return result.method->id == id; });
    return found == methods.end() ? nullptr : &*found;
}

} // namespace ui
