// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/loss.h"
#include "nn/training/machine.h"
#include "nn/training/micro_batch.h"
#include "nn/training/training.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>

#include <omp.h>

namespace nn {

namespace {

constexpr std::size_t kChunkPieces = 16; ///< micro-batches between two calls of proceed()

/// What one thread needs.
template <typename Scalar>
struct Lane {
    Workspace<Scalar> work;
    bool started = false;
    std::array<int, std::max(kMicroBatch, kMicroBatchOfPoints)> labels {};
    PassCounters counters;
    std::exception_ptr error;
};

/// What one micro-batch contributes, added up in order afterwards.
struct Piece {
    double loss = 0.0;
    long wrong = 0;
    long images = 0;
};

template <typename Scalar>
std::span<const Scalar> rowOf(const View<Scalar>& logits, std::size_t sample)
{
    const auto classes = static_cast<std::size_t>(logits.shape.channels);
    return { logits.data + sample * classes, classes };
}

template <typename Scalar>
Piece evaluatePiece(const Model<Scalar>& model, const ImageSet& images,
    std::span<const long> indices, Lane<Scalar>& lane, Scalar* logits)
{
    lane.work.taping = false;
    lane.work.training = false;
    lane.work.sameWeights = lane.started; // nobody trains meanwhile
    lane.work.rewind();
    lane.started = true;
    copyLabels(images, indices, lane.labels);
    const View<Scalar> pixels = copyImages(images, indices, lane.work);
    const View<Scalar> result = model.forward(pixels, lane.work, &lane.counters);
    const std::span<const int> labels(lane.labels.data(), indices.size());
    Piece piece { softmaxCrossEntropy<Scalar>(result, labels), 0,
        static_cast<long>(indices.size()) };
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::span<const Scalar> row = rowOf(result, i);
        piece.wrong += argmax(row) != labels[i];
    }
    if (logits)
        std::copy_n(result.data, result.size(), logits);
    return piece;
}

void checkCall(
    const Shape& input, const ImageSet& images, std::span<const long> indices, int threads)
{
    if (input.size() != Index(images.rows) * images.columns)
        throw std::invalid_argument("The model takes samples of " + std::to_string(input.size())
            + " numbers, those of the data set have " + std::to_string(images.rows * images.columns)
            + ".");
    if (indices.empty())
        throw std::invalid_argument("There are no images to evaluate.");
    if (threads < 0)
        throw std::invalid_argument("The number of threads must be at least 1, or 0 for all.");
    for (const long index : indices) {
        if (index < 0 || index >= images.count)
            throw std::invalid_argument("Image " + std::to_string(index)
                + " does not exist; the data set has images 0 to "
                + std::to_string(images.count - 1) + ".");
    }
}

/// The pieces first..last on all lanes; throws what a piece threw.
template <typename Scalar>
void evaluateChunk(const Model<Scalar>& model, const ImageSet& images,
    std::span<const long> indices, std::span<Piece> pieces, std::vector<Lane<Scalar>>& lanes,
    Scalar* logits)
{
    const int threads = static_cast<int>(lanes.size());
    const int count = static_cast<int>(pieces.size());
    const std::size_t size = microBatchSize(model.inputShape());
    const auto classes = static_cast<std::size_t>(model.classes());
#pragma omp parallel num_threads(threads)
    {
        const FlushDenormals flush;
        Lane<Scalar>& lane = lanes[static_cast<std::size_t>(omp_get_thread_num())];
#pragma omp for schedule(static)
        for (int i = 0; i < count; ++i) {
            if (lane.error || lane.counters.solverFailed)
                continue;
            const std::size_t begin = static_cast<std::size_t>(i) * size;
            try {
                pieces[static_cast<std::size_t>(i)] = evaluatePiece(model, images,
                    indices.subspan(begin, std::min(size, indices.size() - begin)), lane,
                    logits ? logits + begin * classes : nullptr);
            } catch (...) { // must not leave a parallel region
                lane.error = std::current_exception();
            }
        }
    }
    for (const Lane<Scalar>& lane : lanes) {
        if (lane.error)
            std::rethrow_exception(lane.error);
    }
}

template <typename Scalar>
void summarise(
    EvaluationReport& report, std::span<const Piece> pieces, const std::vector<Lane<Scalar>>& lanes)
{
    double evaluations = 0.0;
    for (const Lane<Scalar>& lane : lanes) {
        evaluations += static_cast<double>(lane.counters.nfeForward);
        if (lane.counters.solverFailed && report.problem.empty())
            report.problem = lane.counters.message;
    }
    long wrong = 0;
    long seen = 0;
    for (const Piece& piece : pieces) {
        report.loss += piece.loss;
        wrong += piece.wrong;
        report.images += piece.images;
        seen += piece.images > 0;
    }
    if (report.images == 0)
        return;
    report.loss /= static_cast<double>(report.images);
    report.error = static_cast<double>(wrong) / static_cast<double>(report.images);
    report.nfeMean = evaluations / static_cast<double>(seen);
}

} // namespace

template <typename Scalar>
EvaluationReport evaluate(const Model<Scalar>& model, const ImageSet& images,
    std::span<const long> indices, int threads, std::type_identity_t<std::vector<Scalar>>* logits,
    const std::function<bool()>& proceed)
{
    checkCall(model.inputShape(), images, indices, threads);
    const auto begun = std::chrono::steady_clock::now();
    const auto team = static_cast<std::size_t>(threads > 0 ? threads : omp_get_max_threads());
    std::vector<Lane<Scalar>> lanes(team);
    const std::size_t size = microBatchSize(model.inputShape());
    const auto classes = static_cast<std::size_t>(model.classes());
    std::vector<Piece> pieces(microBatches(indices.size(), size));
    if (logits)
        logits->assign(indices.size() * classes, Scalar(0));
    const std::size_t chunk = std::max(kChunkPieces, 4 * team);
    EvaluationReport report;
    for (std::size_t first = 0; first < pieces.size(); first += chunk) {
        if (proceed && !proceed()) {
            report.stopped = true;
            break;
        }
        const std::size_t count = std::min(chunk, pieces.size() - first);
        const std::size_t begin = first * size;
        evaluateChunk(model, images,
            indices.subspan(begin, std::min(count * size, indices.size() - begin)),
            std::span(pieces).subspan(first, count), lanes,
            logits ? logits->data() + begin * classes : nullptr);
        const auto failed = [](const Lane<Scalar>& lane) { return lane.counters.solverFailed; };
        if (std::ranges::any_of(lanes, failed))
            break;
    }
    summarise(report, pieces, lanes);
    report.seconds
        = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return report;
}

template EvaluationReport evaluate(const Model<float>&, const ImageSet&, std::span<const long>, int,
    std::vector<float>*, const std::function<bool()>&);
template EvaluationReport evaluate(const Model<double>&, const ImageSet&, std::span<const long>,
    int, std::vector<double>*, const std::function<bool()>&);

} // namespace nn
