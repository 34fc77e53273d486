// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/random.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace nn {

/// One row of the registry of augmentations: how far a training image is moved at most.
/// Every number is drawn evenly between its two bounds, anew for each image and epoch.
struct AugmentationInfo {
    std::string_view id; ///< as on the command line and in files
    std::string_view name; ///< as on screen
    std::string_view summary;
    double shift = 0.0; ///< pixels up, down, left and right
    bool wholePixels = false; ///< shifts by whole pixels, which change no grey level
    double turn = 0.0; ///< degrees to either side
    double stretch = 0.0; ///< factor 1 - stretch to 1 + stretch, rows and columns each
    double slant = 0.0; ///< columns that a row moves, for each row from the centre
};

std::span<const AugmentationInfo> augmentations();
const AugmentationInfo& augmentationById(std::string_view id); ///< throws std::invalid_argument

/// Where a pixel of the moved image comes from, in pixels from the centre of the image:
///   row    = rowOfRow * r + rowOfColumn * c + rowShift
///   column = columnOfRow * r + columnOfColumn * c + columnShift
/// The image is slanted, then stretched, turned and shifted; this is the way back.
struct ImageWarp {
    double rowOfRow = 1.0;
    double rowOfColumn = 0.0;
    double columnOfRow = 0.0;
    double columnOfColumn = 1.0;
    double rowShift = 0.0;
    double columnShift = 0.0;
};

/// Draws the warps of a run. Those of a batch follow from (seed, step) alone, so that a resumed
/// run goes on with the same ones and no thread can change them.
class Augmentation {
public:
    Augmentation(std::string_view id, std::uint64_t seed); ///< throws std::invalid_argument

    /// One for each image of the batch of a step (from 0), valid until the next call; empty where
    /// images stay as they are.
    std::span<const ImageWarp> warps(std::int64_t step, std::size_t images);

private:
    ImageWarp draw(Random& random) const;

    const AugmentationInfo& m_info;
    std::uint64_t m_seed;
    std::vector<ImageWarp> m_warps;
};

/// Background around an image that warpImage() reads: rows and columns before and after.
inline constexpr int kWarpBefore = 1;
inline constexpr int kWarpAfter = 2;

/// target: rows x columns, the image moved, its pixels interpolated between the four nearest of
/// the source. framed: the source with its frame of zeros, (1 + rows + 2) x (1 + columns + 2);
/// what lies outside the image is background.
template <typename Scalar>
void warpImage(const Scalar* framed, int rows, int columns, const ImageWarp& warp, Scalar* target);

} // namespace nn
