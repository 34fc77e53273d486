// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nn {

/// How a problem is sampled.
struct SampleOptions {
    int samples = 1000; ///< at equal times, both ends included
    double noise = 0.0; ///< deviation of normal noise, in units of each state's own deviation
    double beyond = 0.5; ///< how far the truth goes on, in lengths of the interval
    std::uint64_t seed = 1;

    std::string problem() const; ///< empty if usable, else a sentence naming the option
    bool operator==(const SampleOptions&) const = default;
};

/// One sampled trajectory to learn a field from.
struct TrajectoryData {
    std::string name; ///< on screen
    std::vector<double> times; ///< rising, at least 3
    solvers::Matrix<double> states; ///< as observed, dim x times.size()
    solvers::Matrix<double> truth; ///< without noise; equal to states where that is unknown
    /// Beyond the data: what extrapolation is judged by. Maybe nothing.
    std::vector<double> beyondTimes;
    solvers::Matrix<double> beyond; ///< dim x beyondTimes.size()
    std::optional<solvers::Problem> problem; ///< that the samples come from
    std::optional<SampleOptions> sampling; ///< how, where there is one

    solvers::Index dim() const { return states.rows(); }
    solvers::Index samples() const { return states.cols(); }
    double meanGap() const { return (times.back() - times.front()) / double(times.size() - 1); }
    std::string trouble() const; ///< empty if usable, else a sentence
};

/// The cubic spiral of torchdiffeq's demonstration (examples/ode_demo.py): y' = y^3 A from (2, 0)
/// on [0, 25].
solvers::Problem spiralProblem();

/// spiralProblem() for "spiral", else the catalogue's. Throws std::invalid_argument with the
/// closest ids.
solvers::Problem dynamicsProblem(const std::string& id);

/// Samples of the reference solution (tolerance 1e-10). Throws std::invalid_argument for
/// unusable options and problems that a field f(y) cannot stand for: with an explicit t, an event
/// that resets the state, or time running backwards; std::runtime_error where the solve fails.
TrajectoryData sampleProblem(const solvers::Problem& problem, const SampleOptions& options);

/// A curve drawn with the mouse: points in the order of drawing become `samples` states at equal
/// distances along it, run through in time `duration`. Throws std::invalid_argument for fewer
/// than 2 different points.
TrajectoryData trajectoryFromCurve(
    std::span<const std::array<double, 2>> points, int samples, double duration);

/// A time series: a line for each time, t,y1,...,yn; a first line without numbers names the
/// columns; lines that begin with # are left out. The last share `holdout` is kept back as what
/// lies beyond. Throws std::runtime_error("FILE: line L, column C: found ..., expected ...").
TrajectoryData readTrajectoryCsv(const std::filesystem::path& file, double holdout = 0.25);

} // namespace nn
