// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/mistakes/padded_border.h"

#include "nn/layers/conv2d.h"
#include "nn/layers/group_norm.h"
#include "nn/layers/ode_block.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace nn {

namespace {

using solvers::MistakeVersion;

constexpr Shape kShape { 5, 5, 64 };
constexpr Index kSamples = 8;
constexpr Index kShown = 2; // of them as pictures
constexpr std::uint64_t kSeed = 1;

using Numbers = std::vector<double>;

Numbers randomStates()
{
    Random random(streamSeed(kSeed, "states"));
    Numbers z(static_cast<std::size_t>(kSamples * kShape.size()));
    std::generate(z.begin(), z.end(), [&] { return random.normal(); });
    return z;
}

/// One field, what it makes of the states, and the end of its ODE block
struct Outcome {
    Numbers bias; ///< of the last convolution, by channel
    Numbers slope; ///< dz/dt, samples x pixels x channels
    Numbers end; ///< z(2)
};

Outcome runField(bool published, const Numbers& z0)
{
    ParameterStore<double> store;
    auto field = borderField(store, kShape, published);
    Random random(streamSeed(kSeed, "weights"));
    field->initialise(random);
    Workspace<double> work;
    work.taping = false;
    const ConstView<double> states(z0.data(), kSamples, kShape);
    Outcome outcome;
    for (const ParameterInfo& tensor : store.tensors())
        if (tensor.name == "conv2.bias")
            outcome.bias = store.exported(tensor);
    const View<double> slope = field->forward(states, work);
    outcome.slope.assign(slope.data, slope.data + slope.size());
    OdeBlockOptions options;
    options.method = &solvers::methodById("rk4");
    options.gradient = &solvers::gradientMethodById("backprop");
    options.solve.t1 = 2.0;
    options.solve.step = 0.5;
    const OdeBlock<double> block(std::move(field), kShape, 0, store.size(), options);
    const View<double> end = block.forward(states, work);
    outcome.end.assign(end.data, end.data + end.size());
    return outcome;
}

std::size_t position(Index sample, Index pixel, Index channel)
{
    return static_cast<std::size_t>((sample * kShape.pixels() + pixel) * kShape.channels + channel);
}

bool onBorder(Index pixel)
{
    const Index row = pixel / kShape.width;
    const Index column = pixel % kShape.width;
    return row == 0 || column == 0 || row == kShape.height - 1 || column == kShape.width - 1;
}

/// Pixels where dz/dt is the same for all samples, in every channel
int constantPixels(const Outcome& outcome)
{
    int count = 0;
    for (Index pixel = 0; pixel < kShape.pixels(); ++pixel) {
        bool same = true;
        for (Index sample = 1; sample < kSamples && same; ++sample)
            for (Index c = 0; c < kShape.channels && same; ++c)
                same = outcome.slope[position(sample, pixel, c)]
                    == outcome.slope[position(0, pixel, c)];
        count += same;
    }
    return count;
}

/// max over the border, all samples and channels, of |z(2) - z(0) - 2 bias|
double offTheLine(const Outcome& outcome, const Numbers& z0)
{
    double largest = 0.0;
    for (Index sample = 0; sample < kSamples; ++sample)
        for (Index pixel = 0; pixel < kShape.pixels(); ++pixel)
            for (Index c = 0; c < kShape.channels && onBorder(pixel); ++c) {
                const std::size_t i = position(sample, pixel, c);
                largest = std::max(largest,
                    std::abs(
                        outcome.end[i] - z0[i] - 2.0 * outcome.bias[static_cast<std::size_t>(c)]));
            }
    return largest;
}

/// The range of dz/dt on the border of channel 1 over all samples
double borderRange(const Outcome& outcome)
{
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -lowest;
    for (Index sample = 0; sample < kSamples; ++sample)
        for (Index pixel = 0; pixel < kShape.pixels(); ++pixel)
            if (onBorder(pixel)) {
                lowest = std::min(lowest, outcome.slope[position(sample, pixel, 0)]);
                highest = std::max(highest, outcome.slope[position(sample, pixel, 0)]);
            }
    return highest - lowest;
}

void addImages(solvers::MistakeRun& run, const Outcome& outcome, MistakeVersion version)
{
    for (Index sample = 0; sample < kShown; ++sample) {
        solvers::MistakeImage image { "d<i>z</i>/d<i>t</i>, input " + std::to_string(sample + 1),
            version, static_cast<int>(kShape.height), static_cast<int>(kShape.width), {} };
        for (Index pixel = 0; pixel < kShape.pixels(); ++pixel)
            image.values.push_back(outcome.slope[position(sample, pixel, 0)]);
        run.images.push_back(std::move(image));
    }
}

} // namespace

std::unique_ptr<Sequential<double>> borderField(
    ParameterStore<double>& store, const Shape& shape, bool published)
{
    constexpr GroupNormOptions kNormalise { 32, 1e-5, true };
    auto field = std::make_unique<Sequential<double>>(shape);
    const Index channels = shape.channels;
    field->add<GroupNorm<double>>(store, "norm1", field->shape(), kNormalise);
    field->add<Conv2d<double>>(store, "conv1", field->shape(), channels,
        Conv2dOptions { .kernel = 3, .padding = published ? 0 : 1 });
    field->add<GroupNorm<double>>(store, "norm2", field->shape(), kNormalise);
    field->add<Conv2d<double>>(store, "conv2", field->shape(), channels,
        Conv2dOptions { .kernel = 1, .padding = published ? 1 : 0 });
    return field;
}

solvers::MistakeRun paddedBorder(
    const std::atomic<bool>& stop, const solvers::MistakeProgress& progress)
{
    const Numbers z0 = randomStates();
    const Outcome published = runField(true, z0);
    if (progress)
        progress(1, 2);
    solvers::MistakeRun run;
    run.stopped = stop;
    if (run.stopped)
        return run;
    const Outcome corrected = runField(false, z0);
    addImages(run, published, MistakeVersion::Published);
    addImages(run, corrected, MistakeVersion::Corrected);
    run.numbers = {
        { "positions of 25 with the same d<i>z</i>/d<i>t</i> for 8 inputs",
            static_cast<double>(constantPixels(published)),
            static_cast<double>(constantPixels(corrected)), 0 },
        { "range of d<i>z</i>/d<i>t</i> on the border, channel 1", borderRange(published),
            borderRange(corrected) },
        { "largest |<i>z</i>(2) − <i>z</i>(0) − 2 · bias| on the border", offTheLine(published, z0),
            offTheLine(corrected, z0) },
    };
    return run;
}

} // namespace nn
