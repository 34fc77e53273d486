// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/network.h"
#include "nn/training/loss.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace nn {

namespace {

template <typename Scalar>
std::vector<double> copied(const Scalar* values, Index count)
{
    return { values, values + count };
}

/// |a| of each sample.
template <typename Scalar>
std::vector<double> norms(const Scalar* a, Index samples, Index size)
{
    std::vector<double> result;
    for (Index n = 0; n < samples; ++n) {
        double squares = 0.0;
        for (Index i = 0; i < size; ++i)
            squares += static_cast<double>(a[n * size + i]) * static_cast<double>(a[n * size + i]);
        result.push_back(std::sqrt(squares));
    }
    return result;
}

/// Workspace settings of a trace, and the workspace as it was afterwards.
template <typename Scalar>
class TraceScope {
public:
    explicit TraceScope(Workspace<Scalar>& work)
        : m_work(work)
        , m_mark(work.mark())
        , m_taping(work.taping)
        , m_training(work.training)
    {
        work.taping = true;
        work.training = false;
    }
    ~TraceScope()
    {
        m_work.rewind(m_mark);
        m_work.taping = m_taping;
        m_work.training = m_training;
    }
    TraceScope(const TraceScope&) = delete;
    TraceScope& operator=(const TraceScope&) = delete;

private:
    Workspace<Scalar>& m_work;
    typename Workspace<Scalar>::Mark m_mark;
    bool m_taping;
    bool m_training;
};

} // namespace

template <typename Scalar>
View<Scalar> Network<Scalar>::traceForward(
    View<Scalar> z, Workspace<Scalar>& work, DepthTrace& trace) const
{
    const auto keep = [&trace](double t, const Scalar* state, Index size) {
        trace.depth.push_back(t);
        trace.state.push_back(copied(state, size));
    };
    if (m_ode)
        return m_ode->forward(z, work, [&](double t, solvers::ConstVectorView<Scalar> y) {
            keep(t, y.data(), y.size());
            return true;
        });
    keep(0.0, z.data, z.size());
    for (const auto& block : m_blocks) {
        z = block->forward(z, work);
        keep(static_cast<double>(trace.depth.size()), z.data, z.size());
    }
    return z;
}

template <typename Scalar>
void Network<Scalar>::traceBackward(
    View<Scalar> a, Workspace<Scalar>& work, DepthTrace& trace) const
{
    std::vector<Scalar> unused(static_cast<std::size_t>(m_store.size()));
    const Gradients<Scalar> gradients { unused.data(), 0 };
    const Index samples = a.samples;
    const Index size = a.shape.size();
    const auto keep = [&](double t, const Scalar* values) {
        trace.adjointDepth.push_back(t);
        trace.adjointNorm.push_back(norms(values, samples, size));
    };
    if (m_ode) {
        m_ode->backward(a, work, gradients,
            [&](const solvers::AdjointPoint<Scalar>& point) { keep(point.t, point.a.data()); });
        return;
    }
    auto depth = static_cast<double>(m_blocks.size());
    keep(depth, a.data);
    for (auto block = m_blocks.rbegin(); block != m_blocks.rend(); ++block) {
        a = (*block)->backward(a, work, gradients);
        keep(depth -= 1.0, a.data);
    }
}

template <typename Scalar>
DepthTrace Network<Scalar>::traceDepth(
    ConstView<Scalar> images, std::span<const int> labels, Workspace<Scalar>& work) const
{
    if (!labels.empty() && static_cast<Index>(labels.size()) != images.samples)
        throw std::invalid_argument("a depth trace needs one label for each image");
    DepthTrace trace;
    if ((!m_ode && m_blocks.empty()) || images.samples == 0)
        return trace;
    const TraceScope scope(work);
    work.beginPass();
    const View<Scalar> z = traceForward(m_stem.forward(images, work), work, trace);
    traceLogits(images.samples, work, trace);
    const View<Scalar> logits = m_head->forward(z, work);
    if (!labels.empty())
        traceAdjoint(logits, labels, work, trace);
    // A time span that runs backwards ends below where it starts.
    if (trace.depth.size() > 1 && trace.depth.front() > trace.depth.back()) {
        for (auto* values : { &trace.state, &trace.logits, &trace.adjointNorm })
            std::reverse(values->begin(), values->end());
        for (auto* values : { &trace.depth, &trace.adjointDepth })
            std::reverse(values->begin(), values->end());
    }
    return trace;
}

/// What the head makes of every state on the way.
template <typename Scalar>
void Network<Scalar>::traceLogits(Index samples, Workspace<Scalar>& work, DepthTrace& trace) const
{
    const auto mark = work.mark();
    work.taping = false;
    for (const std::vector<double>& state : trace.state) {
        const View<Scalar> z = work.allocate(samples, m_stem.shape());
        std::copy(state.begin(), state.end(), z.data);
        const View<Scalar> logits = m_head->forward(z, work);
        trace.logits.push_back(copied(logits.data, logits.size()));
        work.rewind(mark);
    }
    work.taping = true;
}

template <typename Scalar>
void Network<Scalar>::traceAdjoint(ConstView<Scalar> logits, std::span<const int> labels,
    Workspace<Scalar>& work, DepthTrace& trace) const
{
    const View<Scalar> dlogits = work.allocate(logits.samples, logits.shape);
    softmaxCrossEntropy<Scalar>(logits, labels, static_cast<double>(logits.samples), dlogits.data);
    std::vector<Scalar> unused(static_cast<std::size_t>(m_store.size()));
    const View<Scalar> a = m_head->backward(dlogits, work, { unused.data(), 0 });
    traceBackward(a, work, trace);
    std::reverse(trace.adjointDepth.begin(), trace.adjointDepth.end());
    std::reverse(trace.adjointNorm.begin(), trace.adjointNorm.end());
}

template <typename Scalar>
DepthTrace Network<Scalar>::traceStates(
    ConstView<Scalar> images, int between, Workspace<Scalar>& work) const
{
    DepthTrace trace;
    if ((!m_ode && m_blocks.empty()) || images.samples == 0)
        return trace;
    const TraceScope scope(work);
    work.taping = false;
    work.beginPass();
    const View<Scalar> z = m_stem.forward(images, work);
    if (!m_ode) {
        traceForward(z, work, trace);
        return trace;
    }
    m_ode->trace(z, work, between, [&trace](double t, solvers::ConstVectorView<Scalar> y) {
        trace.depth.push_back(t);
        trace.state.push_back(copied(y.data(), y.size()));
        return true;
    });
    return trace;
}

template DepthTrace Network<float>::traceStates(ConstView<float>, int, Workspace<float>&) const;
template DepthTrace Network<double>::traceStates(ConstView<double>, int, Workspace<double>&) const;
template DepthTrace Network<float>::traceDepth(
    ConstView<float>, std::span<const int>, Workspace<float>&) const;
template DepthTrace Network<double>::traceDepth(
    ConstView<double>, std::span<const int>, Workspace<double>&) const;

} // namespace nn
