// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/ode_block.h"
#include "nn/layers/residual_block.h"
#include "nn/layers/sequential.h"
#include "nn/models/model.h"

namespace nn {

/// The model behind every row of the registries: a stem, then residual blocks or one ODE block or
/// nothing, then a head. Of models of the plane the stem adds the further dimensions.
template <typename Scalar>
class Network final : public Model<Scalar> {
public:
    explicit Network(const ModelConfig& config);

    const ModelConfig& config() const override { return m_config; }
    ParameterStore<Scalar>& parameters() override { return m_store; }
    const ParameterStore<Scalar>& parameters() const override { return m_store; }
    Shape inputShape() const override;
    Index classes() const override;
    bool couplesSamples() const override;
    void initialise(Random& random) override;

    View<Scalar> forward(ConstView<Scalar> images, Workspace<Scalar>& work, PassCounters* counters,
        const DepthTerms* terms) const override;
    void backward(ConstView<Scalar> dlogits, Workspace<Scalar>& work, Scalar* gradients,
        PassCounters* counters) const override;
    DepthTrace traceDepth(ConstView<Scalar> images, std::span<const int> labels,
        Workspace<Scalar>& work) const override;
    DepthTrace traceStates(
        ConstView<Scalar> images, int between, Workspace<Scalar>& work) const override;

private:
    void buildMlp();
    void buildStem();
    void buildHead();
    std::unique_ptr<Sequential<Scalar>> makeBranch(const std::string& name);
    void buildResidualBlocks();
    void buildOdeBlock();
    void makeOde(std::unique_ptr<Sequential<Scalar>> field, Index firstParameter);
    void buildPlane();
    void addPlaneLayers(Sequential<Scalar>& to, const std::string& name, Index out);

    View<Scalar> traceForward(View<Scalar> z, Workspace<Scalar>& work, DepthTrace& trace) const;
    void traceLogits(Index samples, Workspace<Scalar>& work, DepthTrace& trace) const;
    void traceAdjoint(ConstView<Scalar> logits, std::span<const int> labels,
        Workspace<Scalar>& work, DepthTrace& trace) const;
    void traceBackward(View<Scalar> a, Workspace<Scalar>& work, DepthTrace& trace) const;

    ModelConfig m_config;
    ParameterStore<Scalar> m_store;
    Sequential<Scalar> m_stem;
    std::vector<std::unique_ptr<ResidualBlock<Scalar>>> m_blocks;
    std::unique_ptr<OdeBlock<Scalar>> m_ode;
    std::unique_ptr<Sequential<Scalar>> m_head; ///< none in the perceptron
};

} // namespace nn
