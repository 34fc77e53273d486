// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/mnist.h"
#include "nn/models/model_weights.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace nn {

struct GradientCheckOptions {
    int weights = 8; ///< how many are looked at, >= 1, spread over the tensors
    double difference = 1e-6; ///< d of the central differences, > 0
};

/// One number of the model: its derivative by backward(), and by (L(w + d) - L(w - d)) / (2 d).
struct CheckedWeight {
    std::string tensor; ///< "ode.func.conv1.weight"
    Index index = 0; ///< in the tensor, in the order of the store
    double gradient = 0.0;
    double difference = 0.0;
    double error = 0.0; ///< |gradient - difference| / max of their sizes, see checkGradient()
};

struct GradientCheck {
    std::vector<CheckedWeight> weights;
    double loss = 0.0; ///< mean over the images
    double largestError = 0.0;
    bool stopped = false;
    std::string problem; ///< a solve that failed; empty if none did
};

/// Checks the model's gradient of the mean loss on a few images, all in double: of each of
/// some tensors the weight with the largest derivative. The error is relative to the larger of
/// both values, at least 1e-6. backprop agrees to rounding; adjoint and the like solve another
/// equation, and agree to the error of the solver. Where error control chooses other steps for
/// w + d and w - d, their errors count, divided by d.
/// proceed(done, all) is called before every difference; false stops.
/// Throws std::invalid_argument for unusable options, images or weights.
GradientCheck checkGradient(const ModelWeights& weights, const ImageSet& images,
    std::span<const long> indices, const GradientCheckOptions& options,
    const std::function<bool(int done, int all)>& proceed = {});

} // namespace nn
