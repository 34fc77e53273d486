// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/step_control.h"
#include "solvers/methods/stepper.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace solvers {

/// How far, how and with what limits to integrate.
struct SolveOptions {
    double t0 = 0.0;
    double t1 = 1.0; ///< below t0 means: integrate backwards
    bool adaptive = false; ///< false: fixed steps of size step; true: error control
    double step = 1e-2; ///< > 0, in the unit of t; adaptive: ignored
    double rtol = 1e-6;
    double atol = 1e-9;
    double firstStep = 0.0; ///< adaptive: 0 chooses it (Hairer, Norsett & Wanner I, sec. II.4)
    bool quadratureErrorControl = true; ///< adaptive: quadratures count in the error norm
    long maxSteps = 100'000; ///< accepted and rejected together
    Controller controller = Controller::I; ///< adaptive
    ErrorNorm norm = ErrorNorm::Rms; ///< adaptive
    std::vector<double> componentAtol {}; ///< norm Component: atol of every component; else empty
    long errorComponents = 0; ///< adaptive: the error of the first so many counts; 0: of all
    double minStep = 0.0; ///< adaptive: steps are no smaller, but for the last one
    double maxStep = std::numeric_limits<double>::infinity(); ///< adaptive: nor larger
    long eventCount = 0; ///< the event that ends the solve, counted from 1; 0: none does
    double stiffnessLimit = 0.0; ///< adaptive: |h lambda| that is suspicious (stiffness.h); 0: any
    /// adaptive: implicit Runge-Kutta methods solve their equations to rounding, as with fixed
    /// steps, not to a fraction of the tolerance
    bool newtonToRounding = false;

    std::string problem() const; ///< empty if usable, else a sentence for the user
};

enum class SolveStatus { Success, Event, Stopped, MaxSteps, StepTooSmall, Diverged, NewtonFailed };

/// As in JSON: "success", "step-too-small", ...
std::string_view name(SolveStatus status);

struct SolveReport {
    SolveStatus status = SolveStatus::Success;
    double tReached = 0.0; ///< y belongs to this time
    double lastStep = 0.0; ///< signed size of the last step tried
    long accepted = 0;
    long rejected = 0;
    long events = 0;
    Counters counters; ///< dense output and the search for events included
    bool adaptive = false;
    bool eventsAccumulate = false; ///< StepTooSmall: events follow each other without end
    double smallestStep = 0.0; ///< StepTooSmall: the minStep that was in the way, else 0
    /// Where stability, not accuracy, had ruled the step for a while; NaN: nowhere
    double stiffAt = std::numeric_limits<double>::quiet_NaN();

    /// t1, or the event that was to end the solve
    bool reachedEnd() const
    {
        return status == SolveStatus::Success || status == SolveStatus::Event;
    }
    /// One sentence for the user: where, what was seen, what to try. Empty after success.
    std::string message() const;
    /// A hint that does not depend on the outcome: "the problem seems stiff after t = ..."; or
    /// empty.
    std::string note() const;
};

/// Adds what was counted and done in part; status and times become those of part.
void add(SolveReport& total, const SolveReport& part);

} // namespace solvers
