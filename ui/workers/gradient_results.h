// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"
#include "solvers/sensitivity/loss_gradient.h"

#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace ui {

/// What the Gradients page computes: one loss of one solve, differentiated by several methods.
/// The loss is the mean of (z(t_k) - target_k)^2 over all numbers.
struct GradientJob {
    solvers::Problem problem; ///< with z(t0) as y0, and t0
    std::vector<double> times; ///< t0, t_1 ... t_K: rising or falling
    solvers::Matrix<double> targets; ///< dim x K
    const solvers::Method* method = nullptr; ///< of the registry
    solvers::SolveOptions solve; ///< its t0 and t1 are ignored
    const solvers::Method* backwardMethod = nullptr; ///< adjoints; nullptr: the same as forward
    solvers::SolveOptions backward; ///< adjoints
    std::vector<const solvers::GradientMethod*> methods; ///< ticked, in the registry's order
    int checkpoints = 5;
    double difference = 1e-5; ///< step of finite differences, relative to max(1, |p|)

    double t1() const { return times.back(); }
    /// The task of one method. stop: ends its solves.
    solvers::GradientTask task(
        const solvers::GradientMethod& gradient, const std::stop_token& stop) const;
};

/// A relative difference so small is rounding: the same gradient.
inline constexpr double kSameGradient = 1e-15;

/// What one method made of the job.
struct GradientMethodResult {
    const solvers::GradientMethod* method = nullptr;
    solvers::LossGradient gradient; ///< with trajectories
    std::string refusal; ///< why it could not be used here; empty: it was
    /// |this - first| / |first| over dL/dtheta, dL/dz0 and dL/dt_k, first being the first method
    /// that came through; NaN: unknown
    double difference = 0.0;
    long nfe = 0; ///< evaluations of f, both ways
    long nvjp = 0; ///< vector-Jacobian products

    bool failed() const { return !refusal.empty() || !gradient.trouble.empty(); }
    /// Why it failed, a sentence; or the note of one that did not; or nothing
    const std::string& sentence() const;
};

/// The gradient that the methods are measured against.
struct GradientReference {
    bool known = false;
    bool closedForm = false; ///< of the problem's exact solution; else of an accurate solve
    double loss = 0.0;
    solvers::Vector<double> parameters;
    solvers::Vector<double> z0;
    solvers::Vector<double> times; ///< as LossGradient::times
    std::vector<double> t; ///< of an accurate solve; empty: there is none
    solvers::Matrix<double> z; ///< dim x t.size()
    std::vector<double> backT; ///< from T back to t0
    solvers::Matrix<double> a; ///< dL/dz(t), dim x backT.size()
    double difference = 0.0; ///< to the first method, as in GradientMethodResult
    std::string reason; ///< why it is not known
};

/// dL/dtheta, dL/dz0 and dL/dt_k in one vector; the second: of a reference.
solvers::Vector<double> everything(const solvers::LossGradient& gradient);
solvers::Vector<double> everything(const GradientReference& reference);

/// Relative errors of one method at the steps (or tolerances) of the study.
struct GradientStudyCurve {
    const solvers::GradientMethod* method = nullptr;
    std::vector<double> steps;
    std::vector<double> errors; ///< against the reference; NaN: none
    std::vector<double> fromFirst; ///< |this - first| / |reference|; empty for the first
    double slope = 0.0; ///< fitted to the errors above rounding, log-log; NaN: too few
    double slopeFromFirst = 0.0; ///< the same for fromFirst
};

/// Errors against the step size. Comes after the results, which do not wait for it.
struct GradientStudy {
    std::vector<GradientStudyCurve> curves;
    bool adaptive = false; ///< steps are tolerances
    bool againstReference = true; ///< else there are no errors, only fromFirst
};

/// The outcome of one job; immutable once it has left the worker.
struct GradientResults {
    GradientJob job;
    std::vector<GradientMethodResult> methods; ///< in the order of job.methods
    GradientReference reference;
    std::shared_ptr<const GradientStudy> study; ///< null: still under way, or not to be had
    std::shared_ptr<const GradientResults> withoutStudy; ///< with a study: these, before it came
    bool linearInState = false; ///< f is affine in z
    double seconds = 0.0;
    bool stopped = false; ///< ended early: nothing here is complete

    /// The first method that came through, which the others are compared with; or nullptr.
    const GradientMethodResult* first() const;
    const GradientMethodResult* find(std::string_view id) const; ///< nullptr: not among them
};

} // namespace ui
