// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/kernels/simd.h"

namespace nn::kernels {

/// So many channels have room in scratch memory on the stack.
inline constexpr Index kMostNormalisedChannels = 512;

/// Group normalisation (Wu & He, ECCV 2018, arXiv:1803.08494), if wanted with a ReLU on top.
struct GroupNormShape {
    Index pixels = 1;
    Index channels = 1;
    Index groups = 1; ///< divides channels
    double epsilon = 1e-5;
    bool relu = false;
};

/// y = relu((x - mean) * inverse * scale + offset) of one sample, pixels x channels; mean and
/// inverse = 1 / sqrt(variance + epsilon) of each channel's group are left in two vectors of
/// `channels` numbers.
template <typename Scalar>
void groupNormForward(const GroupNormShape& shape, const Scalar* x, const Scalar* scale,
    const Scalar* offset, Scalar* y, Scalar* mean, Scalar* inverse);

/// dx from dy, for the statistics that the forward pass left; dscale and doffset are added to.
template <typename Scalar>
void groupNormBackward(const GroupNormShape& shape, const Scalar* x, const Scalar* dy,
    const Scalar* mean, const Scalar* inverse, const Scalar* scale, const Scalar* offset,
    Scalar* dx, Scalar* dscale, Scalar* doffset);

} // namespace nn::kernels
