// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/dynamics/trajectory_data.h"

#include "nn/data/random.h"
#include "solvers/analysis/phase_plane.h"
#include "solvers/analysis/solution.h"
#include "solvers/names.h"
#include "solvers/problems/catalogue.h"

#include <cmath>
#include <stdexcept>

namespace nn {

using solvers::Index;
using solvers::Matrix;

namespace {

constexpr double kTolerance = 1e-10;
constexpr int kMostSamples = 100'000;

/// Deviation of every state over the trajectory
solvers::Vector<double> deviations(const Matrix<double>& states)
{
    const solvers::Vector<double> mean = states.rowwise().mean();
    return ((states.colwise() - mean).rowwise().squaredNorm() / double(states.cols())).cwiseSqrt();
}

std::vector<double> equalTimes(double from, double to, int count)
{
    std::vector<double> times(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        times[static_cast<std::size_t>(i)]
            = i + 1 == count ? to : from + (to - from) * i / (count - 1);
    return times;
}

} // namespace

std::string TrajectoryData::trouble() const
{
    if (times.size() < 3)
        return "Learning needs at least 3 samples of a trajectory.";
    if (samples() != static_cast<Index>(times.size()) || dim() < 1)
        return "There must be one state for every time.";
    for (std::size_t k = 1; k < times.size(); ++k)
        if (!(times[k] > times[k - 1]))
            return "Times must rise from sample to sample.";
    if (!states.allFinite())
        return "States must be finite numbers.";
    if ((states.colwise() - states.col(0)).cwiseAbs().maxCoeff() == 0.0)
        return "The trajectory does not move; choose another start or a longer interval.";
    return {};
}

solvers::Problem spiralProblem()
{
    solvers::Problem problem;
    problem.id = "spiral";
    problem.name = "Cubic spiral";
    problem.rhs = { "-0.1*y1^3 + 2*y2^3", "-2*y1^3 - 0.1*y2^3" };
    problem.y0 = { 2.0, 0.0 };
    problem.t1 = 25.0;
    return problem;
}

solvers::Problem dynamicsProblem(const std::string& id)
{
    if (id == "spiral")
        return spiralProblem();
    if (const auto* found = solvers::findProblem(id))
        return *found;
    std::vector<std::string> ids { "spiral" };
    for (const auto& problem : solvers::problems())
        ids.push_back(problem.id);
    throw std::invalid_argument(solvers::unknownName("problem", id, ids));
}

std::string SampleOptions::problem() const
{
    if (samples < 3 || samples > kMostSamples)
        return "The number of samples must be between 3 and " + std::to_string(kMostSamples) + ".";
    if (!std::isfinite(noise) || noise < 0.0)
        return "The noise must be a number from 0.";
    if (!(beyond >= 0.0 && beyond <= 100.0))
        return "The part beyond the data must be from 0 to 100 lengths of the interval.";
    return {};
}

TrajectoryData sampleProblem(const solvers::Problem& problem, const SampleOptions& options)
{
    if (const std::string found = options.problem(); !found.empty())
        throw std::invalid_argument(found);
    if (const std::string found = problem.problem(); !found.empty())
        throw std::invalid_argument(found);
    if (!(problem.t1 > problem.t0))
        throw std::invalid_argument("t1: must lie after t0 to learn from the trajectory");
    if (!problem.eventReset.empty())
        throw std::invalid_argument(
            "event: a field cannot be learned from a trajectory that an event sets back");
    TrajectoryData data;
    data.name = problem.name;
    data.problem = problem;
    data.sampling = options;
    data.times = equalTimes(problem.t0, problem.t1, options.samples);
    const double end = problem.t1 + options.beyond * (problem.t1 - problem.t0);
    if (end > problem.t1) {
        const int count = std::max(2, static_cast<int>(options.beyond * options.samples) + 1);
        data.beyondTimes = equalTimes(problem.t1, end, count);
    }
    std::vector<double> times = data.times;
    times.insert(times.end(), data.beyondTimes.begin() + (data.beyondTimes.empty() ? 0 : 1),
        data.beyondTimes.end());

    solvers::Problem longer = problem;
    longer.t1 = end;
    longer.endText.clear();
    longer.event.clear();
    const solvers::Solution truth = solvers::referenceSolution(longer, kTolerance, nullptr, times);
    const auto dim = static_cast<Index>(problem.dim());
    const Eigen::Map<const Matrix<double>> states(
        truth.y.data(), dim, static_cast<Index>(truth.size()));
    const auto seen = static_cast<Index>(data.times.size());
    if (states.cols() < seen)
        throw std::runtime_error("samples of '" + problem.name + "': " + truth.report.message());
    data.truth = states.leftCols(seen);
    if (states.cols() < static_cast<Index>(times.size()))
        data.beyondTimes.clear(); // it ends somewhere beyond the data
    if (!data.beyondTimes.empty())
        data.beyond = states.rightCols(static_cast<Index>(data.beyondTimes.size()));
    if (!solvers::isAutonomous(problem))
        throw std::invalid_argument("rhs: depends on t, a learned field is a function of the state "
                                    "alone; add a state with y' = 1 in the place of t");
    data.states = data.truth;
    Random random(streamSeed(options.seed, "noise"));
    const solvers::Vector<double> scale = options.noise * deviations(data.truth);
    if (options.noise > 0.0)
        for (Index k = 0; k < seen; ++k)
            for (Index i = 0; i < dim; ++i)
                data.states(i, k) += scale[i] * random.normal();
    if (const std::string found = data.trouble(); !found.empty())
        throw std::invalid_argument(found);
    return data;
}

TrajectoryData trajectoryFromCurve(
    std::span<const std::array<double, 2>> points, int samples, double duration)
{
    std::vector<std::array<double, 2>> kept;
    std::vector<double> along;
    for (const auto& point : points) {
        const double step
            = kept.empty() ? 0.0 : std::hypot(point[0] - kept.back()[0], point[1] - kept.back()[1]);
        if (!kept.empty() && !(step > 0.0))
            continue;
        along.push_back(kept.empty() ? 0.0 : along.back() + step);
        kept.push_back(point);
    }
    if (kept.size() < 2 || samples < 3 || !(duration > 0.0))
        throw std::invalid_argument("A drawn curve needs at least two different points.");
    TrajectoryData data;
    data.name = "Drawn curve";
    data.times = equalTimes(0.0, duration, samples);
    data.states.resize(2, samples);
    std::size_t next = 1;
    for (int k = 0; k < samples; ++k) {
        const double s = along.back() * k / (samples - 1);
        while (next + 1 < kept.size() && along[next] < s)
            ++next;
        const double share = std::min(1.0, (s - along[next - 1]) / (along[next] - along[next - 1]));
        for (std::size_t i = 0; i < 2; ++i)
            data.states(Index(i), k)
                = kept[next - 1][i] + share * (kept[next][i] - kept[next - 1][i]);
    }
    data.truth = data.states;
    return data;
}

} // namespace nn
