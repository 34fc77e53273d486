// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/symplectic.h"

#include <cassert>
#include <stdexcept>
#include <utility>

namespace solvers {

std::string symplecticProblem(Index dim, Index quadratureDim)
{
    if (dim % 2 != 0)
        return "a symplectic method takes the first half of the state for positions and the second "
               "half for momenta; this system has an odd number of components, "
            + std::to_string(dim);
    if (quadratureDim != 0)
        return "a symplectic method cannot integrate the adjoint equations, which are not "
               "separable into positions and momenta";
    return {};
}

template <typename Scalar>
Symplectic<Scalar>::Symplectic(const SymplecticScheme& scheme)
    : m_scheme(scheme)
{
}

template <typename Scalar>
void Symplectic<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate);
    (void)estimate;
    if (const std::string trouble = symplecticProblem(dim, quadratureDim); !trouble.empty())
        throw std::invalid_argument(trouble);
    m_slope.resize(dim);
    m_force.resize(dim / 2);
    m_lastForce.resize(dim / 2);
    m_trial.resize(dim);
    restart();
}

template <typename Scalar>
void Symplectic<Scalar>::evaluate(OdeSystem<Scalar>& f, double t, Counters& counters)
{
    ++counters.nfe;
    f.evaluate(t, view(std::as_const(m_trial)), view(m_slope));
}

template <typename Scalar>
StepOutcome Symplectic<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    const Index half = y.size() / 2;
    m_trial = y;
    // The time of the positions runs with the drifts and enters f_p, that of the momenta with the
    // kicks and enters f_q: t as one more position and one more momentum with derivative 1.
    double positionTime = t;
    double momentumTime = t;
    for (std::size_t i = 0; i < m_scheme.kick.size(); ++i) {
        if (i > 0 || !m_forceKnown) {
            evaluate(f, positionTime, counters);
            m_lastForce = m_slope.tail(half);
            if (i == 0)
                m_force = m_lastForce;
        } else {
            m_lastForce = m_force;
        }
        m_trial.tail(half) += static_cast<Scalar>(m_scheme.kick[i] * h) * m_lastForce;
        momentumTime += m_scheme.kick[i] * h;
        if (i == m_scheme.drift.size())
            break;
        evaluate(f, momentumTime, counters);
        m_trial.head(half) += static_cast<Scalar>(m_scheme.drift[i] * h) * m_slope.head(half);
        positionTime += m_scheme.drift[i] * h;
    }
    m_forceKnown = true; // the same start serves another try
    return StepOutcome::Done;
}

template <typename Scalar>
void Symplectic<Scalar>::accept()
{
    m_forceKnown = m_scheme.endsInKick();
    if (m_forceKnown)
        m_force.swap(m_lastForce);
}

template class Symplectic<float>;
template class Symplectic<double>;

} // namespace solvers
