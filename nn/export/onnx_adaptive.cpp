// SPDX-License-Identifier: GPL-3.0-or-later
// The conditional loop of an adaptive solver: solvers/integration/integrate.cpp and its error
// control as nodes. Times and step sizes are doubles, states floats, as in the engine.
#include "nn/export/onnx_solver.h"

#include "solvers/integration/fixed_steps.h"

#include <cmath>
#include <limits>

namespace nn::exporting {

namespace {

constexpr double kSafety = 0.9;
constexpr double kSmallestFactor = 0.2;
constexpr double kLargestFactor = 10.0;

/// Nodes and numbers that the first step and the loop share.
class Control {
public:
    Control(GraphBuilder& graph, const solvers::ButcherTableau& method,
        const solvers::SolveOptions& options)
        : m_method(method)
        , m_options(options)
        , rtol(graph.scalar("rtol", static_cast<float>(options.rtol)))
        , atol(graph.scalar("atol", static_cast<float>(options.atol)))
        , t0(graph.scalar("t0", options.t0))
        , t1(graph.scalar("t1", options.t1))
        , span(graph.scalar("span", std::abs(options.t1 - options.t0)))
        , sign(graph.scalar("direction", options.t1 < options.t0 ? -1.0 : 1.0))
        , one(graph.scalar("one", 1.0))
        , zero(graph.scalar("zero", 0.0))
    {
    }

    /// Mean of (e / (atol + rtol size))^2 over all numbers of all samples, a double.
    Value meanSquare(
        GraphBuilder& graph, const Value& e, const Value& size, const std::string& name) const
    {
        const Value relative = graph.node("Mul", { size, rtol }, name + ".relative");
        const Value scale = graph.node("Add", { relative, atol }, name + ".scale");
        const Value ratio = graph.node("Div", { e, scale }, name + ".ratio");
        const Value square = graph.node("Mul", { ratio, ratio }, name + ".square");
        const std::int64_t whole = 0;
        const Value mean = graph.node(
            "ReduceMean", { square }, name + ".mean", { onnx::MakeAttribute("keepdims", whole) });
        return asDouble(graph, mean, name + ".double");
    }

    Value rms(GraphBuilder& graph, const Value& e, const Value& size, const std::string& name) const
    {
        return graph.node("Sqrt", { meanSquare(graph, e, size, name) }, name);
    }

    /// |h|^-1/(p + 1) is taken of what stands below the root; p: the order of the estimate.
    double exponent() const { return 1.0 / (m_method.estimateOrder() + 1); }
    bool second() const { return !m_method.bHat2.empty(); }

    static Value asDouble(GraphBuilder& graph, const Value& value, const std::string& name)
    {
        const std::int64_t type = elementType<double>();
        return graph.node("Cast", { value }, name, { onnx::MakeAttribute("to", type) });
    }

private:
    const solvers::ButcherTableau& m_method;
    const solvers::SolveOptions& m_options;

public:
    Value rtol;
    Value atol;
    Value t0;
    Value t1;
    Value span;
    Value sign;
    Value one;
    Value zero;
};

struct FirstStep {
    Value h;
    Value slope; ///< f(t0, z0)
};

/// automaticFirstStep(): Hairer, Norsett & Wanner, Solving ODEs I, sec. II.4.
FirstStep addFirstStep(
    GraphBuilder& graph, const OnnxNetwork& network, const Control& control, const Value& z0)
{
    const std::string label = "first_step";
    const auto named = [&](const char* name) { return label + "." + name; };
    const auto timeOf = [&](const Value& t, const std::string& name) {
        return network.needsTime() ? graph.asFloat(t, name) : Value();
    };
    const Value size = graph.node("Abs", { z0 }, named("size"));
    const Value f0
        = network.branch(graph, z0, "ode.func", named("f0"), timeOf(control.t0, named("f0.t")));
    const Value d0 = control.rms(graph, z0, size, named("d0"));
    const Value d1 = control.rms(graph, f0, size, named("d1"));

    const Value small = graph.scalar(named("small"), 1e-5);
    const Value anySmall = graph.node("Or",
        { graph.node("Less", { d0, small }, named("d0_small")),
            graph.node("Less", { d1, small }, named("d1_small")) },
        named("small_any"));
    const Value least = graph.scalar(named("least"), 1e-6);
    const Value hundredth = graph.scalar(named("hundredth"), 0.01);
    const Value ratio = graph.node("Div", { d0, d1 }, named("ratio"));
    const Value guess = graph.node("Mul", { hundredth, ratio }, named("guess"));
    const Value chosen = graph.node("Where", { anySmall, least, guess }, named("chosen"));
    const Value h0 = graph.node("Min", { chosen, control.span }, named("h0"));

    const Value signedH0 = graph.node("Mul", { h0, control.sign }, named("h0.signed"));
    const Value change
        = graph.node("Mul", { f0, graph.asFloat(signedH0, named("h0.float")) }, named("change"));
    const Value z1 = graph.node("Add", { z0, change }, named("z1"));
    const Value time1 = graph.node("Add", { control.t0, signedH0 }, named("t"));
    const Value f1
        = network.branch(graph, z1, "ode.func", named("f1"), timeOf(time1, named("f1.t")));
    const Value bend = graph.node("Sub", { f1, f0 }, named("bend"));
    const Value d2
        = graph.node("Div", { control.rms(graph, bend, size, named("d2.h0")), h0 }, named("d2"));

    const Value steepest = graph.node("Max", { d1, d2 }, named("steepest"));
    const Value flat = graph.node(
        "LessOrEqual", { steepest, graph.scalar(named("flat"), 1e-15) }, named("is_flat"));
    const Value thousandth = graph.node(
        "Mul", { h0, graph.scalar(named("thousandth"), 1e-3) }, named("h1.thousandth"));
    const Value h1Flat = graph.node("Max", { least, thousandth }, named("h1.flat"));
    const Value inverse = graph.node("Div", { hundredth, steepest }, named("h1.base"));
    const Value h1Steep = graph.node(
        "Pow", { inverse, graph.scalar(named("exponent"), control.exponent()) }, named("h1.steep"));
    const Value h1 = graph.node("Where", { flat, h1Flat, h1Steep }, named("h1"));
    const Value most
        = graph.node("Mul", { h0, graph.scalar(named("hundred"), 100.0) }, named("most"));
    return { graph.node("Min", { most, h1, control.span }, "h0"), f0 };
}

/// The error norm of a step, and whether it is a number.
struct Judged {
    Value norm;
    Value finite;
};

Judged addErrorNorm(
    GraphBuilder& graph, const Control& control, const Value& z, const OnnxStep& step)
{
    const Value before = graph.node("Abs", { z }, "size_before");
    const Value after = graph.node("Abs", { step.trial }, "size_after");
    const Value size = graph.node("Max", { before, after }, "size");
    Value square = control.meanSquare(graph, step.error, size, "error");
    if (control.second()) {
        // combinedErrorNorm(): s^2 / (s + 0.01 s2), s and s2 the means of both squares
        const Value second = control.meanSquare(graph, step.secondError, size, "error2");
        const Value part
            = graph.node("Mul", { second, graph.scalar("error2.part", 0.01) }, "error2.hundredth");
        const Value both = graph.node("Add", { square, part }, "error.both");
        const Value none = graph.node("LessOrEqual", { square, control.zero }, "error.none");
        const Value ratio = graph.node("Div", { square, both }, "error.share");
        const Value combined = graph.node("Mul", { square, ratio }, "error.combined");
        square = graph.node("Where", { none, square, combined }, "error.square2");
    }
    const Value norm = graph.node("Sqrt", { square }, "error_norm");
    const Value most = graph.scalar("largest", std::numeric_limits<double>::max());
    return { norm, graph.node("LessOrEqual", { norm, most }, "finite") };
}

/// stepFactor(): 0.9 norm^(-1/(p + 1)) within [0.2, 10], at most 1 after a rejection.
Value addFactor(
    GraphBuilder& graph, const Control& control, const Judged& judged, const Value& rejectedBefore)
{
    const Value norm = graph.asFloat(judged.norm, "error_norm.float");
    const Value exponent = graph.scalar("exponent", static_cast<float>(-control.exponent()));
    const Value power = graph.node("Pow", { norm, exponent }, "power");
    const Value wide = Control::asDouble(graph, power, "power.double");
    const Value safe = graph.node("Mul", { wide, graph.scalar("safety", kSafety) }, "power.safe");
    const Value least = graph.scalar("least_factor", kSmallestFactor);
    const Value most = graph.node("Where",
        { rejectedBefore, control.one, graph.scalar("largest_factor", kLargestFactor) },
        "most_factor");
    const Value above = graph.node("Max", { safe, least }, "factor.above");
    const Value within = graph.node("Min", { above, most }, "factor.within");
    return graph.node("Where", { judged.finite, within, least }, "factor");
}

struct Target {
    Value next; ///< where the step ends
    Value step; ///< signed
    Value possible; ///< rounding of t leaves a step
};

Target addTarget(GraphBuilder& graph, const Control& control, const Value& t, const Value& h)
{
    const Value ahead = graph.node("Sub", { control.t1, t }, "ahead");
    const Value left = graph.node("Abs", { ahead }, "left");
    const Value nearly = graph.node(
        "Mul", { left, graph.scalar("nearly", 1.0 - solvers::kMergedFraction) }, "nearly_left");
    const Value last = graph.node("GreaterOrEqual", { h, nearly }, "last");
    const Value change = graph.node("Mul", { control.sign, h }, "h.signed");
    const Value after = graph.node("Add", { t, change }, "after");
    const Value next = graph.node("Where", { last, control.t1, after }, "next");
    const Value step = graph.node("Sub", { next, t }, "step");

    const Value rounding = graph.scalar("rounding", 16.0 * std::numeric_limits<double>::epsilon());
    const Value smallest
        = graph.node("Mul", { graph.node("Abs", { t }, "t.size"), rounding }, "smallest_step");
    const Value enough = graph.node("Greater", { h, smallest }, "enough");
    const Value enoughOrLast = graph.node("Or", { enough, last }, "enough_or_last");
    const Value moves = graph.node("Not", { graph.node("Equal", { next, t }, "stands") }, "moves");
    return { next, step, graph.node("And", { moves, enoughOrLast }, "possible") };
}

/// What the loop carries from step to step.
struct Carried {
    Value z;
    Value t;
    Value h;
    Value rejected; ///< the last step was
    Value slope; ///< f(t, z); of methods whose last stage is it
};

/// One try of a step; its results become those of the body.
void addTry(GraphBuilder& graph, const OnnxNetwork& network, const Control& control,
    const solvers::ButcherTableau& method, const Carried& at)
{
    const Target target = addTarget(graph, control, at.t, at.h);
    const Value t = network.needsTime() ? graph.asFloat(at.t, "t.float") : Value();
    const OnnxStep step = addStep(graph, network, method,
        { at.z, t, graph.asFloat(target.step, "step.float"), at.slope }, true,
        std::string(method.id));
    const Judged judged = addErrorNorm(graph, control, at.z, step);
    const Value factor = addFactor(graph, control, judged, at.rejected);
    const Value good = graph.node("LessOrEqual", { judged.norm, control.one }, "good");
    const Value accepted = graph.node("And", { good, target.possible }, "accepted");

    const Value used = graph.node("Abs", { target.step }, "used");
    const Value grown = graph.node("Mul", { used, factor }, "grown");
    const Value shrunk = graph.node("Min", { grown, used }, "shrunk");
    const Value h = graph.node("Where", { accepted, grown, shrunk }, "h.chosen");
    const Value reached = graph.node("Where", { accepted, target.next, at.t }, "t.chosen");
    const Value arrived = graph.node("Equal", { reached, control.t1 }, "arrived");
    const Value goingOn = graph.node(
        "And", { target.possible, graph.node("Not", { arrived }, "under_way") }, "going_on.chosen");
    const auto choose = [&](const Value& taken, const Value& kept, const char* name) {
        return graph.node("Where", { accepted, taken, kept }, name);
    };
    graph.output<bool>(goingOn, "going_on", {});
    graph.output<float>(choose(step.trial, at.z, "z.chosen"), "z_next", OnnxNetwork::stateShape());
    graph.output<double>(reached, "t_next", {});
    graph.output<double>(h, "h_next", {});
    graph.output<bool>(graph.node("Not", { accepted }, "rejected.now"), "rejected_next", {});
    if (!at.slope.empty())
        graph.output<float>(
            choose(step.lastSlope, at.slope, "k.chosen"), "k_next", OnnxNetwork::stateShape());
}

} // namespace

Value addAdaptiveSteps(GraphBuilder& graph, const OnnxNetwork& network,
    const solvers::ButcherTableau& method, const solvers::SolveOptions& options, const Value& z0)
{
    const Control control(graph, method, options);
    const FirstStep first = addFirstStep(graph, network, control, z0);
    const std::string id(method.id);

    onnx::GraphProto body;
    body.set_name(id + "_try");
    body.set_doc_string("Tries one step of the solver " + id
        + " and takes it over where the estimated error is within the tolerances.");
    GraphBuilder inside = graph.inner(body);
    inside.input<std::int64_t>("n", {});
    inside.input<bool>("going", {});
    Carried carried;
    carried.z = inside.input<float>("z", OnnxNetwork::stateShape());
    carried.t = inside.input<double>("t", {});
    carried.h = inside.input<double>("h", {});
    carried.rejected = inside.input<bool>("rejected", {});
    if (method.fsal())
        carried.slope = inside.input<float>("k", OnnxNetwork::stateShape());
    addTry(inside, network, control, method, carried);

    const Value most = graph.scalar<std::int64_t>("max_steps", options.maxSteps);
    const Value going
        = graph.node("Not", { graph.node("Equal", { control.t0, control.t1 }, "empty") }, "start");
    const Value no = graph.node("Less", { control.one, control.zero }, "no");
    Values inputs { most, going, z0, control.t0, first.h, no };
    Values outputs { "z_end", "t_end", "h_end", "rejected_end" };
    if (method.fsal()) {
        inputs.push_back(first.slope);
        outputs.emplace_back("k_end");
    }
    const Values end
        = graph.nodes("Loop", inputs, "ode", outputs, { onnx::MakeAttribute("body", body) });
    const Value arrived = graph.node("Equal", { end[1], control.t1 }, "arrived_at_t1");
    const Value nothing = graph.scalar("nan", std::numeric_limits<float>::quiet_NaN());
    return graph.node("Where", { arrived, end[0], nothing }, "z_t1");
}

} // namespace nn::exporting
