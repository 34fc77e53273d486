// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/integrate.h"

#include "solvers/integration/stiffness.h"
#include "solvers/integration/trial_step.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

namespace solvers {

namespace {

template <typename Scalar>
class Integration {
public:
    Integration(OdeSystem<Scalar>& f, Stepper<Scalar>& method, const SolveOptions& options,
        VectorView<Scalar> y, const Observer<Scalar>& observe, VectorView<Scalar> q,
        const RejectionObserver& observeRejected, const StepHooks<Scalar>& hooks)
        : m_f(f)
        , m_method(method)
        , m_options(options)
        , m_y(y)
        , m_q(q)
        , m_observe(observe)
        , m_observeRejected(observeRejected)
        , m_hooks(hooks)
        , m_controller(options.controller)
        , m_stiffness(options.stiffnessLimit)
        , m_resetTime(options.t0)
    {
        m_report.tReached = options.t0;
        m_report.adaptive = options.adaptive;
        if (options.adaptive)
            method.setTolerances(options.rtol, smallestAtol(options));
        method.solveToRounding(options.newtonToRounding);
        method.prepare(f.dim(), f.quadratureDim(), options.adaptive);
        if (hooks.event.function || hooks.observeStep)
            m_interpolant.emplace(f, method, m_report.counters);
        if (hooks.event.function)
            m_events.emplace(hooks.event, f.dim());
    }

    SolveReport run()
    {
        if (!m_y.allFinite()) {
            m_report.status = SolveStatus::Diverged;
        } else if (observed() && m_options.t1 != m_options.t0) {
            if (m_events)
                m_events->start(m_options.t0, constY());
            if (m_options.adaptive)
                runAdaptive();
            else
                runFixed();
        }
        return m_report;
    }

private:
    bool observed()
    {
        if (m_observe && !m_observe(m_report.tReached, constY())) {
            m_report.status = SolveStatus::Stopped;
            return false;
        }
        return true;
    }

    ConstVectorView<Scalar> constY() const { return { m_y.data(), m_y.size() }; }

    /// Takes the step of size h to tNext over, or what events leave of it; false: the solve ends.
    bool take(double h, double tNext)
    {
        if (m_interpolant)
            return takeObserved(h, tNext);
        m_y = m_method.trial();
        if (m_q.size() > 0)
            m_q += m_method.quadratureIncrement();
        m_method.accept();
        ++m_report.accepted;
        m_report.tReached = tNext;
        return observed();
    }

    bool takeObserved(double h, double tNext)
    {
        m_interpolant->begin(m_report.tReached, tNext, h, constY());
        if (!m_interpolant->own()) {
            m_method.accept();
            m_interpolant->accepted();
        }
        const bool cut = m_events && findEvents();
        if (m_report.eventsAccumulate)
            return false;
        if (cut)
            m_interpolant->cut(m_events->time());
        if (m_hooks.observeStep)
            m_hooks.observeStep(*m_interpolant);
        ++m_report.accepted;
        m_report.tReached = m_interpolant->end();
        if (cut)
            return takeEvent();
        m_interpolant->evaluateAt(1.0, m_y);
        if (m_q.size() > 0)
            m_q += m_method.quadratureIncrement();
        if (m_interpolant->own())
            m_method.accept();
        return observed();
    }

    /// Reports the events of the step up to the first that cuts it short; true if there is one.
    bool findEvents()
    {
        m_events->beginStep(*m_interpolant);
        if (m_events->stuck()) {
            accumulate();
            return false;
        }
        while (m_events->next()) {
            ++m_report.events;
            if (m_hooks.event.found) {
                const VectorView<Scalar> state = m_events->state();
                m_hooks.event.found(m_events->time(), { state.data(), state.size() });
            }
            m_lastEvent = m_report.events == m_options.eventCount;
            if (m_lastEvent || m_hooks.event.reset)
                return true;
        }
        return false;
    }

    void accumulate()
    {
        m_report.status = SolveStatus::StepTooSmall;
        m_report.eventsAccumulate = true;
    }

    /// An event has cut the last step short: ends there, or goes on from the state after it.
    bool takeEvent()
    {
        m_y = m_events->state();
        if (!observed())
            return false;
        if (m_lastEvent) {
            m_report.status = SolveStatus::Event;
            return false;
        }
        const double t = m_report.tReached;
        m_hooks.event.reset(t, m_y);
        if (!m_y.allFinite()) {
            m_y = m_events->state();
            m_report.status = SolveStatus::Diverged;
            return false;
        }
        const double gap = std::abs(t - m_resetTime);
        const bool first = m_resets++ == 0;
        m_resetTime = t;
        m_resetGap = gap > 0.0 ? gap : std::abs(m_options.t1 - t);
        m_method.restart();
        m_events->start(t, constY());
        if (!observed())
            return false;
        const double scale = std::max(std::abs(t), std::abs(m_options.t1 - m_options.t0));
        if (!first && gap <= 16.0 * std::numeric_limits<double>::epsilon() * scale) {
            accumulate();
            return false;
        }
        return true;
    }

    bool tryStep(double h)
    {
        m_report.lastStep = h;
        return m_method.step(m_f, m_report.tReached, constY(), h, m_report.counters)
            == StepOutcome::Done;
    }

    /// One fixed step of size h to next; false: the solve ends.
    bool fixedStep(double h, double next)
    {
        if (m_report.accepted >= m_options.maxSteps) {
            m_report.status = SolveStatus::MaxSteps;
            return false;
        }
        if (!tryStep(h)) {
            m_report.status = SolveStatus::NewtonFailed;
            return false;
        }
        if (!m_method.trial().allFinite()) {
            m_report.status = SolveStatus::Diverged;
            return false;
        }
        return take(h, next);
    }

    void runFixed()
    {
        const long count = fixedStepCount(m_options.t0, m_options.t1, m_options.step);
        for (long n = 0; n < count; ++n) {
            const double next = fixedStepTime(m_options, n + 1, count);
            if (!fixedStep(fixedStepSize(m_options, n, count), next))
                return;
            // After a reset on the way: back to the grid, as carefully as with error control.
            double reach = 0.0;
            for (long resets = 0; m_report.tReached != next; reach *= 10.0) {
                if (resets != m_resets)
                    reach = m_resetGap;
                resets = m_resets;
                const double left = next - m_report.tReached;
                const double target = reach < std::abs(left)
                    ? m_report.tReached + std::copysign(reach, left)
                    : next;
                if (!fixedStep(target - m_report.tReached, target))
                    return;
            }
        }
    }

    double errorNorm()
    {
        return trialErrorNorm<Scalar>(
            m_method, m_options, constY(), { m_q.data(), m_q.size() }, m_qTrial);
    }

    double firstStep()
    {
        const double h = automaticFirstStep<Scalar>(
            m_f, m_method, m_options, m_report.tReached, constY(), m_report.counters);
        m_sawNonFinite = h == 0.0;
        return h;
    }

    /// What rounding of t still leaves steps in
    double smallestStep() const
    {
        return 16.0 * std::numeric_limits<double>::epsilon() * std::abs(m_report.tReached);
    }

    /// Why no step can be tried that would be so small
    void stepTooSmall()
    {
        m_report.status = m_newtonFailed ? SolveStatus::NewtonFailed
            : m_sawNonFinite             ? SolveStatus::Diverged
                                         : SolveStatus::StepTooSmall;
    }

    void runAdaptive()
    {
        const double sign = m_options.t1 < m_options.t0 ? -1.0 : 1.0;
        double h = std::max(firstStep(), m_sawNonFinite ? 0.0 : m_options.minStep);
        while (m_report.tReached != m_options.t1) {
            if (m_report.accepted + m_report.rejected >= m_options.maxSteps) {
                m_report.status = SolveStatus::MaxSteps;
                return;
            }
            const double left = std::abs(m_options.t1 - m_report.tReached);
            const bool last = h >= left * (1.0 - kMergedFraction);
            // A difference of times, so that who knows these can take the same step again.
            const double next = last ? m_options.t1 : m_report.tReached + sign * h;
            const double signedStep = next - m_report.tReached;
            if (next == m_report.tReached || (!last && h <= smallestStep()))
                return stepTooSmall();
            const long resets = m_resets;
            const double uncut = h;
            if (!adaptiveStep(signedStep, next, h))
                return;
            if (last) // cut, it says little about the next
                m_report.nextStep = std::max(h, uncut);
            if (m_resets != resets)
                h = stepAfterReset();
        }
    }

    /// Tries a step to next and leaves the size of the next one in h; false: the solve ends.
    bool adaptiveStep(double signedStep, double next, double& h)
    {
        m_newtonFailed = !tryStep(signedStep);
        double norm = m_newtonFailed ? std::numeric_limits<double>::infinity() : errorNorm();
        const bool finite = std::isfinite(norm) && m_method.trial().allFinite();
        if (!finite)
            norm = std::numeric_limits<double>::infinity();
        const double used = std::abs(signedStep);
        h = used
            * m_controller.factor(norm, signedStep, m_method.embeddedOrder(), m_rejectedBefore);
        m_sawNonFinite = !finite && !m_newtonFailed;
        m_rejectedBefore = !finite || norm > 1.0;
        if (m_rejectedBefore) {
            ++m_report.rejected;
            if (m_observeRejected)
                m_observeRejected({ m_report.tReached, signedStep, norm });
            h = std::min(h, used); // a norm just above 1 must not make the step grow
            if (h >= m_options.minStep)
                return true;
            h = m_options.minStep;
            if (used > m_options.minStep)
                return true;
            m_report.smallestStep = m_options.minStep;
            stepTooSmall();
            return false;
        }
        h = used * m_method.limitedFactor(h / used);
        h = std::clamp(h, m_options.minStep, m_options.maxStep);
        m_controller.accepted(norm, signedStep);
        if (m_stiffness.wants(m_report.accepted) && m_stiffness.add(m_method.stiffness()))
            m_report.stiffAt = m_report.tReached;
        return take(signedStep, next);
    }

    /// The solution goes on as if it began there. The next event is not to be stepped over where
    /// they follow each other faster and faster: no further than the last one was away.
    double stepAfterReset()
    {
        m_controller.restart();
        m_rejectedBefore = false;
        const double first = firstStep();
        const double least = std::max(m_options.minStep, 2.0 * smallestStep());
        return m_sawNonFinite ? 0.0 : std::min(std::max(first, least), m_resetGap);
    }

    OdeSystem<Scalar>& m_f;
    Stepper<Scalar>& m_method;
    const SolveOptions& m_options;
    VectorView<Scalar> m_y;
    VectorView<Scalar> m_q;
    const Observer<Scalar>& m_observe;
    const RejectionObserver& m_observeRejected;
    const StepHooks<Scalar>& m_hooks;
    StepController m_controller;
    StiffnessTest m_stiffness;
    std::optional<StepInterpolant<Scalar>> m_interpolant; ///< where somebody asks for it
    std::optional<EventFinder<Scalar>> m_events;
    Vector<Scalar> m_qTrial;
    long m_resets = 0; ///< by events, so far
    double m_resetTime; ///< of the last one; before: t0
    double m_resetGap = 0.0; ///< from the one before, or t0, to it
    bool m_lastEvent = false; ///< the event found ends the solve
    bool m_rejectedBefore = false; ///< the last trial step was rejected
    bool m_sawNonFinite = false; ///< at the last trial step
    bool m_newtonFailed = false; ///< there too
    SolveReport m_report;
};

} // namespace

template <typename Scalar>
SolveReport integrate(OdeSystem<Scalar>& f, Stepper<Scalar>& method, const SolveOptions& options,
    VectorView<Scalar> y, const Observer<Scalar>& observe, VectorView<Scalar> q,
    const RejectionObserver& observeRejected, const StepHooks<Scalar>& hooks)
{
    if (const std::string trouble = options.problem(); !trouble.empty())
        throw std::invalid_argument(trouble);
    if (y.size() != f.dim())
        throw std::invalid_argument("the state has " + std::to_string(y.size())
            + " components, the system " + std::to_string(f.dim()));
    if (q.size() != f.quadratureDim())
        throw std::invalid_argument("the quadrature vector has the wrong size");
    if (options.adaptive && method.embeddedOrder() == 0)
        throw std::invalid_argument(
            "the method has no error estimate; give a step size instead of tolerances");
    const Index counting = options.errorComponents > 0 ? options.errorComponents : f.dim();
    if (options.adaptive && !options.componentAtol.empty()
        && static_cast<Index>(options.componentAtol.size()) != counting)
        throw std::invalid_argument("there are " + std::to_string(options.componentAtol.size())
            + " absolute tolerances for " + std::to_string(counting) + " components");
    if (hooks.event.function && q.size() > 0)
        throw std::invalid_argument("events cannot be looked for beside quadratures");
    return Integration<Scalar>(f, method, options, y, observe, q, observeRejected, hooks).run();
}

template SolveReport integrate<float>(OdeSystem<float>&, Stepper<float>&, const SolveOptions&,
    VectorView<float>, const Observer<float>&, VectorView<float>, const RejectionObserver&,
    const StepHooks<float>&);
template SolveReport integrate<double>(OdeSystem<double>&, Stepper<double>&, const SolveOptions&,
    VectorView<double>, const Observer<double>&, VectorView<double>, const RejectionObserver&,
    const StepHooks<double>&);

} // namespace solvers
