// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/augmentation.h"

#include "solvers/registry.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace nn {

namespace {

constexpr std::array kAugmentations {
    AugmentationInfo { "none", "None", "images as they are" },
    AugmentationInfo { "shift", "Shifts", "up to 2 whole pixels each way", 2.0, true },
    AugmentationInfo { "affine", "Shift, turn, stretch, slant",
        "up to 2 pixels, 10 degrees, 10 % along rows and columns, slant 0.15", 2.0, false, 10.0,
        0.1, 0.15 },
};

double wholeShift(Random& random, double most)
{
    const auto count = static_cast<std::uint64_t>(2.0 * most) + 1;
    return static_cast<double>(random.below(count)) - most;
}

} // namespace

std::span<const AugmentationInfo> augmentations()
{
    return kAugmentations;
}

const AugmentationInfo& augmentationById(std::string_view id)
{
    return solvers::rowById(kAugmentations, id, "augmentation");
}

Augmentation::Augmentation(std::string_view id, std::uint64_t seed)
    : m_info(augmentationById(id))
    , m_seed(seed)
{
}

std::span<const ImageWarp> Augmentation::warps(std::int64_t step, std::size_t images)
{
    if (m_info.shift == 0.0)
        return {};
    Random random(streamSeed(m_seed, "augmentation", static_cast<std::uint64_t>(step)));
    m_warps.clear();
    for (std::size_t i = 0; i < images; ++i)
        m_warps.push_back(draw(random));
    return m_warps;
}

ImageWarp Augmentation::draw(Random& random) const
{
    if (m_info.wholePixels) {
        ImageWarp warp;
        warp.rowShift = wholeShift(random, m_info.shift);
        warp.columnShift = wholeShift(random, m_info.shift);
        return warp;
    }
    const auto even = [&random](double most) { return random.uniform(-most, most); };
    const double down = even(m_info.shift);
    const double right = even(m_info.shift);
    const double angle = even(m_info.turn) * std::numbers::pi / 180.0;
    const double high = 1.0 + even(m_info.stretch);
    const double wide = 1.0 + even(m_info.stretch);
    const double slant = even(m_info.slant);
    // Turned back, then shrunk back; the slant last, and the shift first of all.
    ImageWarp warp;
    warp.rowOfRow = std::cos(angle) / high;
    warp.rowOfColumn = -std::sin(angle) / high;
    warp.columnOfRow = std::sin(angle) / wide - slant * warp.rowOfRow;
    warp.columnOfColumn = std::cos(angle) / wide - slant * warp.rowOfColumn;
    warp.rowShift = -(warp.rowOfRow * down + warp.rowOfColumn * right);
    warp.columnShift = -(warp.columnOfRow * down + warp.columnOfColumn * right);
    return warp;
}

template <typename Scalar>
void warpImage(const Scalar* framed, int rows, int columns, const ImageWarp& warp, Scalar* target)
{
    const int width = kWarpBefore + columns + kWarpAfter;
    // A place a pixel or more outside reads zeros only, whichever.
    const auto lastRow = static_cast<Scalar>(rows + kWarpBefore);
    const auto lastColumn = static_cast<Scalar>(columns + kWarpBefore);
    const double middleRow = (rows - 1) / 2.0;
    const double middleColumn = (columns - 1) / 2.0;
    const auto rowSlope = static_cast<Scalar>(warp.rowOfColumn);
    const auto columnSlope = static_cast<Scalar>(warp.columnOfColumn);
    for (int r = 0; r < rows; ++r) {
        const double fromMiddle = r - middleRow;
        const auto rowBegin = static_cast<Scalar>(warp.rowOfRow * fromMiddle
            - warp.rowOfColumn * middleColumn + warp.rowShift + middleRow + kWarpBefore);
        const auto columnBegin = static_cast<Scalar>(warp.columnOfRow * fromMiddle
            - warp.columnOfColumn * middleColumn + warp.columnShift + middleColumn + kWarpBefore);
        Scalar* const out = target + r * columns;
#pragma omp simd
        for (int c = 0; c < columns; ++c) {
            const auto along = static_cast<Scalar>(c);
            const Scalar y = std::clamp(rowBegin + rowSlope * along, Scalar(0), lastRow);
            const Scalar x = std::clamp(columnBegin + columnSlope * along, Scalar(0), lastColumn);
            const int row = static_cast<int>(y);
            const int column = static_cast<int>(x);
            const Scalar below = y - static_cast<Scalar>(row);
            const Scalar right = x - static_cast<Scalar>(column);
            const Scalar* const from = framed + row * width + column;
            const Scalar upper = from[0] + right * (from[1] - from[0]);
            const Scalar lower = from[width] + right * (from[width + 1] - from[width]);
            out[c] = upper + below * (lower - upper);
        }
    }
}

template void warpImage(const float*, int, int, const ImageWarp&, float*);
template void warpImage(const double*, int, int, const ImageWarp&, double*);

} // namespace nn
