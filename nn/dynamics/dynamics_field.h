// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/sequential.h"

#include <span>
#include <string>
#include <string_view>

namespace nn {

/// An activation that a learned field may have.
struct FieldActivation {
    std::string_view id; ///< as on the command line and in files
    std::string_view name; ///< as on screen
};

std::span<const FieldActivation> fieldActivations();

/// The network that stands for the right-hand side of y' = f(y), y in R^dim.
struct FieldOptions {
    Index dim = 2;
    int width = 50; ///< numbers of every hidden layer
    int depth = 1; ///< hidden layers
    std::string activation = "tanh";
    bool cube = false; ///< the first layer sees y^3, as in the spiral demonstration of Chen et al.

    std::string problem() const; ///< empty if usable, else a sentence naming the option
    bool operator==(const FieldOptions&) const = default;
};

/// A dense field with its weights, under the names that PyTorch gives to
/// Sequential(Linear, activation, ..., Linear): net.0.weight, net.0.bias, net.2.weight, ...
template <typename Scalar>
class DynamicsField {
public:
    /// Weights are zero. Throws std::invalid_argument for unusable options.
    explicit DynamicsField(const FieldOptions& options);
    DynamicsField(const DynamicsField&) = delete; // layers know the store by its address
    DynamicsField& operator=(const DynamicsField&) = delete;

    /// Weights normal with mean 0, biases 0, as in that demonstration; deviation 1 / sqrt(fan in),
    /// of the last layer a tenth of it, so that the first solves are tame.
    void initialise(Random& random);

    const FieldOptions& options() const { return m_options; }
    Shape shape() const { return { 1, 1, m_options.dim }; }
    const Layer<Scalar>& layer() const { return m_layers; }
    ParameterStore<Scalar>& parameters() { return m_store; }
    const ParameterStore<Scalar>& parameters() const { return m_store; }

private:
    FieldOptions m_options;
    ParameterStore<Scalar> m_store;
    Sequential<Scalar> m_layers;
};

} // namespace nn
