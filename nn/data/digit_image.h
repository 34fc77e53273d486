// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace nn {

/// Brightness or ink, row by row, from 0 to 1; pixels has rows x columns entries.
struct GreyImage {
    int rows = 0;
    int columns = 0;
    std::vector<float> pixels;
};

/// How much ink stands at each pixel (0 to 1) of a picture of a digit on an even ground, dark on
/// light or light on dark: the ground is what most of the picture's border shows, and what stands
/// no further from it than the border scatters is ground, too. All 0 where nothing stands out.
/// Throws std::invalid_argument where pixels does not fit the size or is no finite number.
GreyImage inkOf(const GreyImage& brightness);

/// 28 x 28 pixels prepared as those of MNIST: the box around all ink is scaled, by averages over
/// areas, so that its longer side is 20 pixels, and set so that its centre of mass falls on pixel
/// (14, 14), rounded to whole pixels; the most ink is 1. Digits of MNIST come out unchanged.
/// Empty where there is no ink. Throws std::invalid_argument as inkOf().
/// LeCun, Bottou, Bengio & Haffner, Proc. IEEE 86(11) (1998), sec. III.A.
std::vector<float> centredDigit(const GreyImage& ink);

} // namespace nn
