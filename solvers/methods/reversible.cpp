// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/reversible.h"

#include <cassert>
#include <utility>

namespace solvers {

template <typename Scalar>
Reversible<Scalar>::Reversible(const ReversibleScheme& scheme)
    : m_scheme(scheme)
{
}

template <typename Scalar>
void Reversible<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate);
    (void)estimate;
    const bool heun = m_scheme.kind == ReversibleScheme::Kind::Heun;
    for (auto* vector : { &m_auxiliary, &m_auxiliaryTrial, &m_slopeTrial, &m_trial })
        vector->resize(dim);
    m_slope.resize(heun ? dim : 0);
    m_integrand.resize(heun ? quadratureDim : 0);
    m_integrandTrial.resize(quadratureDim);
    m_quadrature.resize(quadratureDim);
    restart();
}

template <typename Scalar>
void Reversible<Scalar>::restart()
{
    m_started = false;
    m_slopeKnown = false;
}

template <typename Scalar>
void Reversible<Scalar>::evaluate(OdeSystem<Scalar>& f, double t, const Vector<Scalar>& y,
    Vector<Scalar>& slope, Vector<Scalar>& integrand, Counters& counters)
{
    ++counters.nfe;
    if (integrand.size() == 0) {
        f.evaluate(t, view(y), view(slope));
    } else {
        integrand.setZero();
        f.evaluateWithQuadrature(t, view(y), view(slope), Scalar(1), view(integrand));
    }
}

template <typename Scalar>
StepOutcome Reversible<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    if (m_scheme.kind == ReversibleScheme::Kind::Heun)
        heun(f, t, y, h, counters);
    else
        leapfrog(f, t, y, h, counters);
    return StepOutcome::Done;
}

template <typename Scalar>
void Reversible<Scalar>::leapfrog(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    const auto half = static_cast<Scalar>(0.5 * h);
    if (!m_started) {
        ++counters.nfe;
        f.evaluate(t, y, view(m_auxiliary));
        m_started = true;
    }
    m_trial = y + half * m_auxiliary;
    evaluate(f, t + 0.5 * h, m_trial, m_slopeTrial, m_integrandTrial, counters);
    m_auxiliaryTrial = Scalar(2) * m_slopeTrial - m_auxiliary;
    m_trial += half * m_auxiliaryTrial;
    m_quadrature = static_cast<Scalar>(h) * m_integrandTrial;
}

template <typename Scalar>
void Reversible<Scalar>::heun(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    if (!m_started) {
        m_auxiliary = y;
        m_started = true;
    }
    if (!m_slopeKnown)
        evaluate(f, t, m_auxiliary, m_slope, m_integrand, counters);
    m_slopeKnown = true;
    m_auxiliaryTrial = Scalar(2) * y - m_auxiliary + static_cast<Scalar>(h) * m_slope;
    evaluate(f, t + h, m_auxiliaryTrial, m_slopeTrial, m_integrandTrial, counters);
    const auto half = static_cast<Scalar>(0.5 * h);
    m_trial = y + half * (m_slope + m_slopeTrial);
    m_quadrature = half * (m_integrand + m_integrandTrial);
}

template <typename Scalar>
void Reversible<Scalar>::accept()
{
    m_auxiliary.swap(m_auxiliaryTrial);
    if (m_scheme.kind == ReversibleScheme::Kind::Heun) {
        m_slope.swap(m_slopeTrial);
        m_integrand.swap(m_integrandTrial);
    }
}

template <typename Scalar>
ConstVectorView<Scalar> Reversible<Scalar>::auxiliary() const
{
    if (m_started)
        return view(m_auxiliary);
    return { nullptr, 0 };
}

template <typename Scalar>
void Reversible<Scalar>::setAuxiliary(ConstVectorView<Scalar> auxiliary)
{
    assert(auxiliary.size() == m_auxiliary.size());
    m_auxiliary = auxiliary;
    m_started = true;
    m_slopeKnown = false;
}

template class Reversible<float>;
template class Reversible<double>;

} // namespace solvers
