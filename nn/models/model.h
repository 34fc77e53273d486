// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"
#include "solvers/integration/integrate.h"
#include "solvers/sensitivity/sensitivity.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nn {

struct DepthTerms; // nn/layers/ode_block.h

/// What a model is made from, and what its file describes.
struct ModelConfig {
    std::string model = "odenet"; ///< id in the registry
    std::string solver = "rk4"; ///< of the ODE block, where there is one
    std::string gradient; ///< empty: the model's own default
    std::string block = "article"; ///< id in blocks(), of residual and ODE blocks
    double t0 = 0.0;
    double t1 = 2.0;
    bool adaptive = false;
    double step = 0.5;
    double rtol = 1e-3;
    double atol = 1e-3;
    // Of models of the plane
    int width = 48; ///< units of a hidden layer
    int layers = 2; ///< dense layers of the field, of a residual branch, of a perceptron; >= 2
    std::string activation = "tanh"; ///< id in activations(), between the layers
    int extra = 0; ///< dimensions added to the two of the input (augmented ODE-net)
    int blocks = 10; ///< residual blocks
    bool timeDependent = false; ///< the ODE's field sees t as one more number

    std::string problem() const; ///< empty if usable, else a sentence for the user
    bool operator==(const ModelConfig&) const = default;
};

/// One row of the registry of models.
struct ModelInfo {
    std::string_view id; ///< "mlp", "resnet", "rknet", "odenet", "noblock"
    std::string_view name; ///< "ODE-Net"
    std::string_view summary;
    bool hasOdeBlock = false;
    std::string_view defaultGradient; ///< empty without an ODE block
    bool hasBlocks = false; ///< residual or ODE blocks, whose kind may be chosen
    bool ofPlane = false; ///< takes points of the plane to two classes, not images to ten
};

/// One row of the registry of blocks: what stands in a residual block or is the ODE's field.
struct BlockInfo {
    std::string_view id;
    std::string_view name;
    std::string_view summary;
    bool onlyOde = false; ///< depends on t, which a residual block does not have
};

std::span<const BlockInfo> blocks();
const BlockInfo& blockById(std::string_view id); ///< throws std::invalid_argument, closest ids

/// One row of the registry of functions between the layers of models of the plane.
struct ActivationInfo {
    std::string_view id;
    std::string_view name;
    std::string_view summary;
};

std::span<const ActivationInfo> activations();
const ActivationInfo& activationById(
    std::string_view id); ///< throws std::invalid_argument, closest ids

std::span<const ModelInfo> models(); ///< of images
std::span<const ModelInfo> planeModels(); ///< of points of the plane
/// In both; throws std::invalid_argument, closest ids
const ModelInfo& modelById(std::string_view id);

/// What a model is made from unless something else is asked for.
ModelConfig modelConfig(std::string_view id);

/// Function evaluations of the last pass through a workspace, per sample batch.
struct PassCounters {
    long nfeForward = 0;
    long nfeBackward = 0; ///< vector-Jacobian products
    long nfeAgain = 0; ///< evaluations taken again on the way back, beyond those of the products
    /// The most bytes of states and activations that an ODE block's solve held at a time, see
    /// OdeBlockReport; of several passes the largest
    std::size_t peakBytes = 0;
    double kinetic = 0.0; ///< the integrals of DepthTerms, sums over samples; 0 where off
    double jacobian = 0.0;
    bool solverFailed = false;
    std::string message; ///< of the failed solve
};

/// Trajectories of samples through the ODE block, for the depth charts.
struct DepthTrace {
    std::vector<double> depth; ///< t of each state, ascending
    std::vector<std::vector<double>> state; ///< [depth][sample * state size]: z(t)
    std::vector<std::vector<double>> logits; ///< [depth][sample * 10]: the head's answer to z(t)
    std::vector<double> adjointDepth; ///< ascending
    std::vector<std::vector<double>> adjointNorm; ///< [depth][sample]: |a(t)|, a = dLoss/dz(t)
};

/// A classifier of 28 x 28 images: layers from pixels in 0..1 to logits of 10 classes; or of points
/// of the plane, to logits of two.
template <typename Scalar>
class Model {
public:
    virtual ~Model() = default;

    virtual const ModelConfig& config() const = 0;
    virtual ParameterStore<Scalar>& parameters() = 0;
    virtual const ParameterStore<Scalar>& parameters() const = 0;
    virtual Shape inputShape() const = 0;
    virtual Index classes() const = 0; ///< logits a sample
    virtual bool couplesSamples() const = 0;

    /// Fresh start values, all from the generator.
    virtual void initialise(Random& random) = 0;

    /// Logits, samples x classes; a view into work. counters, if given, is added to. terms: of the
    /// ODE block, for training, see OdeBlock::forwardWith(); without a block they do nothing.
    virtual View<Scalar> forward(ConstView<Scalar> images, Workspace<Scalar>& work,
        PassCounters* counters = nullptr, const DepthTerms* terms = nullptr) const = 0;
    /// For the newest forward(): adds dLoss/dparameters to gradients (laid out like the store).
    virtual void backward(ConstView<Scalar> dlogits, Workspace<Scalar>& work, Scalar* gradients,
        PassCounters* counters = nullptr) const = 0;

    /// z(t) and |a(t)| of a few samples along depth (residual blocks count as steps of h = 1).
    /// Empty where the model has no depth. labels: for the loss whose adjoint is shown; none:
    /// no adjoint, at half the cost.
    virtual DepthTrace traceDepth(
        ConstView<Scalar> images, std::span<const int> labels, Workspace<Scalar>& work) const = 0;

    /// The forward half of that: z(t) alone, without labels. between: states at so many times
    /// inside every step of an ODE block too, by the solver's dense output.
    virtual DepthTrace traceStates(
        ConstView<Scalar> images, int between, Workspace<Scalar>& work) const = 0;
};

/// Throws std::invalid_argument with config.problem() where that is not empty.
template <typename Scalar>
std::unique_ptr<Model<Scalar>> makeModel(const ModelConfig& config);

} // namespace nn
