// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/depth/depth_stack.h"

#include <cmath>

namespace ui {

/// The slider for the number of blocks is logarithmic.
inline constexpr int kBlocksSliderSteps = 600;

inline int blocksAt(int position)
{
    return static_cast<int>(
        std::lround(std::pow(nn::kMostBlocks, static_cast<double>(position) / kBlocksSliderSteps)));
}

inline int positionOfBlocks(int blocks)
{
    return static_cast<int>(
        std::lround(kBlocksSliderSteps * std::log(blocks) / std::log(nn::kMostBlocks)));
}

} // namespace ui
