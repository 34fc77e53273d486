// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"

#include <functional>
#include <string>
#include <vector>

namespace solvers {

/// L(z(t_1), ..., z(t_K)). states: dim x K, one column a time; gradient: of the same size,
/// receives dL/dstates.
using Loss = std::function<double(const Matrix<double>& states, Matrix<double>& gradient)>;

/// Mean over all numbers of (z(t_k) - target_k)^2; targets: dim x K.
Loss meanSquaredLoss(Matrix<double> targets);

/// sum_k weights_k . z(t_k); weights: dim x K.
Loss linearLoss(Matrix<double> weights);

/// What to differentiate, and how.
struct GradientTask {
    Vector<double> z0; ///< dim
    std::vector<double> times; ///< t0, then t_1 ... t_K, rising or falling
    Loss loss;
    const GradientMethod* gradient = nullptr;
    const Method* method = nullptr;
    SolveOptions solve; ///< its t0 and t1 are ignored
    SensitivityOptions more;
    /// Adjoints: times between t0 and t_K where z is set back to the forward state and of which
    /// the loss knows nothing
    std::vector<double> restarts {};
    bool trajectories = false; ///< keep them
};

/// What happened at every step. At an observed time there are two columns of the way back: a
/// jumps by dL/dz(t_k) between them.
struct GradientTrajectories {
    std::vector<double> t; ///< of the forward steps
    Matrix<double> z; ///< dim x t.size()
    std::vector<double> backT; ///< from t_K back to t0
    Matrix<double> a; ///< dL/dz(t), dim x backT.size()
    Matrix<double> atheta; ///< parameters x backT.size(): from 0 at t_K to dL/dtheta at t0
    Vector<double> at; ///< -a . f, equation (25): -dL/dt_K at the end, dL/dt0 at t0; NaN unknown
    Matrix<double> zBack; ///< the state gone backwards; no columns where the method does not
};

/// dL/d(everything), and what it cost.
struct LossGradient {
    SolveStatus status = SolveStatus::Success;
    std::string trouble; ///< after failure: who failed, where, what to try
    std::string note; ///< after success: a hint, e.g. on drift; or empty
    double loss = 0.0;
    Matrix<double> states; ///< z(t_k), dim x K
    Vector<double> parameters; ///< dL/dtheta
    Vector<double> z0; ///< dL/dz0
    /// dL/dt_0 ... dL/dt_K. Discrete methods move the grid of each solve with its ends, adjoints
    /// take a . f at the ends; evaluations for them are not counted.
    Vector<double> times;
    SolveReport forward;
    SolveReport backward;
    std::size_t peakBytes = 0; ///< of stored state, see Sensitivity::peakBytes()
    double seconds = 0.0; ///< forward and backward
    /// The largest |z~(t_k) - z(t_k)| at the starts of the solves, z~ having gone backwards from
    /// their ends; NaN where the method does not
    double drift = 0.0;
    GradientTrajectories trajectories;

    /// dL/dtheta, dL/dz0 and dL/dt_k in one vector
    Vector<double> joined() const;
};

/// Numerical failure is reported in the result. Throws std::invalid_argument with a sentence for
/// the user for a task that cannot be.
LossGradient lossGradient(DifferentiableSystem<double>& f, const GradientTask& task);

/// |a - b| / |b| of joined(); 0 where both are 0.
double relativeDifference(const LossGradient& a, const LossGradient& b);

} // namespace solvers
