// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/augmentation.h"
#include "nn/data/mnist.h"
#include "nn/layers/ode_block.h"
#include "nn/models/model.h"
#include "nn/training/optimizer.h"

#include <atomic>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace nn {

struct BatchResult {
    double loss = 0.0; ///< mean over the batch, before the update; without the terms of depth
    double kinetic = 0.0; ///< the integrals of DepthTerms, means over the batch; 0 where off
    double jacobian = 0.0;
    double nfeForward = 0.0; ///< mean over micro-batches
    double nfeBackward = 0.0; ///< vector-Jacobian products
    double nfeAgain = 0.0; ///< see PassCounters
    std::size_t peakBytes = 0; ///< the largest of a micro-batch, see PassCounters
    bool stopped = false; ///< gave up between micro-batches: no gradient
    std::string problem; ///< a solve that failed; empty if none did
};

/// What is done to a batch beside learning from it.
struct BatchTreatment {
    std::span<const ImageWarp> warps; ///< one an image of the batch; empty: images as they are
    double labelSmoothing = 0.0;
    DepthTerms terms {}; ///< added to the loss; weights of means over the batch
};

/// Loss and gradient of one batch, and the update that follows.
///
/// Micro-batches are dealt to OpenMP threads in contiguous runs, each goes forward and at once
/// backward in its thread's workspace; the threads' gradients are summed in their order, so that
/// the same number of threads gives the same bits. A model that couples samples takes its batch
/// in one piece. After the first batch of a size nothing is allocated.
template <typename Scalar>
class BatchStep {
public:
    /// threads: at least 1. model must outlive this. Throws std::invalid_argument.
    BatchStep(const Model<Scalar>& model, int threads);
    ~BatchStep();

    void setThreads(int threads);
    int threads() const { return static_cast<int>(m_lanes.size()); }

    /// indices: of the batch's images, not empty. stop: looked at between micro-batches.
    BatchResult gradient(const ImageSet& images, std::span<const int> indices,
        const std::atomic<bool>* stop = nullptr, const BatchTreatment& treatment = {});

    /// The gradient of the last batch, laid out like the model's store.
    std::span<const Scalar> gradientSum();

    /// Updates parameters (the model's own) by the last batch's gradient, once per gradient().
    /// previous, if given, receives the numbers from before. False: a number is not finite now.
    bool apply(Optimizer<Scalar>& optimizer, ParameterStore<Scalar>& parameters, double rate,
        Scalar* previous = nullptr);

private:
    struct Lane; ///< what belongs to one thread

    void runPiece(Lane& lane, const ImageSet& images, std::span<const int> piece,
        std::size_t number, std::span<const ImageWarp> warps);
    void runLane(Lane& lane, std::size_t first, std::size_t last, const ImageSet& images,
        std::span<const int> indices, const std::atomic<bool>* stop);
    void sum(Index first, Index last);

    const Model<Scalar>& m_model;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    std::vector<double> m_losses; ///< of each piece, so that their order of summation is fixed
    std::size_t m_active = 0; ///< lanes that took part in the last batch
    std::vector<char> m_finite; ///< by lane, after apply()
    bool m_summed = false; ///< lane 0 holds the whole gradient
    double m_batchSize = 0.0;
    BatchTreatment m_treatment; ///< of the batch under way
};

} // namespace nn
