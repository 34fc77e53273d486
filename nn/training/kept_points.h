// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/checkpoint.h"
#include "nn/training/training.h"
#include "nn/training/weight_average.h"

#include <mutex>
#include <optional>
#include <vector>

namespace nn {

/// Weights and optimiser state at ends of epochs, in memory. Beyond its size the point goes that
/// leaves the smallest gap; the first and the last one stay. Safe from any thread.
class KeptPoints {
public:
    void setSize(int most); ///< 0: keep nothing; else at least 3
    bool isEmpty() const;

    /// A point of the same step takes the place of the former one. average: nullptr where nothing
    /// is averaged.
    void keep(const KeptPoint& point, const RunPosition& position,
        const ParameterStore<float>& parameters, Optimizer<float>& optimizer,
        WeightAverage* average);
    std::vector<KeptPoint> list() const; ///< ascending by step
    /// What the run amounted to, averaged where it averages; empty where no such point is kept
    std::vector<float> weights(long step) const;

    /// Sets weights, optimiser and average back and forgets what came later. Nothing, and no
    /// change, where no point of that step is kept.
    std::optional<RunPosition> restore(long step, ParameterStore<float>& parameters,
        Optimizer<float>& optimizer, WeightAverage* average);

private:
    struct Entry {
        KeptPoint point;
        RunPosition position;
        std::vector<float> weights;
        std::vector<std::vector<float>> state; ///< the optimiser's slots
        long optimizerSteps = 0;
        std::vector<float> averaged; ///< empty: nothing is
        long averagedSteps = 0;
    };

    void thinOut();
    std::vector<Entry>::const_iterator find(long step) const;

    mutable std::mutex m_mutex;
    std::vector<Entry> m_entries;
    std::size_t m_most = 0;
};

} // namespace nn
