// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/depth/depth_field.h"

#include "nn/layers/activation.h"
#include "nn/layers/dense.h"
#include "solvers/names.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

constexpr Shape kPlane { 1, 1, 2 };

void addActivation(Sequential<double>& layers, std::string_view activation)
{
    if (activation == "tanh")
        layers.add<Tanh<double>>();
    else if (activation == "sin")
        layers.add<Sine<double>>();
    else if (activation == "ReLU")
        layers.add<Relu<double>>();
}

} // namespace

std::span<const DepthFieldInfo> depthFields()
{
    // A turning field with one slow centre: depth and steps are told apart at a glance.
    static const std::vector<double> turning { -0.15, -1.15, 1.05, -0.25, 0.95, -0.15, 0.10, 1.00,
        0.12, 0.0 };
    static const std::vector<DepthFieldInfo> fields {
        { "two-layer-tanh", "Two-layer field, tanh",
            "<i>W</i><sub>2</sub> tanh(<i>W</i><sub>1</sub><i>h</i>) + <i>b</i>", "tanh", 2,
            turning },
        { "two-layer-sin", "Two-layer field, sin",
            "<i>W</i><sub>2</sub> sin(<i>W</i><sub>1</sub><i>h</i>) + <i>b</i>", "sin", 2,
            turning },
        { "two-layer-relu", "Two-layer field, ReLU",
            "<i>W</i><sub>2</sub> ReLU(<i>W</i><sub>1</sub><i>h</i>) + <i>b</i>", "ReLU", 2,
            { 0.20, -1.00, 1.00, 0.30, 0.70, -0.90, 0.90, 0.60, -0.10, -0.30 } },
        { "one-layer-tanh", "One-layer field, tanh",
            "tanh(<i>W</i><sub>1</sub><i>h</i> + <i>b</i>)", "tanh", 1,
            { -0.20, -1.20, 1.10, -0.20, 0.10, 0.0 } },
        { "linear", "Linear field", "<i>W</i><sub>1</sub><i>h</i> + <i>b</i>", "", 1,
            { -0.15, -1.00, 1.00, -0.15, 0.0, 0.0 } },
    };
    return fields;
}

const DepthFieldInfo* findDepthField(std::string_view id)
{
    const auto fields = depthFields();
    const auto found = std::ranges::find(fields, id, &DepthFieldInfo::id);
    return found == fields.end() ? nullptr : &*found;
}

const DepthFieldInfo& depthFieldById(std::string_view id)
{
    if (const DepthFieldInfo* field = findDepthField(id))
        return *field;
    std::vector<std::string> ids;
    for (const DepthFieldInfo& field : depthFields())
        ids.emplace_back(field.id);
    throw std::invalid_argument(solvers::unknownName("field", std::string(id), ids));
}

std::unique_ptr<Sequential<double>> makeDepthField(const DepthFieldInfo& field,
    std::span<const double> weights, ParameterStore<double>& store, const std::string& name)
{
    if (weights.size() != field.weights.size())
        throw std::invalid_argument("the field '" + std::string(field.id) + "' has "
            + std::to_string(field.weights.size()) + " weights, not "
            + std::to_string(weights.size()));
    const std::size_t first = store.tensors().size();
    auto layers = std::make_unique<Sequential<double>>(kPlane);
    layers->add<Dense<double>>(store, name + ".1", 2, 2, true, field.weightLayers == 1);
    addActivation(*layers, field.activation);
    if (field.weightLayers == 2)
        layers->add<Dense<double>>(store, name + ".2", 2, 2);
    const double* next = weights.data();
    for (std::size_t i = first; i < store.tensors().size(); ++i) {
        const ParameterInfo tensor = store.tensors()[i];
        store.import(tensor, next);
        next += tensor.size;
    }
    return layers;
}

} // namespace nn
