// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"

#include <limits>
#include <vector>

namespace solvers {

/// One try of a step, accepted or rejected, in the order in which a solve made them.
struct StepAttempt {
    double t = 0.0; ///< where it starts
    double step = 0.0; ///< signed size
    std::size_t from = 0; ///< index of the state it starts from
    bool rejected = false;
    bool retry = false; ///< follows a rejected one
    double errorNorm = std::numeric_limits<double>::quiet_NaN(); ///< of a rejected one
    double nextStep = std::numeric_limits<double>::quiet_NaN(); ///< tried after a rejected one
};

/// The attempts of a solution up to its state with the index `last`; rejected ones come before
/// the accepted one from the same state. The signed sizes are those that the engine used, those
/// of accepted steps with error control to rounding.
std::vector<StepAttempt> stepAttempts(const Solution& solution, std::size_t last);

/// One stage: the slope k_i = f(t + c_i h, Y_i).
struct StepStage {
    double node = 0.0; ///< c_i
    double t = 0.0; ///< t + c_i h
    Vector<double> point; ///< Y_i
    Vector<double> slope; ///< k_i
    Vector<double> increment; ///< u_i of a Rosenbrock method, in the unit of y; else empty
};

/// What happens inside one step of a one-step method from (t, y).
struct StepAnatomy {
    std::vector<StepStage> stages; ///< none where the stage equations were not solved
    Vector<double> end; ///< y_{n+1}; empty without stages
    Vector<double> error; ///< estimate y_{n+1} - embedded solution; empty without one
    double errorNorm = std::numeric_limits<double>::quiet_NaN(); ///< scaled: above 1 is rejected
    long nfe = 0; ///< evaluations of f that the engine made for it; 0 where an iteration decides
    bool iterative = false; ///< the stages are the solution of equations

    bool solved() const { return !stages.empty(); }
};

/// True for Runge-Kutta and Rosenbrock methods.
bool hasStages(const Method& method);

/// Takes the step anew, from the coefficients of the method. Explicit and Rosenbrock methods
/// repeat the arithmetic of the engine; the equations of implicit stages are solved to rounding,
/// so that y_{n+1} may differ from the engine's by what its Newton iteration leaves over. Stages
/// that only an error estimate needs are there with options.adaptive alone.
/// y: the state at attempt.t. end: y_{n+1} if known, else empty; the first guess of implicit
/// stages. Throws std::invalid_argument without stages or if sizes disagree.
StepAnatomy dissectStep(OdeSystem<double>& f, const Method& method, const SolveOptions& options,
    const StepAttempt& attempt, ConstVectorView<double> y, ConstVectorView<double> end);

} // namespace solvers
