// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/weight_average.h"

#include "solvers/registry.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace nn {

namespace {

constexpr std::array kAverages {
    AverageInfo { "none", "None", "the weights of the last step" },
    AverageInfo { "ema", "Exponential", "moving average, decay 0.999 a step, bias-corrected" },
    AverageInfo { "tail", "Tail", "mean over the last quarter of the run's steps" },
};

} // namespace

std::span<const AverageInfo> averages()
{
    return kAverages;
}

const AverageInfo& averageById(std::string_view id)
{
    return solvers::rowById(kAverages, id, "average");
}

WeightAverage::WeightAverage(std::string_view id, ParameterStore<float>& average)
    : m_average(average)
    , m_tail(averageById(id).id == "tail")
    , m_before(average.data(), average.data() + average.size())
{
    if (id == "none")
        throw std::invalid_argument("WeightAverage: there is nothing to average");
}

void WeightAverage::add(std::span<const float> weights, long step, long steps)
{
    assert(static_cast<Index>(weights.size()) == m_average.size());
    m_countBefore = m_count;
    const bool waiting = m_tail
        && static_cast<double>(step) <= kTailBegin * static_cast<double>(steps) && m_count == 0;
    m_count += waiting ? 0 : 1;
    const auto number = static_cast<double>(m_count);
    // The share of the newest weights, 1 at first.
    const double share = waiting ? 1.0
        : m_tail                 ? 1.0 / number
                                 : (1.0 - kAverageDecay) / (1.0 - std::pow(kAverageDecay, number));
    const auto part = static_cast<float>(share);
    const auto rest = static_cast<float>(1.0 - share);
    float* const average = m_average.data();
    float* const before = m_before.data();
    const float* const now = weights.data();
    const Index size = m_average.size();
#pragma omp simd
    for (Index i = 0; i < size; ++i) {
        before[i] = average[i];
        average[i] = rest * average[i] + part * now[i];
    }
}

void WeightAverage::undo()
{
    std::copy(m_before.begin(), m_before.end(), m_average.data());
    m_count = m_countBefore;
}

} // namespace nn
