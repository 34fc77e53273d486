// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/confusion.h"

#include "nn/training/loss.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

namespace nn {

TestAnswers testAnswers(
    const ImageSet& images, std::span<const long> indices, std::span<const float> logits)
{
    constexpr auto kClasses = static_cast<std::size_t>(kDigitClasses);
    if (logits.size() != indices.size() * kClasses)
        throw std::invalid_argument("answers: found " + std::to_string(logits.size())
            + " logits, expected 10 for each of " + std::to_string(indices.size()) + " images");
    TestAnswers answers;
    answers.images.assign(indices.begin(), indices.end());
    for (std::size_t i = 0; i < indices.size(); ++i) {
        if (indices[i] < 0 || indices[i] >= images.count)
            throw std::invalid_argument("answers: there is no image " + std::to_string(indices[i]));
        const std::span<const float> row = logits.subspan(i * kClasses, kClasses);
        std::array<double, kClasses> share {};
        probabilities(row, share);
        const int predicted = argmax(row);
        answers.labels.push_back(images.labels[static_cast<std::size_t>(indices[i])]);
        answers.predicted.push_back(static_cast<std::uint8_t>(predicted));
        answers.confidence.push_back(
            static_cast<float>(share[static_cast<std::size_t>(predicted)]));
    }
    return answers;
}

ConfusionMatrix::ConfusionMatrix(const TestAnswers& answers)
{
    for (std::size_t i = 0; i < answers.labels.size(); ++i)
        ++m_counts[at(answers.labels[i], answers.predicted[i])];
}

long ConfusionMatrix::total(int label) const
{
    const auto row = m_counts.begin() + label * kDigitClasses;
    return std::accumulate(row, row + kDigitClasses, 0L);
}

long ConfusionMatrix::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), 0L);
}

long ConfusionMatrix::wrong() const
{
    long right = 0;
    for (int label = 0; label < kDigitClasses; ++label)
        right += count(label, label);
    return total() - right;
}

double ConfusionMatrix::error(int label) const
{
    const long all = total(label);
    return all > 0 ? static_cast<double>(all - count(label, label)) / static_cast<double>(all)
                   : std::numeric_limits<double>::quiet_NaN();
}

std::vector<std::size_t> answersIn(const TestAnswers& answers, int label, int predicted)
{
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < answers.labels.size(); ++i)
        if (answers.labels[i] == label && answers.predicted[i] == predicted)
            places.push_back(i);
    std::ranges::stable_sort(places, [&answers](std::size_t a, std::size_t b) {
        return answers.confidence[a] > answers.confidence[b];
    });
    return places;
}

} // namespace nn
