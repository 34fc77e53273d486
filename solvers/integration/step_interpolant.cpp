// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/step_interpolant.h"

#include <cassert>
#include <utility>

namespace solvers {

template <typename Scalar>
StepInterpolant<Scalar>::StepInterpolant(
    OdeSystem<Scalar>& f, Stepper<Scalar>& method, Counters& counters)
    : m_f(f)
    , m_method(method)
    , m_counters(counters)
    , m_own(method.denseOrder() > 0)
    , m_y0(f.dim())
    , m_y1(f.dim())
    , m_f0(m_own ? 0 : f.dim())
    , m_f1(m_own ? 0 : f.dim())
{
}

template <typename Scalar>
void StepInterpolant<Scalar>::begin(double t0, double t1, double h, ConstVectorView<Scalar> y0)
{
    const bool slopeFollows = m_prepared && !m_own; // from the end of the step before
    m_start = t0;
    m_end = t1;
    m_cutEnd = t1;
    m_step = h;
    m_y0 = y0;
    m_y1 = m_method.trial();
    m_prepared = false;
    m_accepted = false;
    if (m_own)
        return;
    m_startSlopeKnown = slopeFollows;
    if (slopeFollows) {
        m_f0.swap(m_f1);
    } else if (const auto slope = m_method.derivative(); slope.size() > 0) {
        m_f0 = slope; // of the start as long as the step is not accepted
        m_startSlopeKnown = true;
    }
}

template <typename Scalar>
void StepInterpolant<Scalar>::cut(double t1)
{
    m_cutEnd = t1;
    m_prepared = false;
}

template <typename Scalar>
void StepInterpolant<Scalar>::prepare()
{
    m_prepared = true;
    if (m_own) {
        m_method.prepareDense(m_f, m_counters);
        return;
    }
    assert(m_accepted);
    if (!m_startSlopeKnown) {
        m_f.evaluate(m_start, view(std::as_const(m_y0)), view(m_f0));
        ++m_counters.nfe;
    }
    if (const auto slope = m_method.derivative(); slope.size() > 0) {
        m_f1 = slope;
        return;
    }
    m_f.evaluate(m_end, view(std::as_const(m_y1)), view(m_f1));
    ++m_counters.nfe;
    m_method.setDerivative(view(std::as_const(m_f1)));
}

template <typename Scalar>
void StepInterpolant<Scalar>::evaluateAt(double theta, VectorView<Scalar> y)
{
    if (theta == 0.0) {
        y = m_y0;
        return;
    }
    if (theta == 1.0) {
        y = m_y1;
        return;
    }
    if (!m_prepared)
        prepare();
    if (m_own) {
        m_method.dense(theta, y);
        return;
    }
    // HNW I (6.7)
    const auto s = static_cast<Scalar>(theta);
    const auto h = static_cast<Scalar>(m_step);
    y = (1 - s) * m_y0 + s * m_y1
        + s * (s - 1) * ((1 - 2 * s) * (m_y1 - m_y0) + (s - 1) * h * m_f0 + s * h * m_f1);
}

template class StepInterpolant<float>;
template class StepInterpolant<double>;

} // namespace solvers
