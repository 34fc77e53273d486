// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/depth/depth_study.h"

#include "solvers/integration/integrate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace nn {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kFlowTolerance = 1e-13;
constexpr long kFlowSteps = 20'000;
constexpr int kFlowPoints = 150; // of a curve on screen
constexpr std::array kSweepBlocks { 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64 };

/// Integrates one point through a stack, where every block may have a field of its own.
class Walker {
public:
    Walker(const DepthStack& stack, const solvers::Method& method, const std::atomic<bool>& stop)
        : m_stack(stack)
        , m_fields(stack)
        , m_stepper(solvers::makeStepper<double>(method))
        , m_stop(stop)
    {
    }

    /// options: all but the times
    DepthPath walk(solvers::SolveOptions options, const solvers::PlanePoint& input)
    {
        DepthPath path { { 0.0 }, { input }, 0, {} };
        solvers::Vector<double> h(2);
        h << input.x, input.y;
        const double start = m_stack.start();
        const auto keep = [&](double t, solvers::ConstVectorView<double> y) {
            if (t - start > path.t.back()) {
                path.t.push_back(t - start);
                path.points.push_back({ y[0], y[1] });
            }
            return !m_stop.load(std::memory_order_relaxed);
        };
        const int pieces = m_stack.hasOwnWeights() ? m_stack.blocks : 1;
        for (int piece = 0; piece < pieces; ++piece) {
            options.t0 = start + m_stack.depth * piece / pieces;
            options.t1 = start + m_stack.depth * (piece + 1) / pieces;
            const solvers::SolveReport report = solvers::integrate<double>(
                m_fields.of(piece), *m_stepper, options, solvers::view(h), keep);
            path.nfe += report.counters.nfe;
            if (!report.reachedEnd()) {
                path.trouble = report.message();
                break;
            }
        }
        return path;
    }

private:
    const DepthStack& m_stack;
    BlockFields m_fields;
    std::unique_ptr<solvers::Stepper<double>> m_stepper;
    const std::atomic<bool>& m_stop;
};

class StackWalker {
public:
    StackWalker(const DepthStack& stack, const DepthSolver& solver, const std::atomic<bool>& stop)
        : m_walker(stack, *solver.method, stop)
        , m_options(solver.options(0.0, 1.0, stack.step()))
    {
    }
    DepthPath walk(const solvers::PlanePoint& input) { return m_walker.walk(m_options, input); }

private:
    Walker m_walker;
    solvers::SolveOptions m_options;
};

class FlowWalker {
public:
    FlowWalker(const DepthStack& stack, int points, const std::atomic<bool>& stop)
        : m_walker(stack, solvers::methodById("dop853"), stop)
    {
        m_options.adaptive = true;
        m_options.rtol = m_options.atol = kFlowTolerance;
        m_options.maxSteps = kFlowSteps;
        if (points > 0)
            m_options.maxStep = stack.depth / points;
    }
    DepthPath walk(const solvers::PlanePoint& input) { return m_walker.walk(m_options, input); }

private:
    Walker m_walker;
    solvers::SolveOptions m_options;
};

double distance(const DepthPath& a, const DepthPath& b)
{
    if (!a.trouble.empty() || !b.trouble.empty())
        return kNan;
    const solvers::PlanePoint& p = a.points.back();
    const solvers::PlanePoint& q = b.points.back();
    return std::hypot(p.x - q.x, p.y - q.y);
}

/// NaN where one of them is.
double largestOf(const std::vector<double>& values)
{
    double largest = 0.0;
    for (const double value : values)
        if (std::isnan(value) || value > largest) // once NaN, no comparison holds
            largest = value;
    return largest;
}

/// Makes the flows of an input's stack once for all numbers of blocks that share them.
class Discrepancies {
public:
    Discrepancies(const DepthJob& job, const std::atomic<bool>& stop)
        : m_job(job)
        , m_stop(stop)
    {
    }

    double largest(const solvers::Method& method, int blocks)
    {
        const DepthStack stack = m_job.stack.withBlocks(blocks);
        const std::vector<DepthPath>& ends = flows(stack);
        StackWalker walker(stack, { &method, false, 1e-3 }, m_stop);
        std::vector<double> values;
        for (std::size_t i = 0; i < ends.size() && !m_stop; ++i)
            values.push_back(distance(walker.walk(m_job.inputs[i]), ends[i]));
        return largestOf(values);
    }

private:
    const std::vector<DepthPath>& flows(const DepthStack& stack)
    {
        if (m_blocks == stack.blocks || (m_blocks > 0 && !stack.hasOwnWeights()))
            return m_flows;
        m_blocks = stack.blocks;
        m_flows.clear();
        FlowWalker walker(stack, 0, m_stop);
        for (const solvers::PlanePoint& input : m_job.inputs)
            m_flows.push_back(walker.walk(input));
        return m_flows;
    }

    const DepthJob& m_job;
    const std::atomic<bool>& m_stop;
    int m_blocks = 0;
    std::vector<DepthPath> m_flows;
};

std::vector<DepthSweep> sweep(
    const DepthJob& job, Discrepancies& discrepancies, const std::atomic<bool>& stop)
{
    std::vector<int> blocks(kSweepBlocks.begin(), kSweepBlocks.end());
    if (std::ranges::find(blocks, job.stack.blocks) == blocks.end())
        blocks.insert(std::ranges::upper_bound(blocks, job.stack.blocks), job.stack.blocks);
    std::vector<DepthSweep> sweeps;
    for (const std::string_view id : { "euler", "midpoint", "rk4" })
        sweeps.push_back({ &solvers::methodById(id), blocks, {} });
    const auto isThere = [&](const DepthSweep& s) { return s.method == job.solver.method; };
    if (!job.solver.adaptive && std::ranges::none_of(sweeps, isThere))
        sweeps.push_back({ job.solver.method, blocks, {} });
    for (const int count : blocks)
        for (DepthSweep& each : sweeps)
            if (!stop)
                each.largest.push_back(discrepancies.largest(*each.method, count));
    return sweeps;
}

void fill(DepthStudy& study, const std::atomic<bool>& stop)
{
    const DepthJob& job = study.job;
    requireUsable(job.stack, job.solver);
    StackWalker steps(job.stack, job.solver, stop);
    FlowWalker flow(job.stack, kFlowPoints, stop);
    for (const solvers::PlanePoint& input : job.inputs) {
        study.steps.push_back(steps.walk(input));
        study.flows.push_back(flow.walk(input));
        study.discrepancy.push_back(distance(study.steps.back(), study.flows.back()));
    }
    study.largest = largestOf(study.discrepancy);
    study.mean = std::accumulate(study.discrepancy.begin(), study.discrepancy.end(), 0.0)
        / static_cast<double>(study.discrepancy.size());
    Discrepancies discrepancies(job, stop);
    study.largestRk4 = discrepancies.largest(solvers::methodById("rk4"), job.stack.blocks);
    study.largestDoubled = 2 * job.stack.blocks <= kMostBlocks
        ? discrepancies.largest(*job.solver.method, 2 * job.stack.blocks)
        : kNan;
    if (job.stack.hasLayers())
        study.comparison = compareWithLayers(job.stack, job.solver, job.inputs);
    study.sweeps = sweep(job, discrepancies, stop);
}

} // namespace

DepthPath stackPath(const DepthStack& stack, const DepthSolver& solver,
    const solvers::PlanePoint& input, const std::atomic<bool>& stop)
{
    requireUsable(stack, solver);
    return StackWalker(stack, solver, stop).walk(input);
}

DepthPath flowPath(const DepthStack& stack, const solvers::PlanePoint& input, int points,
    const std::atomic<bool>& stop)
{
    return FlowWalker(stack, points, stop).walk(input);
}

DepthStudy studyDepth(const DepthJob& job, const std::atomic<bool>& stop)
{
    DepthStudy study;
    study.job = job;
    try {
        fill(study, stop);
    } catch (const std::exception& error) {
        study.trouble = error.what();
    }
    study.stopped = stop;
    return study;
}

} // namespace nn
