// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/workspace.h"

#include <span>

namespace nn {

/// Sum over the samples of the cross-entropy -log softmax(logits)[label], formed with the largest
/// logit subtracted, in double. Where gradient is not nullptr, it receives its derivative by the
/// logits divided by divisor: the batch size, also where logits are only a part of the batch.
/// logits: samples x classes; labels: one a sample, 0 <= label < classes.
///
/// smoothing: 0 to 1, the part of a sample's probability that is spread over all classes
/// (Szegedy et al., CVPR 2016, sec. 7).
template <typename Scalar>
double softmaxCrossEntropy(ConstView<Scalar> logits, std::span<const int> labels,
    double divisor = 1.0, Scalar* gradient = nullptr, double smoothing = 0.0);

/// Softmax of one sample's logits, sum 1.
template <typename Scalar>
void probabilities(std::span<const Scalar> logits, std::span<double> result);

/// Index of the largest; the first of equals.
template <typename Scalar>
int argmax(std::span<const Scalar> logits);

} // namespace nn
