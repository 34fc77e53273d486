// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/depth/depth_stack.h"

#include <atomic>
#include <optional>

namespace nn {

/// States of one point along depth, t from 0.
struct DepthPath {
    std::vector<double> t;
    std::vector<solvers::PlanePoint> points; ///< h(t), the input first
    long nfe = 0;
    std::string trouble; ///< why it ends before T; else empty

    bool operator==(const DepthPath&) const = default;
};

/// The states h_0, h_1 ... that a stack gives one input. Throws std::invalid_argument for an
/// unusable stack or solver.
DepthPath stackPath(const DepthStack& stack, const DepthSolver& solver,
    const solvers::PlanePoint& input, const std::atomic<bool>& stop);

/// The continuous flow, by Dormand and Prince's method of order 8 with tolerances of 1e-13; with
/// own weights the field changes at every block. points: at least so many over [0, T]; 0: as the
/// method likes.
DepthPath flowPath(const DepthStack& stack, const solvers::PlanePoint& input, int points,
    const std::atomic<bool>& stop);

/// The stack built of layers (h + (T/N) f(h, theta), layer by layer) against the solver as a layer,
/// both with the same weights and inputs: the largest difference of an output, and of an entry of
/// the gradients by inputs and weights of L = (sum of |h_N|^2) / 2, back-propagated through the
/// layers and through the steps of the solver. Euler's method with T/N = 1 gives exactly 0.
struct StackComparison {
    double outputs = 0.0;
    double gradients = 0.0;
    std::vector<double> stackOutputs, solverOutputs; ///< h_N of the inputs, two numbers each
    std::vector<double> stackGradients, solverGradients; ///< by the inputs, then by the weights
};

/// Only of a field with layers. Throws as stackPath().
StackComparison compareWithLayers(const DepthStack& stack, const DepthSolver& solver,
    const std::vector<solvers::PlanePoint>& inputs);

struct DepthJob {
    DepthStack stack;
    DepthSolver solver;
    std::vector<solvers::PlanePoint> inputs; ///< at least one

    bool operator==(const DepthJob&) const = default;
};

/// max over the inputs of |h_N - h(T)| for some N. NaN: not every input came to the end.
struct DepthSweep {
    const solvers::Method* method = nullptr;
    std::vector<int> blocks; ///< ascending
    std::vector<double> largest;
};

/// Everything about a job; immutable once made.
struct DepthStudy {
    DepthJob job;
    std::vector<DepthPath> steps; ///< of each input, by the solver
    std::vector<DepthPath> flows; ///< of each input
    std::vector<double> discrepancy; ///< |h_N - h(T)| of each input, NaN where there is none
    double largest = 0.0;
    double mean = 0.0;
    double largestDoubled = 0.0; ///< with 2 N blocks
    double largestRk4 = 0.0; ///< by Runge-Kutta 4 with N blocks
    std::vector<DepthSweep> sweeps; ///< Euler, midpoint, Runge-Kutta 4, and the solver's method
    std::optional<StackComparison> comparison; ///< of a field with layers
    std::string trouble; ///< not empty: nothing could be computed, and why
    bool stopped = false; ///< ended early: nothing here is complete
};

/// Faults of the job and of its solves are told in the study, not thrown. stop: another thread may
/// set it; it then ends early.
DepthStudy studyDepth(const DepthJob& job, const std::atomic<bool>& stop);

} // namespace nn
