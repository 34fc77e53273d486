// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics_field.h"
#include "nn/dynamics/trajectory_data.h"

#include <atomic>
#include <limits>
#include <span>

namespace nn {

/// Fields are learned in u = (y - centre) / scale and s = (t - t0) / unit, where states have
/// deviation 1 and the mean speed is 1: y' = scale / unit * net(u).
struct StateScaling {
    solvers::Vector<double> centre;
    solvers::Vector<double> scale;
    double t0 = 0.0;
    double unit = 1.0;
};

/// Of the data; none (u = y) where the field sees y^3, which has no centre but 0.
StateScaling scalingOf(const TrajectoryData& data, const FieldOptions& field);

/// The learned right-hand side in the units of the data. Serves one thread; the weights may
/// change between evaluations.
class LearnedSystem final : public solvers::OdeSystem<double> {
public:
    LearnedSystem(const DynamicsField<double>& field, const StateScaling& scaling);

    Index dim() const override { return m_scaling.centre.size(); }
    void evaluate(
        double t, solvers::ConstVectorView<double> y, solvers::VectorView<double> dydt) override;

private:
    const Layer<double>& m_layer;
    StateScaling m_scaling;
    Workspace<double> m_work;
};

/// Points at which a field of two states is drawn and judged: count x count over the data, with
/// a margin; row by row from the lower left.
struct FieldGrid {
    std::array<double, 2> low {};
    std::array<double, 2> high {};
    int count = 0; ///< 0: not two states

    std::array<double, 2> point(int i) const;
    int size() const { return count * count; }
    std::array<double, 2> spacing() const;
};

FieldGrid fieldGrid(const TrajectoryData& data, int count = 17);

/// f at the points of a grid, 2 x size().
solvers::Matrix<double> fieldOn(const FieldGrid& grid, solvers::OdeSystem<double>& f);

/// A curve through states of a solution for the eye: cubic Hermite with the slopes of f, finer
/// where states lie far apart. dim x points, the states among them; at most about 100 points more
/// for every length of the trajectory's extent.
solvers::Matrix<double> smoothPath(std::span<const double> times,
    const solvers::Matrix<double>& states, solvers::OdeSystem<double>& f);

/// How good a learned field is.
struct DynamicsMeasure {
    long step = 0;
    /// Mean |y_i - true| over all numbers of the data; infinite: the trajectory breaks off
    double error = 0.0;
    double errorBeyond = std::numeric_limits<double>::quiet_NaN(); ///< beyond; NaN: unknown
    /// Mean |learned field - true field| over mean |true field|, on the grid, or at the samples
    /// where there are not two states; NaN: the true field is unknown
    double fieldError = std::numeric_limits<double>::quiet_NaN();
    /// The learned trajectory from the first true state, over the data and beyond; it may end
    /// early
    std::vector<double> times;
    solvers::Matrix<double> states;
    solvers::Matrix<double> path; ///< smoothPath() of them over the data
    solvers::Matrix<double> pathBeyond; ///< from the last of the data on
    solvers::Matrix<double> arrows; ///< the learned field on the grid; empty: not two states
};

/// Measures the present weights again and again.
class DynamicsJudge {
public:
    DynamicsJudge(const DynamicsField<double>& field, const StateScaling& scaling,
        const TrajectoryData& data);
    ~DynamicsJudge();

    /// stop: another thread may set it; the measure then is incomplete.
    DynamicsMeasure measure(long step, const std::atomic<bool>* stop = nullptr);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace nn
