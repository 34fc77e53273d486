// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/random.h"
#include "nn/dynamics/dynamics_measure.h"
#include "nn/dynamics/trajectory_loss.h"

namespace nn {

/// Which samples the pieces of a batch have: offsets of a piece's samples from its first one.
struct PieceLayout {
    std::vector<Index> offsets; ///< 0 first, rising
    Index pieces = 0;

    Index horizon() const { return offsets.back() + 1; } ///< samples that a piece spans
    bool operator==(const PieceLayout&) const = default;
};

/// Pieces of `horizon` samples, cut to the data; long ones look at about 40 of them.
PieceLayout pieceLayout(Index samples, Index horizon, Index pieces);

/// K joined pieces that cover the data, up to the K - 1 samples that a division leaves over.
PieceLayout shootingLayout(Index samples, Index pieces);

/// Deals batches from a trajectory in scaled states and times.
class PieceSampler {
public:
    PieceSampler(const TrajectoryData& data, const StateScaling& scaling);

    /// Times of a piece at the mean gap, for TrajectoryLoss.
    std::vector<double> times(const PieceLayout& layout) const;
    double meanGap() const { return m_gap; } ///< in scaled time
    Index samples() const { return m_states.cols(); }
    const solvers::Matrix<double>& states() const { return m_states; }

    /// Random pieces, no two alike, spread evenly over the trajectory. steer: of Regularisation.
    void deal(
        const PieceLayout& layout, double steer, Random& random, PieceBatch<double>& batch) const;
    /// The joined pieces; batch.starts are left alone.
    void dealJoined(
        const PieceLayout& layout, double steer, Random& random, PieceBatch<double>& batch) const;

private:
    void fill(const PieceLayout& layout, const std::vector<Index>& firsts, double steer,
        Random& random, PieceBatch<double>& batch) const;
    /// How far STEER moves the time of a sample
    double moved(Index sample, double steer, Random& random) const;

    solvers::Matrix<double> m_states;
    std::vector<double> m_times;
    double m_gap;
    bool m_even; ///< all gaps are equal
};

} // namespace nn
