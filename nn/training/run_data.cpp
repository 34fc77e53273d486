// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/run_data.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace nn {

namespace {

/// Keeps the first `count` images (0: all).
void truncate(ImageSet& images, long count, const char* which)
{
    if (count > images.count)
        throw std::invalid_argument("The " + std::string(which) + " set has "
            + std::to_string(images.count) + " images, fewer than the " + std::to_string(count)
            + " asked for.");
    if (count == 0)
        return;
    images.count = static_cast<int>(count);
    const auto pixels
        = static_cast<std::size_t>(images.rows) * static_cast<std::size_t>(images.columns);
    images.pixels.resize(static_cast<std::size_t>(count) * pixels);
    images.labels.resize(static_cast<std::size_t>(count));
}

/// Cuts the numbers off after the first `kept` and returns the others; none stay none.
template <typename Number>
std::vector<Number> cutOff(std::vector<Number>& numbers, std::size_t kept)
{
    const auto end = static_cast<std::ptrdiff_t>(std::min(kept, numbers.size()));
    std::vector<Number> rest(numbers.begin() + end, numbers.end());
    numbers.resize(static_cast<std::size_t>(end));
    return rest;
}

/// Takes the last `count` images off the set and returns them.
ImageSet holdOut(ImageSet& images, long count)
{
    if (count >= images.count)
        throw std::invalid_argument("The number of validation images must be below "
            + std::to_string(images.count) + ", the size of the training set.");
    ImageSet held { static_cast<int>(count), images.rows, images.columns, {}, {} };
    const auto kept = static_cast<std::size_t>(images.count - count);
    const std::size_t numbers = kept * static_cast<std::size_t>(images.rows * images.columns);
    held.pixels = cutOff(images.pixels, numbers);
    held.values = cutOff(images.values, numbers);
    held.labels = cutOff(images.labels, kept);
    images.count = static_cast<int>(kept);
    return held;
}

} // namespace

RunData loadRunData(const TrainingOptions& options)
{
    RunData data;
    if (options.plane.empty()) {
        const auto directory
            = options.dataDirectory.empty() ? shippedMnist() : options.dataDirectory;
        data.train = loadMnist(Split::Train, directory);
        data.test = loadMnist(Split::Test, directory);
        truncate(data.train, options.trainImages, "training");
        truncate(data.test, options.testImages, "test");
    } else {
        const auto points = [&options](Split split, long count) {
            return planeSamples(planePoints(options.plane, split, count, options.seed));
        };
        data.train = points(Split::Train, options.trainImages);
        data.test = points(Split::Test, options.testImages);
    }
    data.validation = holdOut(data.train, options.validationImages);
    return data;
}

} // namespace nn
