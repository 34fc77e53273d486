// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"

namespace nn {

struct BatchNormOptions {
    double epsilon = 1e-5;
    double momentum = 0.1; ///< weight of the batch in the running statistics
};

/// Batch normalisation with one mean and one variance over all numbers of all samples: PyTorch's
/// BatchNorm1d(1) on (batch, 1, features); Ioffe & Szegedy, ICML 2015, arXiv:1502.03167.
///
/// Normalises by the biased variance of the batch where work.training is true, else by the
/// running statistics, which follow the mean and the unbiased variance of the batches.
template <typename Scalar>
class BatchNorm final : public Layer<Scalar> {
public:
    BatchNorm(ParameterStore<Scalar>& store, const std::string& name,
        const BatchNormOptions& options = {});

    Shape outputShape(const Shape& input) const override { return input; }
    bool couplesSamples() const override { return true; }
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
    void initialise(Random& random) override;

private:
    ParameterStore<Scalar>& m_store;
    BatchNormOptions m_options;
    Index m_scale;
    Index m_offset;
    Index m_runningMean;
    Index m_runningVariance;
    Index m_batches;
};

} // namespace nn
