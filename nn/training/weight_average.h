// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/parameter_store.h"

#include <span>
#include <string_view>
#include <vector>

namespace nn {

/// One row of the registry of ways to average the weights of a run.
struct AverageInfo {
    std::string_view id; ///< as on the command line and in files
    std::string_view name; ///< as on screen
    std::string_view summary;
};

std::span<const AverageInfo> averages();
const AverageInfo& averageById(std::string_view id); ///< throws std::invalid_argument

inline constexpr double kAverageDecay = 0.999; ///< of a step's share in an exponential average
inline constexpr double kTailBegin = 0.75; ///< fraction of a run after which the tail begins

/// A running average of the numbers of a model over the steps of its training, all of them:
/// buffers too, which their owner may replace by better ones.
///
/// "ema": the weights of k steps ago count d^k, divided by the sum of these shares, so that the
/// start does not count (the bias correction of Kingma & Ba, ICLR 2015). "tail": the mean over
/// the last quarter of the run, before that the weights themselves (Polyak & Juditsky, SIAM J.
/// Control Optim. 30(4) (1992) 838-855; Izmailov et al., arXiv:1803.05407).
class WeightAverage {
public:
    /// average: where the result is kept; must outlive this. Throws std::invalid_argument for
    /// an unknown id and for "none".
    WeightAverage(std::string_view id, ParameterStore<float>& average);

    /// Takes in the weights, laid out like the store, after step `step` (from 1) of `steps`.
    void add(std::span<const float> weights, long step, long steps);
    void undo(); ///< forgets the last add(), once

    ParameterStore<float>& store() { return m_average; }
    long count() const { return m_count; } ///< steps that have been averaged
    void setCount(long count) { m_count = count; } ///< when a checkpoint is restored

private:
    ParameterStore<float>& m_average;
    bool m_tail;
    long m_count = 0;
    std::vector<float> m_before; ///< the average before the last add()
    long m_countBefore = 0;
};

} // namespace nn
