// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/depth/residual_sweep.h"

#include "nn/layers/activation.h"
#include "nn/layers/dense.h"
#include "nn/layers/residual_block.h"
#include "nn/layers/sequential.h"
#include "nn/training/loss.h"
#include "nn/training/optimizer.h"

#include <cmath>
#include <numbers>

namespace nn {

namespace {

constexpr double kTurns = 1.25; // of a spiral
constexpr double kNoise = 0.02;

struct SpiralData {
    std::vector<float> points; ///< x, y of each
    std::vector<int> labels;
};

SpiralData makeSpirals(const ResidualSweepOptions& options)
{
    Random random(streamSeed(options.seed, "spirals"));
    SpiralData data;
    for (int i = 0; i < options.points; ++i) {
        const int label = i % 2;
        const double along = std::sqrt((i / 2 + 1.0) / (options.points / 2 + 1.0));
        const double angle = std::numbers::pi * (2.0 * kTurns * along + label);
        for (const double value : { along * std::cos(angle), along * std::sin(angle) })
            data.points.push_back(static_cast<float>(2.0 * (value + kNoise * random.normal())));
        data.labels.push_back(label);
    }
    return data;
}

class SweepNetwork {
public:
    SweepNetwork(const ResidualSweepOptions& options, int blocks, bool residual)
        : m_layers(Shape { 1, 1, 2 })
    {
        const Shape hidden { 1, 1, options.width };
        m_layers.add<Dense<float>>(m_store, "stem", 2, options.width, false);
        for (int k = 0; k < blocks; ++k) {
            const Index first = m_store.size();
            auto branch = std::make_unique<Sequential<float>>(hidden);
            const std::string name = "blocks." + std::to_string(k);
            branch->add<Dense<float>>(m_store, name + ".1", options.width, options.width);
            branch->add<Tanh<float>>();
            branch->add<Dense<float>>(m_store, name + ".2", options.width, options.width);
            if (!residual)
                branch->add<Tanh<float>>();
            if (residual)
                m_layers.add<ResidualBlock<float>>(std::move(branch));
            else
                m_layers.add<Block>(std::move(branch));
            m_segments.emplace_back(first, m_store.size());
        }
        m_layers.add<Dense<float>>(m_store, "head", options.width, 2);
        // The same numbers in both kinds, since they draw in the same order.
        Random random(streamSeed(options.seed, "weights", static_cast<std::uint64_t>(blocks)));
        m_layers.initialise(random);
        m_gradient.resize(static_cast<std::size_t>(m_store.size()));
    }

    ParameterStore<float>& store() { return m_store; }
    const std::vector<float>& gradient() const { return m_gradient; }

    /// Mean loss; the gradient is then new. wrong: points in the wrong class.
    double pass(const SpiralData& data, int& wrong)
    {
        const auto count = static_cast<Index>(data.labels.size());
        m_work.rewind();
        const View<float> logits
            = m_layers.forward({ data.points.data(), count, Shape { 1, 1, 2 } }, m_work);
        const View<float> dlogits = m_work.allocate(count, logits.shape);
        const double loss = softmaxCrossEntropy<float>(
            logits, data.labels, static_cast<double>(count), dlogits.data);
        wrong = 0;
        for (Index i = 0; i < count; ++i)
            wrong += argmax<float>({ logits.data + 2 * i, 2 })
                != data.labels[static_cast<std::size_t>(i)];
        std::fill(m_gradient.begin(), m_gradient.end(), 0.0F);
        m_layers.backward(dlogits, m_work, { m_gradient.data(), 0 });
        return loss / static_cast<double>(count);
    }

    double gradientNorm(std::size_t block) const
    {
        double sum = 0.0;
        for (Index i = m_segments[block].first; i < m_segments[block].second; ++i) {
            const double entry = m_gradient[static_cast<std::size_t>(i)];
            sum += entry * entry;
        }
        return std::sqrt(sum);
    }
    double gradientRatio() const { return gradientNorm(0) / gradientNorm(m_segments.size() - 1); }

private:
    /// A block without the way around it.
    class Block final : public Layer<float> {
    public:
        explicit Block(std::unique_ptr<Layer<float>> layers)
            : m_layers(std::move(layers))
        {
        }
        Shape outputShape(const Shape& input) const override
        {
            return m_layers->outputShape(input);
        }
        View<float> forward(ConstView<float> x, Workspace<float>& work) const override
        {
            return m_layers->forward(x, work);
        }
        View<float> backward(
            ConstView<float> dy, Workspace<float>& work, Gradients<float> gradients) const override
        {
            return m_layers->backward(dy, work, gradients);
        }
        void initialise(Random& random) override { m_layers->initialise(random); }

    private:
        std::unique_ptr<Layer<float>> m_layers;
    };

    ParameterStore<float> m_store;
    Sequential<float> m_layers;
    Workspace<float> m_work;
    std::vector<float> m_gradient;
    std::vector<std::pair<Index, Index>> m_segments; ///< of each block in the store
};

ResidualSweepRun train(const ResidualSweepOptions& options, const SpiralData& data, int blocks,
    bool residual, const std::atomic<bool>& stop)
{
    ResidualSweepRun run;
    run.residual = residual;
    run.blocks = blocks;
    SweepNetwork network(options, blocks, residual);
    const auto optimizer = makeOptimizer<float>("adam", network.store());
    int wrong = 0;
    for (long step = 0; step < options.steps && !stop; ++step) {
        run.loss.push_back(network.pass(data, wrong));
        if (step == 0)
            run.gradientRatio = network.gradientRatio();
        if (!std::isfinite(run.loss.back())) {
            run.diverged = true;
            break;
        }
        optimizer->begin(options.rate);
        optimizer->update(
            network.store().data(), network.gradient().data(), 0, network.store().size());
    }
    network.pass(data, wrong);
    run.error = static_cast<double>(wrong) / static_cast<double>(data.labels.size());
    return run;
}

} // namespace

std::string ResidualSweepOptions::fault() const
{
    if (blocks.empty())
        return "the sweep needs at least one number of blocks";
    for (const int count : blocks)
        if (count < 1 || count > 32)
            return "the number of blocks must be from 1 to 32";
    if (width < 2 || width > 64)
        return "the width must be from 2 to 64";
    if (points < 20 || points > 2000)
        return "the number of points must be from 20 to 2000";
    if (steps < 1 || steps > 5000)
        return "the number of steps must be from 1 to 5000";
    if (!(rate > 0.0) || !(rate <= 1.0))
        return "the learning rate must be above 0 and at most 1";
    return {};
}

ResidualSweepResult runResidualSweep(const ResidualSweepOptions& options,
    const std::atomic<bool>& stop, const std::function<void(int done, int total)>& progress)
{
    ResidualSweepResult result;
    result.options = options;
    result.trouble = options.fault();
    if (!result.trouble.empty())
        return result;
    const SpiralData data = makeSpirals(options);
    const auto total = static_cast<int>(2 * options.blocks.size());
    for (const int blocks : options.blocks)
        for (const bool residual : { false, true }) {
            if (stop)
                break;
            result.runs.push_back(train(options, data, blocks, residual, stop));
            if (progress)
                progress(static_cast<int>(result.runs.size()), total);
        }
    result.stopped = stop;
    return result;
}

} // namespace nn
