// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/plane_sets.h"

#include "nn/data/random.h"
#include "solvers/names.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace nn {

namespace {

constexpr double kPi = std::numbers::pi;

const std::array kSets {
    PlaneSetInfo { "spirals", "Two spirals",
        "Two arms of a little more than one turn, after Lang & Witbrock, CMU (1988).", true, 0.02,
        360, 400 },
    PlaneSetInfo { "circles", "Concentric circles",
        "A disc of radius 0.5 in a ring from 1 to 1.5; Dupont, Doucet & Teh, arXiv:1904.01681.",
        true, 0.0, 400, 400 },
    PlaneSetInfo {
        "moons", "Two moons", "Two half circles that reach into each other.", true, 0.1, 360, 400 },
    PlaneSetInfo {
        "xor", "XOR", "Four squares; opposite ones have the same class.", true, 0.0, 360, 400 },
    PlaneSetInfo { "gaussians", "Two Gaussians", "Two normal clouds, centres 1.41 apart.", true,
        0.2, 360, 400 },
    PlaneSetInfo { "checkerboard", "Checkerboard", "4 x 4 squares with the classes in turn.", true,
        0.0, 800, 800 },
    PlaneSetInfo { "painted", "Painted", "Points that were set with the mouse.", false, 0.0, 0, 0 },
    PlaneSetInfo { "csv", "CSV file", "x1,x2,label a line, label 0 or 1.", false, 0.0, 0, 0 },
};

constexpr int kCells = 4; ///< of the checkerboard, a side
constexpr double kGap = 0.06; ///< of XOR, between the axes and the squares

using Point = std::array<double, 2>;

/// Uniform by radius as in ANODE's code: radius = low + (high - low) sqrt(u).
Point inRing(double low, double high, Random& random)
{
    const double radius = low + (high - low) * std::sqrt(random.uniform());
    const double angle = random.uniform(0.0, 2.0 * kPi);
    return { radius * std::cos(angle), radius * std::sin(angle) };
}

Point onSpiral(int label, Random& random)
{
    constexpr double turns = 1.1;
    const double share = random.uniform();
    const double radius = 0.2 + 0.75 * share;
    const double angle = 2.0 * kPi * turns * share + (label == 0 ? 0.5 : 1.5) * kPi;
    return { radius * std::cos(angle), radius * std::sin(angle) };
}

/// As scikit-learn's make_moons, with the middle at the origin.
Point onMoon(int label, Random& random)
{
    const double angle = random.uniform(0.0, kPi);
    if (label == 0)
        return { std::cos(angle) - 0.5, std::sin(angle) - 0.25 };
    return { 0.5 - std::cos(angle), 0.25 - std::sin(angle) };
}

Point inQuadrant(int label, Random& random)
{
    const double x = random.uniform(kGap, 1.0);
    const double y = random.uniform(kGap, 1.0);
    const double side = random.below(2) == 0 ? 1.0 : -1.0;
    return { side * x, (label == 0 ? side : -side) * y };
}

Point onBoard(int label, Random& random)
{
    const auto row = static_cast<int>(random.below(kCells));
    const auto pair = static_cast<int>(random.below(kCells / 2));
    const int column = 2 * pair + (row + label) % 2;
    const auto place
        = [&](int cell) { return 2.0 * (cell + random.uniform(0.0, 1.0)) / kCells - 1.0; };
    const double x = place(column);
    return { x, place(row) };
}

Point drawn(std::string_view set, int label, Random& random)
{
    if (set == "spirals")
        return onSpiral(label, random);
    if (set == "circles")
        return label == 0 ? inRing(0.0, 0.5, random) : inRing(1.0, 1.5, random);
    if (set == "moons")
        return onMoon(label, random);
    if (set == "xor")
        return inQuadrant(label, random);
    if (set == "gaussians")
        return label == 0 ? Point { 0.5, 0.5 } : Point { -0.5, -0.5 };
    return onBoard(label, random);
}

std::vector<LabelledPoint> generated(
    const PlaneSetConfig& config, Split split, long count, std::uint64_t seed)
{
    Random random(streamSeed(seed, "plane-set", split == Split::Train ? 0 : 1));
    std::vector<LabelledPoint> points;
    points.reserve(static_cast<std::size_t>(count));
    for (long i = 0; i < count; ++i) {
        const int label = config.set == "circles" ? (i % 4 == 0 ? 0 : 1) : static_cast<int>(i % 2);
        const Point at = drawn(config.set, label, random);
        const double x = at[0] + config.noise * random.normal();
        const double y = at[1] + config.noise * random.normal();
        points.push_back({ static_cast<float>(x), static_cast<float>(y), label });
    }
    return points;
}

/// Every fifth point of an order that the seed decides is for testing.
std::vector<LabelledPoint> dealt(std::vector<LabelledPoint> points, Split split, std::uint64_t seed)
{
    constexpr std::size_t kEvery = 5;
    constexpr std::size_t kFewest = 10; ///< to be dealt out at all
    if (points.size() < kFewest)
        return points;
    Random random(streamSeed(seed, "plane-file"));
    random.shuffle(std::span<LabelledPoint>(points));
    std::vector<LabelledPoint> half;
    for (std::size_t i = 0; i < points.size(); ++i)
        if ((i % kEvery == 0) == (split == Split::Test))
            half.push_back(points[i]);
    return half;
}

std::string classesProblem(std::span<const LabelledPoint> points)
{
    for (const int label : { 0, 1 })
        if (std::ranges::find(points, label, &LabelledPoint::label) == points.end())
            return "No painted point has class " + std::to_string(label)
                + "; paint at least one of each class.";
    return {};
}

} // namespace

std::span<const PlaneSetInfo> planeSets()
{
    return kSets;
}

const PlaneSetInfo& planeSetById(std::string_view id)
{
    std::vector<std::string> ids;
    for (const PlaneSetInfo& set : kSets) {
        if (set.id == id)
            return set;
        ids.emplace_back(set.id);
    }
    throw std::invalid_argument(solvers::unknownName("data set", id, ids));
}

std::string PlaneSetConfig::problem() const
{
    try {
        planeSetById(set);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    if (!std::isfinite(noise) || noise < 0.0)
        return "The noise of the data set must be at least 0.";
    if (set == "csv" && file.empty())
        return "The data set 'csv' needs a file with a point a line.";
    if (set != "painted")
        return {};
    if (painted.size() > kMostPainted)
        return "At most " + std::to_string(kMostPainted) + " points can be painted.";
    for (const LabelledPoint& point : painted)
        if (!std::isfinite(point.x) || !std::isfinite(point.y) || point.label < 0
            || point.label > 1)
            return "A painted point needs finite coordinates and the class 0 or 1.";
    return classesProblem(painted);
}

PlaneSetConfig planeSetConfig(std::string_view id)
{
    PlaneSetConfig config;
    config.set = planeSetById(id).id;
    config.noise = planeSetById(id).noise;
    return config;
}

std::vector<LabelledPoint> planePoints(
    const PlaneSetConfig& config, Split split, long count, std::uint64_t seed)
{
    if (const std::string trouble = config.problem(); !trouble.empty())
        throw std::invalid_argument(trouble);
    if (count < 0)
        throw std::invalid_argument("The number of points must be at least 1.");
    const PlaneSetInfo& info = planeSetById(config.set);
    if (info.generated)
        return generated(config, split,
            count > 0 ? count : (split == Split::Train ? info.train : info.test), seed);
    std::vector<LabelledPoint> points
        = config.set == "csv" ? dealt(readPlaneCsv(config.file), split, seed) : config.painted;
    const auto most = static_cast<long>(points.size());
    if (count > most)
        throw std::invalid_argument("The data set has " + std::to_string(most)
            + (split == Split::Train ? " training" : " test") + " points, fewer than the "
            + std::to_string(count) + " asked for.");
    if (count > 0)
        points.resize(static_cast<std::size_t>(count));
    return points;
}

ImageSet planeSamples(std::span<const LabelledPoint> points)
{
    ImageSet set;
    set.count = static_cast<int>(points.size());
    set.rows = 1;
    set.columns = 2;
    for (const LabelledPoint& point : points) {
        set.values.push_back(point.x);
        set.values.push_back(point.y);
        set.labels.push_back(static_cast<std::uint8_t>(point.label));
    }
    return set;
}

} // namespace nn
