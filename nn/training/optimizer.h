// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/parameter_store.h"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace nn {

/// One row of the registry of optimisers.
struct OptimizerInfo {
    std::string_view id; ///< as on the command line and in files
    std::string_view name; ///< as on screen
    std::string_view summary; ///< formula
    double defaultRate;
};

std::span<const OptimizerInfo> optimizers();
const OptimizerInfo& optimizerById(std::string_view id); ///< throws std::invalid_argument

/// A running vector that an optimiser keeps for each parameter, laid out like the store.
template <typename Scalar>
struct OptimizerSlot {
    std::string_view name;
    std::span<Scalar> values;
};

/// Moves the numbers of a ParameterStore against a gradient laid out like it. Trainable entries
/// follow the optimiser's rule; a buffer's entry of the gradient is added to the buffer.
template <typename Scalar>
class Optimizer {
public:
    explicit Optimizer(const ParameterStore<Scalar>& parameters);
    virtual ~Optimizer() = default;

    virtual std::string_view id() const = 0;

    /// Decoupled weight decay (AdamW): each step first multiplies what has two axes or more, so
    /// neither biases nor scales of a normalisation, by 1 - rate * decay. Loshchilov & Hutter,
    /// ICLR 2019, arXiv:1711.05101. decay: at least 0, which is the start.
    void setWeightDecay(double decay) { m_decay = decay; }

    /// Starts a step with learning rate `rate`; then every entry is updated once.
    void begin(double rate);
    /// Entries first <= i < last. Threads may update disjoint ranges at the same time.
    void update(Scalar* values, const Scalar* gradient, Index first, Index last);

    long steps() const { return m_steps; } ///< begun so far
    void setSteps(long steps) { m_steps = steps; } ///< when a checkpoint is restored
    virtual std::vector<OptimizerSlot<Scalar>> stateVectors() = 0; ///< all other state

protected:
    virtual void prepare(double rate) = 0; ///< constants of the step that steps() counts
    virtual void updateTrainable(Scalar* values, const Scalar* gradient, Index first, Index last)
        = 0;

private:
    struct Segment {
        Index first;
        Index last;
        bool trainable;
    };
    std::vector<Segment> m_segments; ///< ascending, covering the store
    std::vector<Segment> m_decaying; ///< what weight decay is for
    long m_steps = 0;
    double m_decay = 0.0;
    Scalar m_kept = 1; ///< 1 - rate * decay of the present step
};

/// Throws std::invalid_argument with the closest names.
template <typename Scalar>
std::unique_ptr<Optimizer<Scalar>> makeOptimizer(
    std::string_view id, const ParameterStore<Scalar>& parameters);

} // namespace nn
