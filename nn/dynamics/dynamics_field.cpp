// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/dynamics_field.h"

#include "nn/layers/activation.h"
#include "nn/layers/dense.h"
#include "solvers/names.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace nn {

namespace {

constexpr std::array kActivations { FieldActivation { "tanh", "tanh" },
    FieldActivation { "softplus", "softplus" }, FieldActivation { "sine", "sine" },
    FieldActivation { "relu", "ReLU" } };

constexpr int kLargestWidth = 1024;
constexpr int kLargestDepth = 16;

template <typename Scalar>
void addActivation(Sequential<Scalar>& layers, std::string_view id)
{
    if (id == "softplus")
        layers.template add<Softplus<Scalar>>();
    else if (id == "sine")
        layers.template add<Sine<Scalar>>();
    else if (id == "relu")
        layers.template add<Relu<Scalar>>();
    else
        layers.template add<Tanh<Scalar>>();
}

} // namespace

std::span<const FieldActivation> fieldActivations()
{
    return kActivations;
}

std::string FieldOptions::problem() const
{
    if (dim < 1)
        return "A field needs at least one state.";
    if (width < 1 || width > kLargestWidth)
        return "The width must be between 1 and " + std::to_string(kLargestWidth) + ".";
    if (depth < 1 || depth > kLargestDepth)
        return "The depth must be between 1 and " + std::to_string(kLargestDepth) + ".";
    if (std::ranges::find(kActivations, activation, &FieldActivation::id) == kActivations.end()) {
        std::vector<std::string> valid;
        for (const FieldActivation& row : kActivations)
            valid.emplace_back(row.id);
        return solvers::unknownName("activation", activation, valid);
    }
    return {};
}

template <typename Scalar>
DynamicsField<Scalar>::DynamicsField(const FieldOptions& options)
    : m_options(options)
    , m_layers({ 1, 1, options.dim })
{
    if (const std::string found = options.problem(); !found.empty())
        throw std::invalid_argument(found);
    if (options.cube)
        m_layers.template add<Cube<Scalar>>();
    Index in = options.dim;
    for (int layer = 0; layer < options.depth; ++layer) {
        m_layers.template add<Dense<Scalar>>(
            m_store, "net." + std::to_string(2 * layer), in, Index(options.width));
        addActivation(m_layers, options.activation);
        in = options.width;
    }
    m_layers.template add<Dense<Scalar>>(
        m_store, "net." + std::to_string(2 * options.depth), in, options.dim);
}

template <typename Scalar>
void DynamicsField<Scalar>::initialise(Random& random)
{
    for (const ParameterInfo& tensor : m_store.tensors()) {
        if (tensor.shape.size() < 2)
            continue;
        const bool last = &tensor == &m_store.tensors()[m_store.tensors().size() - 2];
        const double deviation
            = (last ? 0.1 : 1.0) / std::sqrt(static_cast<double>(tensor.shape[1]));
        Scalar* const values = m_store.data(tensor.offset);
        for (Index i = 0; i < tensor.size; ++i)
            values[i] = static_cast<Scalar>(deviation * random.normal());
    }
}

template class DynamicsField<float>;
template class DynamicsField<double>;

} // namespace nn
