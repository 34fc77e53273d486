// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/kept_points.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace nn {

namespace {

constexpr int kFewest = 3; ///< the first, the last and one between

} // namespace

void KeptPoints::setSize(int most)
{
    const std::lock_guard lock(m_mutex);
    m_most = most > 0 ? static_cast<std::size_t>(std::max(most, kFewest)) : 0;
    thinOut();
}

bool KeptPoints::isEmpty() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.empty();
}

void KeptPoints::keep(const KeptPoint& point, const RunPosition& position,
    const ParameterStore<float>& parameters, Optimizer<float>& optimizer, WeightAverage* average)
{
    Entry entry { point, position, { parameters.data(), parameters.data() + parameters.size() }, {},
        optimizer.steps(), {}, 0 };
    if (average) {
        const ParameterStore<float>& numbers = average->store();
        entry.averaged.assign(numbers.data(), numbers.data() + numbers.size());
        entry.averagedSteps = average->count();
    }
    for (const OptimizerSlot<float>& slot : optimizer.stateVectors())
        entry.state.emplace_back(slot.values.begin(), slot.values.end());
    const std::lock_guard lock(m_mutex);
    if (m_most == 0)
        return;
    std::erase_if(m_entries, [&](const Entry& old) { return old.point.step >= point.step; });
    m_entries.push_back(std::move(entry));
    thinOut();
}

std::vector<KeptPoint> KeptPoints::list() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<KeptPoint> points;
    for (const Entry& entry : m_entries)
        points.push_back(entry.point);
    return points;
}

std::vector<float> KeptPoints::weights(long step) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = find(step);
    if (found == m_entries.end())
        return {};
    return found->averaged.empty() ? found->weights : found->averaged;
}

std::optional<RunPosition> KeptPoints::restore(long step, ParameterStore<float>& parameters,
    Optimizer<float>& optimizer, WeightAverage* average)
{
    const std::lock_guard lock(m_mutex);
    const auto found = find(step);
    if (found == m_entries.end())
        return {};
    std::copy(found->weights.begin(), found->weights.end(), parameters.data());
    const auto slots = optimizer.stateVectors();
    for (std::size_t i = 0; i < slots.size(); ++i)
        std::copy(found->state[i].begin(), found->state[i].end(), slots[i].values.begin());
    optimizer.setSteps(found->optimizerSteps);
    if (average && !found->averaged.empty()) {
        std::ranges::copy(found->averaged, average->store().data());
        average->setCount(found->averagedSteps);
    }
    const RunPosition position = found->position;
    m_entries.erase(found + 1, m_entries.cend());
    return position;
}

void KeptPoints::thinOut()
{
    while (m_entries.size() > m_most) {
        if (m_most == 0)
            return m_entries.clear();
        std::size_t least = 1;
        long gap = std::numeric_limits<long>::max();
        for (std::size_t i = 1; i + 1 < m_entries.size(); ++i) {
            const long left = m_entries[i + 1].point.step - m_entries[i - 1].point.step;
            if (left < gap) {
                gap = left;
                least = i;
            }
        }
        m_entries.erase(m_entries.begin() + static_cast<std::ptrdiff_t>(least));
    }
}

std::vector<KeptPoints::Entry>::const_iterator KeptPoints::find(long step) const
{
    return std::ranges::find(m_entries, step, [](const Entry& entry) { return entry.point.step; });
}

} // namespace nn
