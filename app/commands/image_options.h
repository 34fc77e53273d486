// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/mnist.h"

#include <CLI/App.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace app {

/// The options that choose images: --data, --split, --first or --indices.
class ImageOptions {
public:
    void add(CLI::App& command);

    void check() const; ///< throws UsageError for a split that is none
    /// Of a set of the plane where --dataset names one. Throws std::runtime_error naming the file,
    /// UsageError for a set that does not exist.
    nn::ImageSet load() const;
    bool isPlane() const { return !m_dataset.empty() && m_dataset != "mnist"; }
    void addDataset(CLI::App& command); ///< --dataset, --noise and --seed; after add()
    /// Places in a set of `available` images. Throws UsageError naming the option.
    std::vector<long> chosen(long available) const;

private:
    std::string m_data;
    std::string m_split = "test";
    long m_first = 0;
    std::string m_indices;
    std::string m_dataset;
    double m_noise = -1.0; ///< below 0: the set's own
    std::uint64_t m_seed = 1;
    const CLI::App* m_command = nullptr;
};

} // namespace app
