// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace nn {

/// A sweep over depth: plain and residual networks of the same weights, optimiser, data and seeds,
/// trained on two interleaved spirals.
///
/// Both are Dense(2, width) and a stack of N blocks of two weight layers, then Dense(width, 2). A
/// residual block is h + W2 tanh(W1 h + b1) + b2, a plain one tanh(W2 tanh(W1 h + b1) + b2): no
/// normalisation, PyTorch's start values, Adam on the whole set. The residual stack has no
/// parameter more, as in He, Zhang, Ren & Sun, CVPR 2016, table 2.
struct ResidualSweepOptions {
    std::vector<int> blocks { 1, 2, 4, 8, 16 }; ///< each from 1 to 32
    int width = 16; ///< 2 to 64
    int points = 200; ///< of both spirals together, 20 to 2000
    long steps = 300; ///< of the optimiser, 1 to 5000
    double rate = 0.005; ///< learning rate, > 0
    std::uint64_t seed = 1; ///< of weights and data

    static int layersOf(int blocks) { return 2 * blocks + 2; } ///< weight layers
    std::string fault() const; ///< empty if usable, else a sentence for the user
    bool operator==(const ResidualSweepOptions&) const = default;
};

/// One trained network.
struct ResidualSweepRun {
    bool residual = false;
    int blocks = 0;
    std::vector<double> loss; ///< mean cross-entropy before each step
    double error = 0.0; ///< share of the training points that are in the wrong class, at the end
    /// |dLoss/dtheta| of the first block over that of the last, before the first step
    double gradientRatio = 0.0;
    bool diverged = false;
};

struct ResidualSweepResult {
    ResidualSweepOptions options;
    std::vector<ResidualSweepRun> runs; ///< plain and residual by turns, shallow ones first
    std::string trouble; ///< not empty: nothing could be computed, and why
    bool stopped = false;
};

/// Trains all of them, in the calling thread. progress: called after each with how many are done.
/// stop: another thread may set it; it then ends early, within a step.
ResidualSweepResult runResidualSweep(const ResidualSweepOptions& options,
    const std::atomic<bool>& stop, const std::function<void(int done, int total)>& progress = {});

} // namespace nn
