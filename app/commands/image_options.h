// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/mnist.h"

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace app {

/// The options that choose images: --data, --split, --first or --indices.
class ImageOptions {
public:
    void add(CLI::App& command);

    void check() const; ///< throws UsageError for a split that is none
    nn::ImageSet load() const; ///< throws std::runtime_error naming the file
    /// Places in a set of `available` images. Throws UsageError naming the option.
    std::vector<long> chosen(long available) const;

private:
    std::string m_data;
    std::string m_split = "test";
    long m_first = 0;
    std::string m_indices;
};

} // namespace app
