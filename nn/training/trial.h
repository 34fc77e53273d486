// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/run_log.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nn {

/// What a run record says about one trial, epoch by epoch.
struct Trial {
    nlohmann::ordered_json config; ///< of the first start
    std::int64_t parameters = 0;
    std::vector<RunEpoch> epochs; ///< each once, in order
    std::string status; ///< of the end; "running" where there is none yet

    bool finished() const { return status == "finished"; }
    double leastError() const; ///< least test error, as the article counts; NaN: no epoch yet
    double lastError() const; ///< of the last epoch
    /// Test error of the epoch that the held out images choose; NaN where none were held out
    double chosenError() const;
    double trainSeconds() const; ///< all epochs; the whole time in records without the split
    double evaluationSeconds() const;
    double nfeForward() const; ///< mean over the epochs
    double nfeBackward() const;
    std::int64_t peakMemoryBytes() const;
};

/// A resumed run repeats what the file held beyond its checkpoint: the last word counts.
Trial summarise(std::span<const RunEvent> events);

/// Mean and sample deviation (n - 1) of numbers; both NaN for none, the deviation for one.
struct Spread {
    double mean = 0.0;
    double deviation = 0.0;
    int count = 0;
};
Spread spreadOf(std::span<const double> numbers); ///< NaN are left out

} // namespace nn
