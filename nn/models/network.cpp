// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/network.h"

#include "nn/layers/activation.h"
#include "nn/layers/batch_norm.h"
#include "nn/layers/concat_time.h"
#include "nn/layers/conv2d.h"
#include "nn/layers/dense.h"
#include "nn/layers/group_norm.h"
#include "nn/layers/pooling.h"
#include "nn/models/ode_options.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

namespace {

constexpr Shape kImage { 28, 28, 1 };
constexpr Shape kPlane { 1, 1, 2 };
constexpr Index kClasses = 10;
constexpr Index kHidden = 64; ///< of the perceptron
constexpr Index kFeatures = 64; ///< channels of the convolutional networks
constexpr int kResidualBlocks = 6;
constexpr GroupNormOptions kPreActivation { 32, 1e-5, true };

/// Of a sample; a config that cannot be is refused later.
Shape shapeOf(const ModelConfig& config)
{
    const auto infos = planeModels();
    return std::ranges::find(infos, config.model, &ModelInfo::id) != infos.end() ? kPlane : kImage;
}

} // namespace

template <typename Scalar>
Network<Scalar>::Network(const ModelConfig& config)
    : m_config(config)
    , m_stem(shapeOf(config))
{
    if (const std::string trouble = config.problem(); !trouble.empty())
        throw std::invalid_argument(trouble);
    const ModelInfo& info = modelById(config.model);
    if (m_config.gradient.empty())
        m_config.gradient = info.defaultGradient;
    if (info.ofPlane) {
        buildPlane();
        return;
    }
    if (config.model == "mlp") {
        buildMlp();
        return;
    }
    buildStem();
    if (info.hasOdeBlock)
        buildOdeBlock();
    else if (info.hasBlocks)
        buildResidualBlocks();
    buildHead();
}

template <typename Scalar>
void Network<Scalar>::buildMlp()
{
    m_stem.template add<Dense<Scalar>>(m_store, "fc1", kImage.size(), kHidden, false);
    m_stem.template add<BatchNorm<Scalar>>(m_store, "bn");
    m_stem.template add<Relu<Scalar>>();
    m_stem.template add<Dense<Scalar>>(m_store, "fc2", kHidden, kClasses);
}

/// 28 x 28 x 1 to 5 x 5 x 64. The numbers in the names count PyTorch's modules, ReLU included.
template <typename Scalar>
void Network<Scalar>::buildStem()
{
    const auto convolve = [&](const char* name, const Conv2dOptions& options) {
        m_stem.template add<Conv2d<Scalar>>(
            m_store, std::string(name), m_stem.shape(), kFeatures, options);
    };
    const auto normalise = [&](const char* name) {
        m_stem.template add<GroupNorm<Scalar>>(
            m_store, std::string(name), m_stem.shape(), kPreActivation);
    };
    convolve("downsample.0", { .kernel = 3, .inputGradient = false });
    normalise("downsample.1");
    convolve("downsample.3", { .kernel = 4, .stride = 2 });
    normalise("downsample.4");
    convolve("downsample.6", { .kernel = 4, .stride = 2 });
}

/// The field of the ODE block and the branch of a residual block. The article's second
/// convolution is padded, though its kernel is 1 x 1, so that on the border it is its bias.
template <typename Scalar>
std::unique_ptr<Sequential<Scalar>> Network<Scalar>::makeBranch(const std::string& name)
{
    const bool article = m_config.block == "article";
    auto branch = std::make_unique<Sequential<Scalar>>(m_stem.shape());
    const auto normalise = [&](const char* part) {
        branch->template add<GroupNorm<Scalar>>(
            m_store, name + part, branch->shape(), kPreActivation);
    };
    const auto convolve = [&](const char* part, const Conv2dOptions& options) {
        if (m_config.block == "time")
            branch->template add<ConcatTime<Scalar>>();
        branch->template add<Conv2d<Scalar>>(
            m_store, name + part, branch->shape(), kFeatures, options);
    };
    normalise(".norm1");
    convolve(".conv1", { .kernel = 3, .padding = article ? 0 : 1 });
    normalise(".norm2");
    convolve(".conv2", { .kernel = article ? 1 : 3, .padding = 1 });
    return branch;
}

template <typename Scalar>
void Network<Scalar>::buildResidualBlocks()
{
    for (int i = 0; i < kResidualBlocks; ++i)
        m_blocks.push_back(
            std::make_unique<ResidualBlock<Scalar>>(makeBranch("blocks." + std::to_string(i))));
}

template <typename Scalar>
void Network<Scalar>::buildOdeBlock()
{
    const Index first = m_store.size();
    makeOde(makeBranch("ode.func"), first);
}

/// The field's tensors stand at the end of the store.
template <typename Scalar>
void Network<Scalar>::makeOde(std::unique_ptr<Sequential<Scalar>> field, Index firstParameter)
{
    m_ode = std::make_unique<OdeBlock<Scalar>>(std::move(field), m_stem.shape(), firstParameter,
        m_store.size() - firstParameter, odeBlockOptions(m_config));
}

template <typename Scalar>
void Network<Scalar>::buildHead()
{
    m_head = std::make_unique<Sequential<Scalar>>(m_stem.shape());
    m_head->template add<GroupNorm<Scalar>>(m_store, "head.0", m_head->shape(), kPreActivation);
    m_head->template add<GlobalAveragePool<Scalar>>();
    m_head->template add<Dense<Scalar>>(m_store, "head.4", kFeatures, kClasses);
}

template <typename Scalar>
Shape Network<Scalar>::inputShape() const
{
    return shapeOf(m_config);
}

template <typename Scalar>
Index Network<Scalar>::classes() const
{
    return m_head ? m_head->shape().channels : m_stem.shape().channels;
}

template <typename Scalar>
bool Network<Scalar>::couplesSamples() const
{
    return m_stem.couplesSamples();
}

template <typename Scalar>
void Network<Scalar>::initialise(Random& random)
{
    m_stem.initialise(random);
    for (const auto& block : m_blocks)
        block->initialise(random);
    if (m_ode)
        m_ode->initialise(random);
    if (m_head)
        m_head->initialise(random);
}

template <typename Scalar>
View<Scalar> Network<Scalar>::forward(ConstView<Scalar> images, Workspace<Scalar>& work,
    PassCounters* counters, const DepthTerms* terms) const
{
    work.beginPass();
    View<Scalar> z = m_stem.forward(images, work);
    for (const auto& block : m_blocks)
        z = block->forward(z, work);
    if (m_ode) {
        z = terms ? m_ode->forwardWith(*terms, z, work) : m_ode->forward(z, work);
        if (counters)
            addForward(*counters, m_ode->report(work), images.samples);
    }
    return m_head ? m_head->forward(z, work) : z;
}

template <typename Scalar>
void Network<Scalar>::backward(ConstView<Scalar> dlogits, Workspace<Scalar>& work,
    Scalar* gradients, PassCounters* counters) const
{
    const Gradients<Scalar> room { gradients, 0 };
    ConstView<Scalar> a = dlogits;
    if (m_head)
        a = m_head->backward(a, work, room);
    if (m_ode) {
        a = m_ode->backward(a, work, room);
        if (counters)
            addBackward(*counters, m_ode->report(work));
    }
    for (auto block = m_blocks.rbegin(); block != m_blocks.rend(); ++block)
        a = (*block)->backward(a, work, room);
    m_stem.backward(a, work, room);
}

template class Network<float>;
template class Network<double>;

} // namespace nn
