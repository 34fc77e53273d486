// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/batch_step.h"

#include "nn/data/random.h"
#include "nn/training/loss.h"
#include "nn/training/machine.h"
#include "nn/training/micro_batch.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include <omp.h>

namespace nn {

template <typename Scalar>
struct BatchStep<Scalar>::Lane {
    Workspace<Scalar> work;
    std::vector<Scalar> gradient;
    std::vector<int> labels;
    PassCounters counters; ///< summed over this lane's pieces
    bool stopped = false;
    std::exception_ptr error;
};

namespace {

/// Begin of part i of `parts` nearly equal parts of 0..count.
template <typename Integer>
Integer partBegin(Integer count, std::size_t i, std::size_t parts)
{
    return static_cast<Integer>(static_cast<std::size_t>(count) * i / parts);
}

template <typename Scalar>
bool allFinite(const Scalar* values, Index count)
{
    Scalar sum = 0; // of zeros, or NaN
#pragma omp simd reduction(+ : sum)
    for (Index i = 0; i < count; ++i)
        sum += values[i] - values[i];
    return sum == Scalar(0);
}

/// body(lane) for each lane, one thread each where OpenMP grants as many.
template <typename Body>
void forEachLane(std::size_t lanes, const Body& body)
{
    const int count = static_cast<int>(lanes);
#pragma omp parallel num_threads(count)
    {
        const FlushDenormals flush;
        const int team = omp_get_num_threads();
        for (int lane = omp_get_thread_num(); lane < count; lane += team)
            body(static_cast<std::size_t>(lane));
    }
}

/// Those of a piece, whose mean is a part of the batch's and whose signs are its own, whatever
/// thread it is in.
DepthTerms termsOf(DepthTerms terms, std::size_t samples, std::size_t number, double batch)
{
    const double share = static_cast<double>(samples) / batch;
    terms.kinetic *= share;
    terms.jacobian *= share;
    if (terms.jacobian > 0.0)
        terms.probe = streamSeed(terms.probe, "piece", number);
    return terms;
}

} // namespace

template <typename Scalar>
BatchStep<Scalar>::BatchStep(const Model<Scalar>& model, int threads)
    : m_model(model)
{
    setThreads(threads);
}

template <typename Scalar>
BatchStep<Scalar>::~BatchStep() = default;

template <typename Scalar>
void BatchStep<Scalar>::setThreads(int threads)
{
    if (threads < 1)
        throw std::invalid_argument("The number of threads must be at least 1.");
    m_lanes.resize(static_cast<std::size_t>(threads));
    for (auto& lane : m_lanes) {
        if (!lane)
            lane = std::make_unique<Lane>();
    }
    m_active = 0;
}

template <typename Scalar>
void BatchStep<Scalar>::runPiece(Lane& lane, const ImageSet& images, std::span<const int> piece,
    std::size_t number, std::span<const ImageWarp> warps)
{
    lane.work.rewind();
    lane.labels.resize(piece.size());
    copyLabels(images, piece, lane.labels);
    const View<Scalar> pixels = copyImages(images, piece, lane.work, warps);
    const DepthTerms terms = termsOf(m_treatment.terms, piece.size(), number, m_batchSize);
    const View<Scalar> logits
        = m_model.forward(pixels, lane.work, &lane.counters, terms.any() ? &terms : nullptr);
    const View<Scalar> dlogits = lane.work.allocate(logits.samples, logits.shape);
    m_losses[number] = softmaxCrossEntropy<Scalar>(
        logits, lane.labels, m_batchSize, dlogits.data, m_treatment.labelSmoothing);
    if (!lane.counters.solverFailed)
        m_model.backward(dlogits, lane.work, lane.gradient.data(), &lane.counters);
}

template <typename Scalar>
void BatchStep<Scalar>::runLane(Lane& lane, std::size_t first, std::size_t last,
    const ImageSet& images, std::span<const int> indices, const std::atomic<bool>* stop)
{
    lane.counters = {};
    lane.stopped = false;
    lane.error = nullptr;
    // Filled by its own thread, so that its pages lie near that thread.
    lane.gradient.assign(static_cast<std::size_t>(m_model.parameters().size()), Scalar(0));
    const std::size_t size
        = m_losses.size() == 1 ? indices.size() : microBatchSize(m_model.inputShape());
    for (std::size_t piece = first; piece < last; ++piece) {
        if (stop && stop->load(std::memory_order_relaxed)) {
            lane.stopped = true;
            return;
        }
        const std::size_t begin = piece * size;
        const std::size_t count = std::min(size, indices.size() - begin);
        const auto& warps = m_treatment.warps;
        lane.work.sameWeights = piece > first;
        runPiece(lane, images, indices.subspan(begin, count), piece,
            warps.empty() ? warps : warps.subspan(begin, count));
        if (lane.counters.solverFailed)
            return;
    }
}

template <typename Scalar>
BatchResult BatchStep<Scalar>::gradient(const ImageSet& images, std::span<const int> indices,
    const std::atomic<bool>* stop, const BatchTreatment& treatment)
{
    if (indices.empty())
        throw std::invalid_argument("BatchStep::gradient: the batch is empty");
    if (!treatment.warps.empty() && treatment.warps.size() != indices.size())
        throw std::invalid_argument("BatchStep::gradient: expected one warp an image");
    if (m_model.inputShape().size() != Index(images.rows) * images.columns)
        throw std::invalid_argument("The model does not take samples of this data set.");
    m_treatment = treatment;
    const std::size_t pieces = m_model.couplesSamples()
        ? 1
        : microBatches(indices.size(), microBatchSize(m_model.inputShape()));
    m_losses.assign(pieces, 0.0);
    m_active = std::min(m_lanes.size(), pieces);
    m_summed = false;
    m_batchSize = static_cast<double>(indices.size());
    forEachLane(m_active, [&](std::size_t i) {
        try {
            runLane(*m_lanes[i], partBegin(pieces, i, m_active), partBegin(pieces, i + 1, m_active),
                images, indices, stop);
        } catch (...) { // must not leave a parallel region
            m_lanes[i]->error = std::current_exception();
        }
    });

    BatchResult result;
    const auto count = static_cast<double>(pieces);
    for (std::size_t i = 0; i < m_active; ++i) {
        const Lane& lane = *m_lanes[i];
        if (lane.error)
            std::rethrow_exception(lane.error);
        result.stopped = result.stopped || lane.stopped;
        result.nfeForward += static_cast<double>(lane.counters.nfeForward) / count;
        result.nfeBackward += static_cast<double>(lane.counters.nfeBackward) / count;
        result.nfeAgain += static_cast<double>(lane.counters.nfeAgain) / count;
        result.kinetic += lane.counters.kinetic / m_batchSize;
        result.jacobian += lane.counters.jacobian / m_batchSize;
        result.peakBytes = std::max(result.peakBytes, lane.counters.peakBytes);
        if (lane.counters.solverFailed && result.problem.empty())
            result.problem = lane.counters.message;
    }
    result.loss = std::accumulate(m_losses.begin(), m_losses.end(), 0.0) / m_batchSize;
    return result;
}

template <typename Scalar>
void BatchStep<Scalar>::sum(Index first, Index last)
{
    Scalar* const total = m_lanes[0]->gradient.data();
    for (std::size_t lane = 1; lane < m_active; ++lane) {
        const Scalar* const part = m_lanes[lane]->gradient.data();
#pragma omp simd
        for (Index i = first; i < last; ++i)
            total[i] += part[i];
    }
}

template <typename Scalar>
std::span<const Scalar> BatchStep<Scalar>::gradientSum()
{
    if (m_active == 0)
        throw std::logic_error("BatchStep::gradientSum: no batch yet");
    if (!m_summed)
        sum(0, m_model.parameters().size());
    m_summed = true;
    return m_lanes[0]->gradient;
}

template <typename Scalar>
bool BatchStep<Scalar>::apply(
    Optimizer<Scalar>& optimizer, ParameterStore<Scalar>& parameters, double rate, Scalar* previous)
{
    if (m_active == 0)
        throw std::logic_error("BatchStep::apply: no batch yet");
    optimizer.begin(rate);
    m_finite.assign(m_active, false);
    const Index size = parameters.size();
    forEachLane(m_active, [&](std::size_t i) {
        const Index first = partBegin(size, i, m_active);
        const Index last = partBegin(size, i + 1, m_active);
        if (!m_summed)
            sum(first, last);
        if (previous)
            std::copy(parameters.data(first), parameters.data() + last, previous + first);
        optimizer.update(parameters.data(), m_lanes[0]->gradient.data(), first, last);
        m_finite[i] = allFinite(parameters.data(first), last - first);
    });
    m_summed = true;
    return std::ranges::all_of(m_finite, [](char finite) { return finite != 0; });
}

template class BatchStep<float>;
template class BatchStep<double>;

} // namespace nn
