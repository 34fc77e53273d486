// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/mnist.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace nn {

inline constexpr int kDigitClasses = 10;

/// What a model answered on a test set, image by image in the order of `images`.
struct TestAnswers {
    std::vector<long> images; ///< indices into the test set
    std::vector<std::uint8_t> labels; ///< 0 to 9
    std::vector<std::uint8_t> predicted;
    std::vector<float> confidence; ///< probability of the predicted class
};

/// logits: 10 numbers for each index. Throws std::invalid_argument where they do not fit.
TestAnswers testAnswers(
    const ImageSet& images, std::span<const long> indices, std::span<const float> logits);

/// How often each class was taken for which.
class ConfusionMatrix {
public:
    ConfusionMatrix() = default;
    explicit ConfusionMatrix(const TestAnswers& answers);

    /// Images of class `label` that were taken for `predicted`; both 0 to 9.
    long count(int label, int predicted) const { return m_counts[at(label, predicted)]; }
    long total(int label) const; ///< images of a class
    long total() const; ///< all images
    long wrong() const;
    /// Share of a class that was taken for another; NaN where it has no image.
    double error(int label) const;

private:
    static std::size_t at(int label, int predicted)
    {
        return static_cast<std::size_t>(label * kDigitClasses + predicted);
    }

    std::array<long, static_cast<std::size_t>(kDigitClasses* kDigitClasses)> m_counts {};
};

/// Places in `answers` of the images of one cell, those that the model was surest of first.
std::vector<std::size_t> answersIn(const TestAnswers& answers, int label, int predicted);

} // namespace nn
