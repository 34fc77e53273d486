// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"
#include "solvers/analysis/contour.h"

#include <QRectF>
#include <QString>

#include <atomic>
#include <memory>
#include <vector>

namespace ui {

/// Painted points have a window of their own, from minus that to that, so that it stays while they
/// are painted.
inline constexpr double kPaintReach = 1.5;

/// What is to be seen: the points of a run and what a model makes of the plane.
struct FlowJob {
    nn::TrainingOptions options; ///< of a set of the plane
    /// Whose present weights are taken; null: the start weights, of a file or by the seed
    std::shared_ptr<const nn::Training> training;
    int cells = 100; ///< of the probabilities, a side
};

/// Points that a flow carries, by depth.
struct CarriedPoints {
    std::size_t count = 0;
    std::vector<std::vector<double>> states; ///< [depth][point * dimensions + k]
};

/// What a model makes of the plane. Immutable once made.
struct FlowPicture {
    QString message; ///< why there is none of the rest; empty: there is
    std::vector<nn::LabelledPoint> points; ///< of the training set
    QRectF window; ///< of the input plane, y upwards: top() is its lowest y
    QRectF washed; ///< of the probabilities: larger, since equal scales widen a chart
    int nodes = 0; ///< of the probabilities, a side
    std::vector<float> probability; ///< of class 1 at the nodes, row by row from below
    std::vector<solvers::ContourPiece> boundary; ///< p = 0.5
    double error = 0.0; ///< share of the training points on the wrong side

    int dimensions = 0; ///< of the state; 0: the model has no depth
    std::vector<double> depth; ///< t of each state, ascending
    CarriedPoints carried; ///< the points
    CarriedPoints grid; ///< lines of gridNodes points each
    std::size_t gridNodes = 0;
    /// The head's boundary in a plane state: normal . z + offset = 0; only if dimensions is 2
    double normal[2] = { 0.0, 0.0 };
    double offset = 0.0;
};

/// Works in any thread, touches no widget, throws nothing. Null after stop.
std::shared_ptr<const FlowPicture> makeFlowPicture(
    const FlowJob& job, const std::atomic<bool>& stop);

} // namespace ui
