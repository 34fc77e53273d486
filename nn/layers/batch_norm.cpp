// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/batch_norm.h"

#include <algorithm>
#include <cmath>

namespace nn {

namespace {

/// What the tape holds of a pass.
enum Statistic { kMean, kInverse, kVariance, kOfBatch, kStatistics };

} // namespace

template <typename Scalar>
BatchNorm<Scalar>::BatchNorm(
    ParameterStore<Scalar>& store, const std::string& name, const BatchNormOptions& options)
    : m_store(store)
    , m_options(options)
    , m_scale(store.add(name + ".weight", { 1 }))
    , m_offset(store.add(name + ".bias", { 1 }))
    , m_runningMean(store.add(name + ".running_mean", { 1 }, Layout::Plain, false))
    , m_runningVariance(store.add(name + ".running_var", { 1 }, Layout::Plain, false))
    , m_batches(store.add(name + ".num_batches_tracked", {}, Layout::Plain, false))
{
    *store.data(m_scale) = Scalar(1);
    *store.data(m_runningVariance) = Scalar(1);
}

template <typename Scalar>
View<Scalar> BatchNorm<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    const View<Scalar> y = work.allocate(x.samples, x.shape);
    const View<Scalar> statistics = work.allocate(1, { 1, 1, kStatistics });
    Scalar* const s = statistics.data;
    s[kMean] = *m_store.data(m_runningMean);
    s[kVariance] = *m_store.data(m_runningVariance);
    s[kOfBatch] = work.training ? Scalar(1) : Scalar(0);
    if (work.training) {
        s[kMean] = x.vector().mean();
        s[kVariance] = (x.vector().array() - s[kMean]).square().mean();
    }
    s[kInverse] = Scalar(1) / std::sqrt(s[kVariance] + static_cast<Scalar>(m_options.epsilon));
    const Scalar factor = s[kInverse] * *m_store.data(m_scale);
    y.vector() = (x.vector().array() - s[kMean]) * factor + *m_store.data(m_offset);
    if (work.taping) {
        work.push(x);
        work.push(statistics);
    }
    return y;
}

template <typename Scalar>
View<Scalar> BatchNorm<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const
{
    const ConstView<Scalar> statistics = work.pop();
    const ConstView<Scalar> x = work.pop();
    const Scalar* const s = statistics.data;
    const auto count = static_cast<Scalar>(x.size());
    const View<Scalar> dx = work.allocate(x.samples, x.shape);
    dx.vector() = (x.vector().array() - s[kMean]) * s[kInverse]; // normalised x for now
    const Scalar sum = dy.vector().sum();
    const Scalar product = dy.vector().dot(dx.vector());
    *gradients.at(m_offset) += sum;
    *gradients.at(m_scale) += product;
    const Scalar factor = s[kInverse] * *m_store.data(m_scale);
    if (s[kOfBatch] == Scalar(0)) {
        dx.vector() = factor * dy.vector();
        return dx;
    }
    dx.vector()
        = factor * (dy.vector().array() - sum / count - dx.vector().array() * (product / count));
    const auto momentum = static_cast<Scalar>(m_options.momentum);
    const Scalar unbiased = s[kVariance] * count / std::max(count - Scalar(1), Scalar(1));
    *gradients.at(m_runningMean) += momentum * (s[kMean] - *m_store.data(m_runningMean));
    *gradients.at(m_runningVariance) += momentum * (unbiased - *m_store.data(m_runningVariance));
    *gradients.at(m_batches) += Scalar(1);
    return dx;
}

template <typename Scalar>
void BatchNorm<Scalar>::initialise(Random& random)
{
    (void)random;
    *m_store.data(m_scale) = Scalar(1);
    *m_store.data(m_offset) = Scalar(0);
    *m_store.data(m_runningMean) = Scalar(0);
    *m_store.data(m_runningVariance) = Scalar(1);
    *m_store.data(m_batches) = Scalar(0);
}

template class BatchNorm<float>;
template class BatchNorm<double>;

} // namespace nn
