// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/mnist.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nn {

/// A point of the plane and its class, 0 or 1.
struct LabelledPoint {
    float x = 0.0F;
    float y = 0.0F;
    int label = 0;

    bool operator==(const LabelledPoint&) const = default;
};

/// One row of the registry of sets of points in the plane, two classes each.
struct PlaneSetInfo {
    std::string_view id; ///< "spirals", ...
    std::string_view name; ///< as on screen
    std::string_view summary; ///< what it is, with the source
    bool generated; ///< from a seed; false: painted, or read from a file
    double noise; ///< default standard deviation
    long train; ///< default number of points; 0 where the points decide
    long test;
};

std::span<const PlaneSetInfo> planeSets();
const PlaneSetInfo& planeSetById(std::string_view id); ///< throws std::invalid_argument, closest

/// Which points, apart from how many and the seed.
struct PlaneSetConfig {
    std::string set; ///< id in the registry; empty: no set of the plane
    double noise = 0.0; ///< standard deviation of what is added to each coordinate, >= 0
    std::filesystem::path file; ///< of "csv"
    std::vector<LabelledPoint> painted; ///< of "painted"

    bool empty() const { return set.empty(); }
    std::string problem() const; ///< empty if usable, else a sentence for the user
    bool operator==(const PlaneSetConfig&) const = default;
};

/// The set that the registry describes, with its noise.
PlaneSetConfig planeSetConfig(std::string_view id);

/// Most points that may be painted, or read from a file.
inline constexpr std::size_t kMostPainted = 5000;
inline constexpr std::size_t kMostFilePoints = 200'000;

/// `count` points (0: as many as the registry says) of one half of a set; train and test are
/// drawn apart, the same arguments give the same points. Generated classes are of equal size,
/// but for the circles, where three of four points are outside, as in ANODE. A file's points are
/// dealt out by the seed, every fifth to the test half (a file of fewer than ten points, and
/// painted points: both halves are all of them); then `count` must not exceed them.
/// Throws std::invalid_argument for a config that cannot be, std::runtime_error for a file.
std::vector<LabelledPoint> planePoints(
    const PlaneSetConfig& config, Split split, long count, std::uint64_t seed);

/// The same as a set that models take: values of 1 x 2, labels 0 and 1.
ImageSet planeSamples(std::span<const LabelledPoint> points);

/// Reads "x1,x2,label" a line, label 0 or 1. A first line without a number is a header, empty
/// lines and those that begin with # are left out. At least one point of each class. Throws
/// std::runtime_error("FILE: line 3, column 2: found 'x', expected a finite number").
std::vector<LabelledPoint> readPlaneCsv(const std::filesystem::path& file);

} // namespace nn
