// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/export/onnx_solver.h"

#include "solvers/integration/fixed_steps.h"

#include <functional>

namespace nn::exporting {

namespace {

/// "k" and the number of a stage as the literature counts
std::string stageName(const std::string& label, int stage)
{
    return label + ".k" + std::to_string(stage + 1);
}

/// sum_i weight(i) slopes[i]; empty where all weights are 0.
Value weightedSum(GraphBuilder& graph, const Values& slopes, int count,
    const std::function<double(int)>& weight, const std::string& name)
{
    Value sum;
    for (int i = 0; i < count; ++i) {
        const double w = weight(i);
        if (w == 0.0)
            continue;
        Value term = slopes[static_cast<std::size_t>(i)];
        if (w != 1.0) {
            const Value factor = graph.scalar(name + ".weight", static_cast<float>(w));
            term = graph.node("Mul", { term, factor }, name + ".term");
        }
        sum = sum.empty() ? term : graph.node("Add", { sum, term }, name + ".sum");
    }
    return sum;
}

/// Steps as constants of the file: their sizes and where they start.
struct StepGrid {
    std::vector<float> sizes;
    std::vector<float> times;

    explicit StepGrid(const solvers::SolveOptions& options)
    {
        const long count = solvers::fixedStepCount(options.t0, options.t1, options.step);
        for (long n = 0; n < count; ++n) {
            sizes.push_back(static_cast<float>(solvers::fixedStepSize(options, n, count)));
            times.push_back(static_cast<float>(solvers::fixedStepTime(options, n, count)));
        }
    }
    std::int64_t count() const { return static_cast<std::int64_t>(sizes.size()); }
};

Value unrolledSteps(GraphBuilder& graph, const OnnxNetwork& network,
    const solvers::ButcherTableau& method, const StepGrid& grid, const Value& z0)
{
    Value z = z0;
    for (std::size_t n = 0; n < grid.sizes.size(); ++n) {
        const std::string label = "step" + std::to_string(n + 1);
        const Value h = graph.scalar(label + ".h", grid.sizes[n]);
        const Value t = network.needsTime() ? graph.scalar(label + ".t", grid.times[n]) : Value();
        z = addStep(graph, network, method, { z, t, h, {} }, false, label).trial;
    }
    return z;
}

} // namespace

OnnxStep addStep(GraphBuilder& graph, const OnnxNetwork& network,
    const solvers::ButcherTableau& method, const OnnxStepStart& start, bool estimate,
    const std::string& label)
{
    const auto shifted = [&](const Value& sum, const std::string& name) {
        const Value change = graph.node("Mul", { sum, start.h }, name + ".change");
        return graph.node("Add", { start.z, change }, name);
    };
    const auto timeOf = [&](int stage, const std::string& name) {
        if (!network.needsTime() || method.node(stage) == 0.0)
            return start.t;
        const Value node = graph.scalar(name + ".c", static_cast<float>(method.node(stage)));
        const Value ahead = graph.node("Mul", { node, start.h }, name + ".ahead");
        return graph.node("Add", { start.t, ahead }, name + ".t");
    };
    Values slopes;
    OnnxStep step;
    const int stages = estimate ? method.stages() : method.stagesWithoutEstimate();
    for (int i = 0; i < stages; ++i) {
        const std::string name = stageName(label, i);
        Value point = start.z;
        if (i > 0) {
            const auto coefficient = [&](int j) { return method.coefficient(i, j); };
            const Value sum = weightedSum(graph, slopes, i, coefficient, name + ".point");
            point = sum.empty() ? start.z : shifted(sum, name + ".point");
        }
        if (i + 1 == method.stages() && method.fsal())
            step.trial = point;
        slopes.push_back(i == 0 && !start.firstSlope.empty()
                ? start.firstSlope
                : network.branch(graph, point, "ode.func", name, timeOf(i, name)));
    }
    const auto weight = [&](int i) { return method.weight(i); };
    if (step.trial.empty())
        step.trial
            = shifted(weightedSum(graph, slopes, stages, weight, label + ".y"), label + ".y");
    step.lastSlope = slopes.back();
    if (!estimate)
        return step;
    const auto scaledSum = [&](const std::function<double(int)>& of, const std::string& name) {
        return graph.node("Mul", { weightedSum(graph, slopes, stages, of, name), start.h }, name);
    };
    step.error = scaledSum(
        [&](int i) { return method.weight(i) - method.embeddedWeight(i); }, label + ".error");
    if (!method.bHat2.empty())
        step.secondError = scaledSum(
            [&](int i) { return method.weight(i) - method.bHat2[static_cast<std::size_t>(i)]; },
            label + ".error2");
    return step;
}

Value addFixedSteps(GraphBuilder& graph, const OnnxNetwork& network,
    const solvers::ButcherTableau& method, const solvers::SolveOptions& options, const Value& z0,
    bool unrolled)
{
    const StepGrid grid(options);
    if (unrolled)
        return unrolledSteps(graph, network, method, grid, z0);

    const Value sizes = graph.tensor<float>("step_sizes", { grid.count() }, grid.sizes);
    const Value times = network.needsTime()
        ? graph.tensor<float>("step_times", { grid.count() }, grid.times)
        : Value();
    const std::string id(method.id);
    onnx::GraphProto body;
    body.set_name(id + "_step");
    body.set_doc_string("One step of the solver " + id + ": z(t + h) from z(t).");
    GraphBuilder inside = graph.inner(body);
    const Value n = inside.input<std::int64_t>("n", {});
    const Value going = inside.input<bool>("going", {});
    const Value z = inside.input<float>("z", OnnxNetwork::stateShape());
    const Value h = inside.node("Gather", { sizes, n }, "h");
    const Value t = times.empty() ? Value() : inside.node("Gather", { times, n }, "t");
    const OnnxStep step = addStep(inside, network, method, { z, t, h, {} }, false, id);
    inside.output<bool>(going, "going_on", {});
    inside.output<float>(step.trial, "z_next", OnnxNetwork::stateShape());
    const Value count = graph.scalar<std::int64_t>("steps", grid.count());
    return graph.node("Loop", { count, "", z0 }, "ode", { onnx::MakeAttribute("body", body) });
}

} // namespace nn::exporting
