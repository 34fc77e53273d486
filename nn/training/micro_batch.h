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

/// Points of the plane are so few numbers that more go together: calls must not cost more than
/// the arithmetic.
inline constexpr int kMicroBatchOfPoints = 64;

/// Samples in a micro-batch of what a model takes.
inline std::size_t microBatchSize(const Shape& input)
{
    return input.pixels() > 1 ? kMicroBatch : kMicroBatchOfPoints;
}

inline std::size_t microBatches(std::size_t samples, std::size_t size = kMicroBatch)
{
    return (samples + size - 1) / size;
}

/// Those of a set that has values instead of pixels: samples x 1 x 1 x columns.
template <typename Scalar, typename Integer>
View<Scalar> copyValues(
    const ImageSet& set, std::span<const Integer> indices, Workspace<Scalar>& work)
{
    const auto size = static_cast<std::size_t>(set.columns);
    const View<Scalar> view
        = work.allocate(static_cast<Index>(indices.size()), Shape { 1, 1, set.columns });
    Scalar* target = view.data;
    for (const Integer index : indices) {
        const float* source = set.values.data() + static_cast<std::size_t>(index) * size;
        target = std::copy_n(source, size, target);
    }
    return view;
}

/// Pixels of the images at `indices`, samples x rows x columns x 1, in work's arena: the float32
/// nearest byte / 255 whatever Scalar is, as torchvision's ToTensor; warps: one an image, or none.
/// Values of a set that has them.
template <typename Scalar, typename Integer>
View<Scalar> copyImages(const ImageSet& images, std::span<const Integer> indices,
    Workspace<Scalar>& work, std::span<const ImageWarp> warps = {})
{
    if (!images.values.empty())
        return copyValues(images, indices, work);
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
