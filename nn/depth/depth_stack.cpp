// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/depth/depth_stack.h"

#include "nn/layers/field_system.h"

#include <cmath>
#include <stdexcept>
#include <utility>

namespace nn {

namespace {

constexpr Shape kPlane { 1, 1, 2 };

} // namespace

std::vector<double> DepthStack::weightsOf(int block) const
{
    std::vector<double> result = weights;
    if (!hasOwnWeights())
        return result;
    Random random(streamSeed(seed, "depth-weights", static_cast<std::uint64_t>(block)));
    for (double& weight : result)
        weight += spread * random.normal();
    return result;
}

DepthStack DepthStack::withBlocks(int count) const
{
    DepthStack other = *this;
    other.blocks = count;
    return other;
}

std::string DepthStack::fault() const
{
    if (blocks < 1 || blocks > kMostBlocks)
        return "the number of blocks must be from 1 to " + std::to_string(kMostBlocks);
    if (!(depth > 0.0) || !(depth <= kMostDepth))
        return "the depth T must be above 0 and at most 1000";
    if (!(spread >= 0.0) || !std::isfinite(spread))
        return "the spread of the weights must not be negative";
    if (!hasLayers()) {
        if (problem.dim() != 2)
            return "a field of the plane has two expressions, for y1' and y2'";
        return problem.problem();
    }
    const DepthFieldInfo* info = findDepthField(field);
    if (info == nullptr)
        return "unknown field '" + field + "'";
    if (weights.size() != info->weights.size())
        return "the field '" + field + "' has " + std::to_string(info->weights.size())
            + " weights, not " + std::to_string(weights.size());
    for (const double weight : weights)
        if (!std::isfinite(weight))
            return "a weight is not finite";
    return {};
}

std::string DepthSolver::fault() const
{
    if (method == nullptr || method->tableau() == nullptr)
        return "the solver must be an explicit Runge-Kutta method";
    if (adaptive && !method->adaptive())
        return std::string(method->name) + " has no error estimate to choose steps by";
    if (adaptive && !(tolerance > 0.0 && tolerance < 1.0))
        return "the tolerance must be above 0 and below 1";
    return {};
}

solvers::SolveOptions DepthSolver::options(double t0, double t1, double step) const
{
    solvers::SolveOptions options;
    options.t0 = t0;
    options.t1 = t1;
    options.adaptive = adaptive;
    options.step = step;
    options.rtol = options.atol = tolerance;
    return options;
}

void requireUsable(const DepthStack& stack, const DepthSolver& solver)
{
    for (const std::string& fault : { stack.fault(), solver.fault() })
        if (!fault.empty())
            throw std::invalid_argument(fault);
}

struct BlockFields::Field {
    ParameterStore<double> store;
    std::unique_ptr<Sequential<double>> layers;
    Workspace<double> work;
    std::unique_ptr<solvers::OdeSystem<double>> system;
};

BlockFields::BlockFields(const DepthStack& stack)
{
    if (const std::string fault = stack.fault(); !fault.empty())
        throw std::invalid_argument(fault);
    const int count = stack.hasOwnWeights() ? stack.blocks : 1;
    for (int block = 0; block < count; ++block) {
        auto field = std::make_unique<Field>();
        if (stack.hasLayers()) {
            field->layers = makeDepthField(depthFieldById(stack.field), stack.weightsOf(block),
                field->store, std::to_string(block));
            auto system = std::make_unique<FieldSystem<double>>(
                *field->layers, kPlane, 0, field->store.size());
            system->begin(field->work, 1);
            field->system = std::move(system);
        } else {
            field->system = solvers::makeSystem(stack.problem);
        }
        m_fields.push_back(std::move(field));
    }
}

BlockFields::~BlockFields() = default;

solvers::OdeSystem<double>& BlockFields::of(int block)
{
    const auto last = static_cast<int>(m_fields.size()) - 1;
    return *m_fields[static_cast<std::size_t>(std::min(block, last))]->system;
}

std::vector<solvers::FieldSample> sampleBlockField(
    const DepthStack& stack, int block, const solvers::PlaneWindow& window, int columns, int rows)
{
    BlockFields fields(stack);
    solvers::OdeSystem<double>& field = fields.of(block);
    const double t = stack.start() + stack.step() * block;
    std::vector<solvers::FieldSample> samples;
    solvers::Vector<double> h(2);
    solvers::Vector<double> slope(2);
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            h << window.lower.x + window.width() * (column + 0.5) / columns,
                window.lower.y + window.height() * (row + 0.5) / rows;
            field.evaluate(t, solvers::view(std::as_const(h)), solvers::view(slope));
            if (slope.allFinite())
                samples.push_back({ { h[0], h[1] }, { slope[0], slope[1] } });
        }
    return samples;
}

} // namespace nn
