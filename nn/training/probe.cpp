// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/probe.h"

#include "nn/training/loss.h"
#include "nn/training/machine.h"
#include "nn/training/micro_batch.h"

#include <algorithm>
#include <array>

namespace nn {

namespace {

constexpr std::size_t kClasses = 10;
constexpr std::size_t kProbeImages = kClasses + 1;

} // namespace

std::vector<long> probeImages(const ImageSet& images)
{
    std::vector<long> chosen;
    const auto taken = [&](long index) { return std::ranges::find(chosen, index) != chosen.end(); };
    for (std::size_t digit = 0; digit < kClasses; ++digit) {
        const auto first = std::ranges::find(images.labels, digit);
        if (first != images.labels.end())
            chosen.push_back(first - images.labels.begin());
    }
    for (long index = 0; index < images.count && chosen.size() < kProbeImages; ++index) {
        if (!taken(index))
            chosen.push_back(index);
    }
    return chosen;
}

TrainingProbe probe(const Model<float>& model, const ImageSet& images,
    std::span<const long> indices, Workspace<float>& work)
{
    const FlushDenormals flush;
    TrainingProbe result;
    result.images.assign(indices.begin(), indices.end());
    result.labels.resize(indices.size());
    copyLabels(images, indices, result.labels);

    work.rewind();
    work.training = false;
    work.taping = false;
    const View<float> pixels = copyImages(images, indices, work);
    const View<float> logits = model.forward(pixels, work);
    const auto classes = static_cast<std::size_t>(logits.shape.channels);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const std::span<const float> row(logits.data + i * classes, classes);
        std::array<double, kClasses> shares {};
        const std::span<double> share = std::span(shares).first(classes);
        probabilities(row, share);
        const int predicted = argmax(row);
        result.predicted.push_back(predicted);
        result.confidence.push_back(share[static_cast<std::size_t>(predicted)]);
    }
    work.taping = true;
    result.trace = model.traceDepth(pixels, result.labels, work);
    return result;
}

} // namespace nn
