// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/checkpoint.h"
#include "nn/training/training.h"

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

    /// A point of the same step takes the place of the former one.
    void keep(const KeptPoint& point, const RunPosition& position,
        const ParameterStore<float>& parameters, Optimizer<float>& optimizer);
    std::vector<KeptPoint> list() const; ///< ascending by step
    std::vector<float> weights(long step) const; ///< empty where no such point is kept

    /// Sets weights and optimiser back and forgets what came later. Nothing, and no change, where
    /// no point of that step is kept.
    std::optional<RunPosition> restore(
        long step, ParameterStore<float>& parameters, Optimizer<float>& optimizer);

private:
    struct Entry {
        KeptPoint point;
        RunPosition position;
        std::vector<float> weights;
        std::vector<std::vector<float>> state; ///< the optimiser's slots
        long optimizerSteps = 0;
    };

    void thinOut();
    std::vector<Entry>::const_iterator find(long step) const;

    mutable std::mutex m_mutex;
    std::vector<Entry> m_entries;
    std::size_t m_most = 0;
};

} // namespace nn
