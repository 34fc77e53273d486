// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/augmentation.h"
#include "nn/data/mnist.h"
#include "nn/layers/workspace.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace nn {

/// Samples that go through a model together: their activations stay in a core's cache. The
/// partition of a batch is the same for every number of threads, and so is what error control
/// of an adaptive solver sees.
inline constexpr int kMicroBatch = 4;

inline std::size_t microBatches(std::size_t samples)
{
    return (samples + kMicroBatch - 1) / kMicroBatch;
}

/// Pixels of the images at `indices`, samples x rows x columns x 1, in work's arena: the float32
/// nearest byte / 255 whatever Scalar is, as torchvision's ToTensor. warps: one an image, or none.
template <typename Scalar, typename Integer>
View<Scalar> copyImages(const ImageSet& images, std::span<const Integer> indices,
    Workspace<Scalar>& work, std::span<const ImageWarp> warps = {})
{
    static constexpr auto levels = [] {
        std::array<Scalar, 256> table {};
        for (int level = 0; level < 256; ++level)
            table[static_cast<std::size_t>(level)] = static_cast<float>(level) / 255.0F;
        return table;
    }();
    const Shape shape { images.rows, images.columns, 1 };
    const auto pixels = static_cast<std::size_t>(shape.size());
    const View<Scalar> view = work.allocate(static_cast<Index>(indices.size()), shape);
    Scalar* target = view.data;
    if (!warps.empty()) {
        const Index width = images.columns + kWarpBefore + kWarpAfter;
        const Index size = width * (images.rows + kWarpBefore + kWarpAfter);
        Scalar* const framed = work.allocate(size);
        std::fill(framed, framed + size, Scalar(0));
        for (std::size_t i = 0; i < indices.size(); ++i, target += pixels) {
            const std::uint8_t* source
                = images.pixels.data() + static_cast<std::size_t>(indices[i]) * pixels;
            for (int row = 0; row < images.rows; ++row)
                for (int column = 0; column < images.columns; ++column)
                    framed[(row + kWarpBefore) * width + column + kWarpBefore] = levels[*source++];
            warpImage(framed, images.rows, images.columns, warps[i], target);
        }
        return view;
    }
    for (const Integer index : indices) {
        const std::uint8_t* source
            = images.pixels.data() + static_cast<std::size_t>(index) * pixels;
        for (std::size_t i = 0; i < pixels; ++i)
            *target++ = levels[source[i]];
    }
    return view;
}

/// The labels of the same images, as far as result is long.
template <typename Integer>
void copyLabels(const ImageSet& images, std::span<const Integer> indices, std::span<int> result)
{
    for (std::size_t i = 0; i < indices.size(); ++i)
        result[i] = images.labels[static_cast<std::size_t>(indices[i])];
}

} // namespace nn
