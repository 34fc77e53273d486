// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/solve_options.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace solvers {

namespace {

std::string controlProblem(const SolveOptions& options)
{
    if (!(options.rtol >= 0.0 && options.atol >= 0.0 && options.rtol + options.atol > 0.0
            && options.rtol < 1.0))
        return "the tolerances must not be negative, not both 0, and rtol must be below 1";
    if (!(options.firstStep >= 0.0 && std::isfinite(options.firstStep)))
        return "the first step must be a number above 0, or 0 for an automatic choice";
    if (!(options.minStep >= 0.0 && std::isfinite(options.minStep)))
        return "the smallest step must be a number from 0";
    if (!(options.maxStep > 0.0))
        return "the largest step must be above 0";
    if (options.minStep > options.maxStep)
        return "the smallest step must not be above the largest";
    if (options.componentAtol.empty())
        return {};
    if (options.norm != ErrorNorm::Component)
        return "absolute tolerances of single components need the norm 'component'";
    const auto usable = [&options](double atol) {
        return std::isfinite(atol) && atol >= 0.0 && atol + options.rtol > 0.0;
    };
    if (!std::all_of(options.componentAtol.begin(), options.componentAtol.end(), usable))
        return "the absolute tolerances of the components must not be negative, and above 0 where "
               "rtol is 0";
    return {};
}

/// StepTooSmall: which of the lower bounds was met
void explainSmallStep(std::ostream& text, const SolveReport& report)
{
    if (report.eventsAccumulate)
        text << "events follow each other without end at t = " << report.tReached
             << ", the last was number " << report.events
             << "; end the interval before that time, or stop after a number of events";
    else if (report.smallestStep > 0.0)
        text << "the tolerance asks for a step below the smallest one allowed, "
             << report.smallestStep << ", at t = " << report.tReached
             << "; allow smaller steps or a larger tolerance";
    else
        text << "the step size fell to " << std::abs(report.lastStep)
             << " at t = " << report.tReached
             << "; perhaps a pole near there, or the tolerance is below rounding: end the interval "
                "before that time or try a larger tolerance";
}

} // namespace

std::string SolveOptions::problem() const
{
    if (!std::isfinite(t0) || !std::isfinite(t1))
        return "the interval must have finite ends";
    if (!adaptive && !(std::isfinite(step) && step > 0.0))
        return "the step size must be a number above 0";
    if (adaptive)
        if (std::string trouble = controlProblem(*this); !trouble.empty())
            return trouble;
    if (maxSteps < 1)
        return "the step limit must be at least 1";
    if (errorComponents < 0)
        return "the number of components whose error counts must not be negative";
    if (eventCount < 0)
        return "the number of events must not be negative";
    if (!adaptive && std::abs(t1 - t0) / step > 1e12)
        return "the step size is too small for the interval: more than 10^12 steps";
    return {};
}

std::string_view name(SolveStatus status)
{
    switch (status) {
    case SolveStatus::Success:
        return "success";
    case SolveStatus::Event:
        return "event";
    case SolveStatus::Stopped:
        return "stopped";
    case SolveStatus::MaxSteps:
        return "max-steps";
    case SolveStatus::StepTooSmall:
        return "step-too-small";
    case SolveStatus::Diverged:
        return "diverged";
    case SolveStatus::NewtonFailed:
        return "newton-failed";
    }
    return "";
}

std::string SolveReport::message() const
{
    std::ostringstream text;
    text.precision(6);
    switch (status) {
    case SolveStatus::Success:
    case SolveStatus::Event:
        return {};
    case SolveStatus::Stopped:
        text << "stopped at t = " << tReached;
        break;
    case SolveStatus::MaxSteps:
        text << "step limit reached at t = " << tReached << " after " << accepted + rejected
             << " steps; allow more steps or a larger step or tolerance";
        break;
    case SolveStatus::StepTooSmall:
        explainSmallStep(text, *this);
        break;
    case SolveStatus::Diverged:
        text << "the solution is no longer finite after t = " << tReached << " (step "
             << std::abs(lastStep) << "); "
             << (adaptive ? "the right-hand side is not defined there, or the solution itself "
                            "blows up: end the interval before that time"
                          : "try a smaller step, or the exact solution itself blows up");
        break;
    case SolveStatus::NewtonFailed:
        text << "Newton's iteration did not converge at t = " << tReached << " (step "
             << std::abs(lastStep) << "); try "
             << (adaptive ? "a larger tolerance or another method" : "a smaller step");
        break;
    }
    return text.str();
}

std::string SolveReport::note() const
{
    if (std::isnan(stiffAt))
        return {};
    std::ostringstream text;
    text.precision(6);
    text << "the problem seems stiff after t = " << stiffAt << "; try radau-iia3, rodas4 or bdf5";
    return text.str();
}

void add(SolveReport& total, const SolveReport& part)
{
    total.status = part.status;
    total.tReached = part.tReached;
    total.lastStep = part.lastStep;
    total.adaptive = part.adaptive;
    total.accepted += part.accepted;
    total.rejected += part.rejected;
    total.counters.nfe += part.counters.nfe;
    total.counters.njac += part.counters.njac;
    total.counters.nlu += part.counters.nlu;
    total.counters.nvjp += part.counters.nvjp;
    total.counters.njvp += part.counters.njvp;
}

} // namespace solvers
