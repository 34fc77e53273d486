// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/newton.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace solvers {

namespace {

constexpr int kLimitWithControl = 8;
constexpr int kLimitFixed = 40;
constexpr int kLimitPatient = 60;
constexpr double kSlowRate = 0.02; // beyond it a new Jacobian costs less than more iterations
constexpr double kLeastEta = 0.01; // of the rate of an earlier iteration

} // namespace

bool sameStep(double a, double b)
{
    return std::abs(a - b) <= 1e-8 * std::abs(b);
}

template <typename Scalar>
void NewtonControl<Scalar>::prepare(bool errorControl, double rtol, double atol)
{
    constexpr double epsilon = std::numeric_limits<Scalar>::epsilon();
    m_errorControl = errorControl;
    m_eta = 1.0;
    m_slow = false;
    if (errorControl) {
        m_relative = std::max(rtol, 10.0 * epsilon);
        m_absolute = atol;
        m_floor = epsilon;
        const double fraction = rtol > 0.0 ? std::min(0.03, std::sqrt(rtol)) : 1e-3;
        m_goal = std::min(0.5, std::max(fraction, 10.0 * epsilon / m_relative));
        m_stalled = m_goal;
    } else {
        m_relative = std::max(1e-14, 16.0 * epsilon);
        m_absolute = 0.0;
        m_floor = 0.01;
        m_goal = 1.0;
        m_stalled = m_relative > 1e-10 ? 100.0 : 1e4; // float: 2e-4 of the state, double: 1e-10
    }
}

template <typename Scalar>
void NewtonControl<Scalar>::beginIteration(bool patient)
{
    m_patient = patient;
    m_iteration = 0;
    m_limit = patient ? kLimitPatient : m_errorControl ? kLimitWithControl : kLimitFixed;
    m_eta = std::max(std::pow(m_eta, 0.8), kLeastEta);
}

template <typename Scalar>
double NewtonControl<Scalar>::norm(const Scalar* increment, const Scalar* iterate,
    ConstVectorView<Scalar> start, Index parts) const
{
    const Index n = start.size();
    const auto size = [&](Index i) {
        return static_cast<double>(std::max(std::abs(iterate[i]), std::abs(start[i % n])));
    };
    double largest = 0.0;
    for (Index i = 0; i < n * parts; ++i)
        largest = std::max(largest, size(i));
    double squares = 0.0;
    for (Index i = 0; i < n * parts; ++i) {
        if (increment[i] == Scalar(0))
            continue;
        const double scale = m_absolute + m_relative * std::max(size(i), m_floor * largest);
        const double ratio = static_cast<double>(increment[i]) / scale;
        squares += ratio * ratio;
    }
    return n == 0 ? 0.0 : std::sqrt(squares / static_cast<double>(n * parts));
}

template <typename Scalar>
NewtonVerdict NewtonControl<Scalar>::judge(
    const Scalar* increment, const Scalar* iterate, ConstVectorView<Scalar> start, Index parts)
{
    const double size = norm(increment, iterate, start, parts);
    ++m_iteration;
    if (!std::isfinite(size))
        return NewtonVerdict::Failed;
    if (size == 0.0)
        return NewtonVerdict::Converged;
    if (m_iteration > 1) {
        const double theta = size / m_previous;
        if (m_iteration > 2 && theta > kSlowRate)
            m_slow = true;
        if (theta < 1.0) {
            m_eta = theta / (1.0 - theta);
        } else {
            if (size <= m_stalled)
                return NewtonVerdict::Converged;
            if (!m_patient && (m_errorControl || theta > 2.0 || m_iteration > 10))
                return NewtonVerdict::Failed;
            m_eta = std::numeric_limits<double>::infinity();
        }
        const double rest = std::pow(theta, m_limit - m_iteration) * m_eta / theta * size;
        if (m_errorControl && rest > m_goal)
            return NewtonVerdict::Failed;
    }
    // Without error control two increments at least: the rate of the step before proves nothing.
    const bool rateKnown = m_errorControl || m_iteration > 1;
    if (rateKnown && m_eta * size <= m_goal)
        return NewtonVerdict::Converged;
    m_previous = size;
    if (m_iteration < m_limit)
        return NewtonVerdict::Continue;
    return size <= m_stalled && !m_errorControl ? NewtonVerdict::Converged : NewtonVerdict::Failed;
}

template <typename Scalar>
void StageSolver<Scalar>::prepare(
    Index dim, bool errorControl, double rtol, double atol, bool toRounding)
{
    m_jacobian.prepare(dim);
    m_control.prepare(errorControl && !toRounding, rtol, atol);
    m_errorControl = errorControl;
    m_matrix.resize(dim, dim);
    m_lu.resize(dim);
    for (Vector<Scalar>* vector : { &m_guess, &m_f, &m_delta, &m_residual })
        vector->resize(dim);
    restart();
}

template <typename Scalar>
void StageSolver<Scalar>::restart()
{
    m_known = false;
    m_fresh = false;
    m_factorised = 0.0;
}

template <typename Scalar>
void StageSolver<Scalar>::beginStep(double t, ConstVectorView<Scalar> y, bool again)
{
    if (!again) {
        m_fresh = false;
        if (!m_control.fast())
            m_known = false;
    }
    m_control.beginStep();
    m_time = t;
    m_start = y.data();
}

template <typename Scalar>
void StageSolver<Scalar>::evaluateJacobian(OdeSystem<Scalar>& f, Counters& counters)
{
    m_jacobian.evaluate(f, m_time, start(), { nullptr, 0 }, 0.0, counters);
    m_known = true;
    m_fresh = true;
    m_factorised = 0.0;
}

template <typename Scalar>
void StageSolver<Scalar>::factorise(double c, Counters& counters)
{
    if (sameStep(c, m_factorised))
        return;
    m_matrix = -static_cast<Scalar>(c) * m_jacobian.dfdy();
    m_matrix.diagonal().array() += Scalar(1);
    m_lu.compute(m_matrix);
    m_factorised = c;
    ++counters.nlu;
}

template <typename Scalar>
bool StageSolver<Scalar>::iterate(OdeSystem<Scalar>& f, double t, const Vector<Scalar>& base,
    double c, Vector<Scalar>& y, bool everyIterate, Counters& counters)
{
    m_control.beginIteration(everyIterate);
    for (;;) {
        f.evaluate(t, view(std::as_const(y)), view(m_f));
        ++counters.nfe;
        if (everyIterate) {
            m_jacobian.evaluate(
                f, t, view(std::as_const(y)), view(std::as_const(m_f)), 0.0, counters);
            m_factorised = 0.0;
            factorise(c, counters);
        }
        m_residual = base + static_cast<Scalar>(c) * m_f - y;
        m_lu.solve(m_residual, m_delta);
        y += m_delta;
        const NewtonVerdict verdict = m_control.judge(m_delta.data(), y.data(), start(), 1);
        if (verdict != NewtonVerdict::Continue)
            return verdict == NewtonVerdict::Converged;
    }
}

template <typename Scalar>
bool StageSolver<Scalar>::solve(OdeSystem<Scalar>& f, double t, const Vector<Scalar>& base,
    double c, Vector<Scalar>& y, Counters& counters)
{
    m_guess = y;
    if (!m_known)
        evaluateJacobian(f, counters);
    factorise(c, counters);
    if (iterate(f, t, base, c, y, false, counters))
        return true;
    // The guess may lie outside of where f is defined; the start of the step does not.
    if (!m_fresh || !m_errorControl) {
        if (!m_fresh)
            evaluateJacobian(f, counters);
        factorise(c, counters);
        y = start();
        if (iterate(f, t, base, c, y, false, counters))
            return true;
    }
    if (m_errorControl)
        return false;
    m_fresh = false;
    y = m_guess;
    if (iterate(f, t, base, c, y, true, counters))
        return true;
    y = start();
    return iterate(f, t, base, c, y, true, counters);
}

template <typename Scalar>
void StageSolver<Scalar>::applyInverse(Vector<Scalar>& x)
{
    m_residual = x;
    m_lu.solve(m_residual, x);
}

template class NewtonControl<float>;
template class NewtonControl<double>;
template class StageSolver<float>;
template class StageSolver<double>;

} // namespace solvers
