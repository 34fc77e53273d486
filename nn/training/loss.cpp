// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/loss.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace nn {

namespace {

/// log of the sum of exp(logit - largest), at least 0.
template <typename Scalar>
double logOfSum(std::span<const Scalar> logits, double largest)
{
    double sum = 0.0;
    for (const Scalar logit : logits)
        sum += std::exp(static_cast<double>(logit) - largest);
    return std::log(sum);
}

} // namespace

template <typename Scalar>
double softmaxCrossEntropy(ConstView<Scalar> logits, std::span<const int> labels, double divisor,
    Scalar* gradient, double smoothing)
{
    assert(static_cast<std::size_t>(logits.samples) == labels.size());
    const auto classes = static_cast<std::size_t>(logits.shape.size());
    const double spread = smoothing / static_cast<double>(classes);
    double loss = 0.0;
    for (std::size_t sample = 0; sample < labels.size(); ++sample) {
        const std::span<const Scalar> row(logits.data + sample * classes, classes);
        const auto label = static_cast<std::size_t>(labels[sample]);
        assert(label < classes);
        const double largest = static_cast<double>(*std::ranges::max_element(row));
        const double logSum = logOfSum(row, largest);
        loss += logSum + largest - static_cast<double>(row[label]);
        if (smoothing > 0.0) { // from the label to the mean over the classes
            const double sum = std::accumulate(row.begin(), row.end(), 0.0);
            loss += smoothing * static_cast<double>(row[label]) - spread * sum;
        }
        if (!gradient)
            continue;
        for (std::size_t k = 0; k < classes; ++k) {
            const double p = std::exp(static_cast<double>(row[k]) - largest - logSum);
            gradient[sample * classes + k] = static_cast<Scalar>(
                (p - spread - (k == label ? 1.0 - smoothing : 0.0)) / divisor);
        }
    }
    return loss;
}

template <typename Scalar>
void probabilities(std::span<const Scalar> logits, std::span<double> result)
{
    const double largest = static_cast<double>(*std::ranges::max_element(logits));
    const double logSum = logOfSum(logits, largest);
    for (std::size_t k = 0; k < logits.size(); ++k)
        result[k] = std::exp(static_cast<double>(logits[k]) - largest - logSum);
}

template <typename Scalar>
int argmax(std::span<const Scalar> logits)
{
    return static_cast<int>(std::ranges::max_element(logits) - logits.begin());
}

template double softmaxCrossEntropy(ConstView<float>, std::span<const int>, double, float*, double);
template double softmaxCrossEntropy(
    ConstView<double>, std::span<const int>, double, double*, double);
template void probabilities(std::span<const float>, std::span<double>);
template void probabilities(std::span<const double>, std::span<double>);
template int argmax(std::span<const float>);
template int argmax(std::span<const double>);

} // namespace nn
