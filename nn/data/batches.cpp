// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/batches.h"

#include "nn/data/random.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace nn {

std::string BatchOptions::problem() const
{
    if (images < 1)
        return "The data set holds no images.";
    if (batchSize < 1)
        return "The batch size must be at least 1.";
    if (firstImage < 0 || firstImage >= images)
        return "The first image must be between 0 and " + std::to_string(images - 1)
            + ", the last image of the data set.";
    return {};
}

Batches::Batches(const BatchOptions& options)
    : m_options(options)
{
    if (const std::string problem = options.problem(); !problem.empty())
        throw std::invalid_argument(problem);
    m_perEpoch = (options.images - 1) / options.batchSize + 1;
    m_order.resize(static_cast<std::size_t>(options.images));
}

std::span<const int> Batches::batch(std::int64_t step)
{
    if (step < 0)
        throw std::invalid_argument("Batches::batch: step is negative");
    if (const std::int64_t epoch = step / m_perEpoch; epoch != m_epoch)
        arrange(epoch);
    const std::size_t size = static_cast<std::size_t>(m_options.batchSize);
    const std::size_t begin = static_cast<std::size_t>(step % m_perEpoch) * size;
    return std::span<const int>(m_order).subspan(begin, std::min(size, m_order.size() - begin));
}

void Batches::arrange(std::int64_t epoch)
{
    std::iota(m_order.begin(), m_order.end(), 0);
    if (m_options.order == BatchOrder::Shuffled) {
        Random random(streamSeed(m_options.seed, "shuffling", static_cast<std::uint64_t>(epoch)));
        random.shuffle(std::span<int>(m_order));
    } else {
        std::rotate(m_order.begin(), m_order.begin() + m_options.firstImage, m_order.end());
    }
    m_epoch = epoch;
}

} // namespace nn
