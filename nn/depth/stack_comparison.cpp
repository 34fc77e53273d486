// SPDX-License-Identifier: GPL-3.0-or-later
// The same stack twice: of residual blocks, and of ODE blocks.
#include "nn/depth/depth_study.h"
#include "nn/layers/ode_block.h"
#include "nn/layers/residual_block.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace nn {

namespace {

using Point = solvers::PlanePoint;
using Blocks = std::vector<std::unique_ptr<Layer<double>>>;

constexpr Shape kPlane { 1, 1, 2 };

/// h_N, then backwards from dL/dh_N = h_N. blocks[k % size] is block k.
void run(const Blocks& blocks, int count, const ParameterStore<double>& store,
    const std::vector<Point>& inputs, std::vector<double>& outputs, std::vector<double>& gradients)
{
    Workspace<double> work;
    View<double> x = work.allocate(static_cast<Index>(inputs.size()), kPlane);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        x.data[2 * i] = inputs[i].x;
        x.data[2 * i + 1] = inputs[i].y;
    }
    const auto block = [&](int k) -> const Layer<double>& {
        return *blocks[static_cast<std::size_t>(k) % blocks.size()];
    };
    ConstView<double> h = x;
    for (int k = 0; k < count; ++k)
        h = block(k).forward(h, work);
    outputs.assign(h.data, h.data + h.size());
    std::vector<double> byWeights(static_cast<std::size_t>(store.size()), 0.0);
    ConstView<double> a(outputs.data(), h.samples, kPlane);
    for (int k = count; k-- > 0;)
        a = block(k).backward(a, work, { byWeights.data(), 0 });
    gradients.assign(a.data, a.data + a.size());
    gradients.insert(gradients.end(), byWeights.begin(), byWeights.end());
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (const double difference = std::abs(a[i] - b[i]);
            std::isnan(difference) || difference > largest) // once NaN, no comparison holds
            largest = difference;
    return largest;
}

} // namespace

StackComparison compareWithLayers(
    const DepthStack& stack, const DepthSolver& solver, const std::vector<Point>& inputs)
{
    requireUsable(stack, solver);
    if (!stack.hasLayers())
        throw std::invalid_argument("a field of expressions has no layers to compare with");
    const DepthFieldInfo& info = depthFieldById(stack.field);
    const int pieces = stack.hasOwnWeights() ? stack.blocks : 1;
    ParameterStore<double> residualStore;
    ParameterStore<double> odeStore;
    Blocks residual;
    Blocks ode;
    for (int k = 0; k < pieces; ++k) {
        const std::vector<double> weights = stack.weightsOf(k);
        const std::string name = std::to_string(k);
        residual.push_back(std::make_unique<ResidualBlock<double>>(
            makeDepthField(info, weights, residualStore, name), stack.step()));
        const Index first = odeStore.size();
        auto field = makeDepthField(info, weights, odeStore, name);
        ode.push_back(std::make_unique<OdeBlock<double>>(std::move(field), kPlane, first,
            odeStore.size() - first,
            OdeBlockOptions { solver.method, &solvers::gradientMethodById("backprop"),
                solver.options(
                    stack.depth * k / pieces, stack.depth * (k + 1) / pieces, stack.step()) }));
    }
    StackComparison result;
    run(residual, stack.blocks, residualStore, inputs, result.stackOutputs, result.stackGradients);
    run(ode, pieces, odeStore, inputs, result.solverOutputs, result.solverGradients);
    result.outputs = largestDifference(result.stackOutputs, result.solverOutputs);
    result.gradients = largestDifference(result.stackGradients, result.solverGradients);
    return result;
}

} // namespace nn
