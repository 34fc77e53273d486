// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <vector>

namespace nn {

/// A few images that stay the same through a run: the first of each class, and the first
/// further one. Fewer classes in the set: further images in their place, at most all.
std::vector<long> probeImages(const ImageSet& images);

/// What the present weights make of these images, in evaluation mode.
TrainingProbe probe(const Model<float>& model, const ImageSet& images,
    std::span<const long> indices, Workspace<float>& work);

} // namespace nn
