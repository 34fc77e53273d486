// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/difference_sweep.h"
#include "ui/workers/gradient_results.h"

#include <stop_token>

namespace ui {

/// One step of a way back: what a method adds to dL/da and dL/db of z' = a z + b t.
struct LessonStep {
    double from = 0.0; ///< the later time
    double to = 0.0;
    double a = 0.0; ///< dL/dz at `from`
    double z = 0.0; ///< the state that the method multiplies by
    double time = 0.0; ///< and its time
    double addedA = 0.0; ///< to dL/da
    double addedB = 0.0; ///< to dL/db
};

/// One method on one grid of the lesson.
struct LessonWay {
    const solvers::GradientMethod* method = nullptr;
    std::vector<LessonStep> steps;
    double da = 0.0; ///< dL/da
    double db = 0.0; ///< dL/db
};

/// Euler's method on z' = 3 z + t, z(1) = 2, L = z(T): backpropagation and both adjoints.
struct EulerLesson {
    double step = 1.0;
    double end = 2.0; ///< T
    std::vector<double> t; ///< forward
    std::vector<double> z;
    std::vector<LessonWay> ways;
};

/// Grids of the lesson: [1, 2], [1, 1.5, 2], [1, 2, 3].
std::vector<EulerLesson> eulerLessons();

/// z' = lambda z, z(0) = 1 by Runge-Kutta 4 to T = 1, and the same way back.
struct DriftLesson {
    double lambda = -20.0;
    double step = 0.05;
    std::vector<double> t; ///< forward
    std::vector<double> z;
    std::vector<double> backT;
    std::vector<double> zBack;
    double ratio = 0.0; ///< z~(0) / z(0); NaN: the solve failed
    std::string trouble; ///< why it failed
};
DriftLesson driftLesson(double lambda, double step);

/// How far central differences are from backpropagation through the same steps, for many sizes of
/// their step; empty for a job that cannot be.
std::vector<solvers::DifferenceError> sweepOfDifferences(
    const GradientJob& job, const std::stop_token& stop);

} // namespace ui
