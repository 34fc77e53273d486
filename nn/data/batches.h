// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nn {

enum class BatchOrder { Shuffled, File };

struct BatchOptions {
    int images = 0; ///< in the data set, > 0
    int batchSize = 32; ///< > 0
    BatchOrder order = BatchOrder::Shuffled;
    int firstImage = 0; ///< file order only: where an epoch starts, 0 <= firstImage < images
    std::uint64_t seed = 0; ///< of the run
    std::string problem() const; ///< empty if usable, else a sentence for the user
};

/// Deals the images of a data set out in batches, each image once an epoch.
///
/// Shuffled: a new permutation each epoch, which depends on (seed, epoch) alone, so a
/// resumed run sees the same batches. File order: firstImage, firstImage + 1, ... and, past
/// the last image, 0, 1, ... The last batch of an epoch may be smaller (as PyTorch's
/// DataLoader with drop_last=False).
class Batches {
public:
    explicit Batches(const BatchOptions& options); ///< throws std::invalid_argument

    int perEpoch() const { return m_perEpoch; } ///< batches an epoch

    /// Indices of the images of one batch, valid until the next call. step counts batches
    /// from 0 over all epochs: epoch step / perEpoch(), batch step % perEpoch().
    std::span<const int> batch(std::int64_t step);

private:
    void arrange(std::int64_t epoch);

    BatchOptions m_options;
    int m_perEpoch = 0;
    std::int64_t m_epoch = -1; ///< whose order m_order holds
    std::vector<int> m_order;
};

} // namespace nn
