// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/integrate.h"

#include "solvers/integration/step_control.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace solvers {

namespace {

constexpr double kMergedFraction = 1e-9;

template <typename Scalar>
class Integration {
public:
    Integration(OdeSystem<Scalar>& f, Stepper<Scalar>& method, const SolveOptions& options,
        VectorView<Scalar> y, const Observer<Scalar>& observe, VectorView<Scalar> q,
        const RejectionObserver& observeRejected)
        : m_f(f)
        , m_method(method)
        , m_options(options)
        , m_y(y)
        , m_q(q)
        , m_observe(observe)
        , m_observeRejected(observeRejected)
    {
        m_report.tReached = options.t0;
        if (options.adaptive)
            method.setTolerances(options.rtol, options.atol);
        method.prepare(f.dim(), f.quadratureDim(), options.adaptive);
    }

    SolveReport run()
    {
        if (!m_y.allFinite()) {
            m_report.status = SolveStatus::Diverged;
        } else if (observed() && m_options.t1 != m_options.t0) {
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

    bool take(double tNext)
    {
        m_y = m_method.trial();
        if (m_q.size() > 0)
            m_q += m_method.quadratureIncrement();
        m_method.accept();
        ++m_report.accepted;
        m_report.tReached = tNext;
        return observed();
    }

    bool tryStep(double h)
    {
        m_report.lastStep = h;
        return m_method.step(m_f, m_report.tReached, constY(), h, m_report.counters)
            == StepOutcome::Done;
    }

    void runFixed()
    {
        const long count = fixedStepCount(m_options.t0, m_options.t1, m_options.step);
        for (long n = 0; n < count; ++n) {
            if (n == m_options.maxSteps) {
                m_report.status = SolveStatus::MaxSteps;
                return;
            }
            const double next = fixedStepTime(m_options, n + 1, count);
            // The step proper, not a difference of rounded times; only the last one is cut.
            const double h = n + 1 < count || count == 1
                ? std::copysign(std::min(m_options.step, std::abs(m_options.t1 - m_options.t0)),
                    m_options.t1 - m_options.t0)
                : next - m_report.tReached;
            if (!tryStep(h)) {
                m_report.status = SolveStatus::NewtonFailed;
                return;
            }
            if (!m_method.trial().allFinite()) {
                m_report.status = SolveStatus::Diverged;
                return;
            }
            if (!take(next))
                return;
        }
    }

    double errorNorm()
    {
        const VectorView<Scalar> trial = m_method.trial();
        const auto squares = [this](VectorView<Scalar> e, ConstVectorView<Scalar> y0,
                                 VectorView<Scalar> y1) {
            return e.size() == 0 ? 0.0
                                 : scaledSquares<Scalar>({ e.data(), e.size() }, y0,
                                     { y1.data(), y1.size() }, m_options.rtol, m_options.atol);
        };
        double sum = squares(m_method.error(), constY(), trial);
        double second = squares(m_method.secondError(), constY(), trial);
        double count = static_cast<double>(m_y.size());
        if (m_q.size() > 0 && m_options.quadratureErrorControl) {
            const VectorView<Scalar> increment = m_method.quadratureIncrement();
            const ConstVectorView<Scalar> q(m_q.data(), m_q.size());
            m_qTrial = m_q + increment;
            sum += squares(m_method.quadratureError(), q, view(m_qTrial));
            second += squares(m_method.secondQuadratureError(), q, view(m_qTrial));
            count += static_cast<double>(m_q.size());
        }
        return combinedErrorNorm(sum, second, count);
    }

    /// Hairer, Norsett & Wanner I, sec. II.4, "Starting step size", with RMS norms.
    double firstStep()
    {
        const double span = std::abs(m_options.t1 - m_options.t0);
        if (m_options.firstStep > 0.0)
            return std::min(m_options.firstStep, span);
        const Index n = m_y.size();
        const double sign = m_options.t1 < m_options.t0 ? -1.0 : 1.0;
        const auto norm = [&](const Vector<Scalar>& v) {
            return std::sqrt(scaledSquares<Scalar>({ v.data(), n }, constY(), constY(),
                                 m_options.rtol, m_options.atol)
                / static_cast<double>(n));
        };
        Vector<Scalar> f0(n);
        m_f.evaluate(m_options.t0, constY(), view(f0));
        m_method.setDerivative({ f0.data(), n });
        const double d0 = norm(m_y);
        const double d1 = norm(f0);
        if (!std::isfinite(d1)) {
            m_sawNonFinite = true;
            return 0.0;
        }
        double h0 = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1;
        h0 = std::min(h0, span);
        const Vector<Scalar> y1 = m_y + static_cast<Scalar>(sign * h0) * f0;
        Vector<Scalar> f1(n);
        m_f.evaluate(m_options.t0 + sign * h0, { y1.data(), n }, view(f1));
        m_report.counters.nfe += 2;
        const double d2 = norm(f1 - f0) / h0;
        const double steepest = std::max(d1, d2);
        const double h1 = !(steepest > 1e-15)
            ? std::max(1e-6, h0 * 1e-3)
            : std::pow(0.01 / steepest, 1.0 / (m_method.embeddedOrder() + 1));
        return std::min({ 100.0 * h0, std::isfinite(h1) ? h1 : h0, span });
    }

    void runAdaptive()
    {
        const double sign = m_options.t1 < m_options.t0 ? -1.0 : 1.0;
        double h = firstStep();
        bool rejectedBefore = false;
        while (m_report.tReached != m_options.t1) {
            if (m_report.accepted + m_report.rejected >= m_options.maxSteps) {
                m_report.status = SolveStatus::MaxSteps;
                return;
            }
            const double left = std::abs(m_options.t1 - m_report.tReached);
            const bool last = h >= left * (1.0 - kMergedFraction);
            const double signedStep = last ? m_options.t1 - m_report.tReached : sign * h;
            const double next = last ? m_options.t1 : m_report.tReached + signedStep;
            const double smallest
                = 16.0 * std::numeric_limits<double>::epsilon() * std::abs(m_report.tReached);
            if (next == m_report.tReached || (!last && h <= smallest)) {
                m_report.status = m_newtonFailed ? SolveStatus::NewtonFailed
                    : m_sawNonFinite             ? SolveStatus::Diverged
                                                 : SolveStatus::StepTooSmall;
                return;
            }
            m_newtonFailed = !tryStep(signedStep);
            const double norm
                = m_newtonFailed ? std::numeric_limits<double>::infinity() : errorNorm();
            const bool finite = std::isfinite(norm) && m_method.trial().allFinite();
            const double used = std::abs(signedStep);
            h = used
                * stepFactor(finite ? norm : std::numeric_limits<double>::infinity(),
                    m_method.embeddedOrder(), rejectedBefore);
            m_sawNonFinite = !finite && !m_newtonFailed;
            rejectedBefore = !finite || norm > 1.0;
            if (rejectedBefore) {
                ++m_report.rejected;
                if (m_observeRejected)
                    m_observeRejected({ m_report.tReached, signedStep,
                        finite ? norm : std::numeric_limits<double>::infinity() });
                h = std::min(h, used); // a norm just above 1 must not make the step grow
            } else {
                h = used * m_method.limitedFactor(h / used);
                if (!take(next))
                    return;
            }
        }
    }

    OdeSystem<Scalar>& m_f;
    Stepper<Scalar>& m_method;
    const SolveOptions& m_options;
    VectorView<Scalar> m_y;
    VectorView<Scalar> m_q;
    const Observer<Scalar>& m_observe;
    const RejectionObserver& m_observeRejected;
    Vector<Scalar> m_qTrial;
    bool m_sawNonFinite = false; ///< at the last trial step
    bool m_newtonFailed = false; ///< there too
    SolveReport m_report;
};

} // namespace

std::string SolveOptions::problem() const
{
    if (!std::isfinite(t0) || !std::isfinite(t1))
        return "the interval must have finite ends";
    if (!adaptive && !(std::isfinite(step) && step > 0.0))
        return "the step size must be a number above 0";
    if (adaptive && !(rtol >= 0.0 && atol >= 0.0 && rtol + atol > 0.0 && rtol < 1.0))
        return "the tolerances must not be negative, not both 0, and rtol must be below 1";
    if (maxSteps < 1)
        return "the step limit must be at least 1";
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
        text << "the step size fell to " << std::abs(lastStep) << " at t = " << tReached
             << "; perhaps a pole near there, or the tolerance is below rounding";
        break;
    case SolveStatus::Diverged:
        text << "the solution is no longer finite after t = " << tReached << " (step "
             << std::abs(lastStep)
             << "); try a smaller step, or the exact solution itself blows up";
        break;
    case SolveStatus::NewtonFailed:
        text << "Newton's iteration did not converge at t = " << tReached << "; try a smaller step";
        break;
    }
    return text.str();
}

long fixedStepCount(double t0, double t1, double step)
{
    const double quotient = std::abs(t1 - t0) / step;
    return std::max(t0 == t1 ? 0L : 1L, static_cast<long>(std::ceil(quotient - kMergedFraction)));
}

double fixedStepTime(const SolveOptions& options, long n, long count)
{
    if (n == count)
        return options.t1;
    const double sign = options.t1 < options.t0 ? -1.0 : 1.0;
    return options.t0 + sign * options.step * static_cast<double>(n);
}

template <typename Scalar>
SolveReport integrate(OdeSystem<Scalar>& f, Stepper<Scalar>& method, const SolveOptions& options,
    VectorView<Scalar> y, const Observer<Scalar>& observe, VectorView<Scalar> q,
    const RejectionObserver& observeRejected)
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
    return Integration<Scalar>(f, method, options, y, observe, q, observeRejected).run();
}

template SolveReport integrate<float>(OdeSystem<float>&, Stepper<float>&, const SolveOptions&,
    VectorView<float>, const Observer<float>&, VectorView<float>, const RejectionObserver&);
template SolveReport integrate<double>(OdeSystem<double>&, Stepper<double>&, const SolveOptions&,
    VectorView<double>, const Observer<double>&, VectorView<double>, const RejectionObserver&);

} // namespace solvers
