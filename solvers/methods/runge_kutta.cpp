// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/runge_kutta.h"

#include <cassert>
#include <utility>

namespace solvers {

template <typename Scalar>
RungeKutta<Scalar>::RungeKutta(const ButcherTableau& tableau)
    : m_tableau(tableau)
{
}

template <typename Scalar>
void RungeKutta<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate || m_tableau.embedded());
    m_estimate = estimate;
    m_firstStageKnown = false;
    m_stages = estimate ? m_tableau.stages() : m_tableau.stagesWithoutEstimate();
    m_k.resize(static_cast<std::size_t>(m_stages));
    for (auto& k : m_k)
        k.resize(dim);
    m_point.resize(dim);
    m_trial.resize(dim);
    m_error.resize(estimate ? dim : 0);
    m_quadrature.resize(quadratureDim);
    m_quadratureError.resize(estimate ? quadratureDim : 0);
    m_g.resize(estimate && quadratureDim > 0 ? m_k.size() : 0);
    for (auto& g : m_g)
        g.resize(quadratureDim);
}

template <typename Scalar>
void RungeKutta<Scalar>::stagePoint(int stage, ConstVectorView<Scalar> y, double h)
{
    m_point = y;
    for (int j = 0; j < stage; ++j) {
        const double a = m_tableau.coefficient(stage, j);
        if (a != 0.0)
            m_point += static_cast<Scalar>(h * a) * m_k[static_cast<std::size_t>(j)];
    }
}

template <typename Scalar>
void RungeKutta<Scalar>::evaluateStage(OdeSystem<Scalar>& f, int stage, double t,
    ConstVectorView<Scalar> y, double h, Counters& counters)
{
    const auto i = static_cast<std::size_t>(stage);
    const double ti = t + m_tableau.node(stage) * h;
    if (stage > 0)
        stagePoint(stage, y, h);
    const ConstVectorView<Scalar> point
        = stage > 0 ? ConstVectorView<Scalar>(m_point.data(), m_point.size()) : y;
    ++counters.nfe;
    const bool noWeight = !m_estimate && m_tableau.weight(stage) == 0.0;
    if (m_quadrature.size() == 0 || noWeight) {
        f.evaluate(ti, point, view(m_k[i]));
    } else if (m_estimate) {
        m_g[i].setZero();
        f.evaluateWithQuadrature(ti, point, view(m_k[i]), Scalar(1), view(m_g[i]));
    } else {
        f.evaluateWithQuadrature(ti, point, view(m_k[i]),
            static_cast<Scalar>(h * m_tableau.weight(stage)), view(m_quadrature));
    }
}

template <typename Scalar>
StepOutcome RungeKutta<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    if (m_quadrature.size() > 0) {
        m_quadrature.setZero();
        m_quadratureError.setZero();
    }
    for (int i = m_firstStageKnown ? 1 : 0; i < m_stages; ++i)
        evaluateStage(f, i, t, y, h, counters);
    m_firstStageKnown = m_estimate; // the same start serves another try with a smaller step

    m_trial = y;
    for (int i = 0; i < m_stages; ++i) {
        const double b = m_tableau.weight(i);
        if (b != 0.0)
            m_trial += static_cast<Scalar>(h * b) * m_k[static_cast<std::size_t>(i)];
    }
    if (!m_estimate)
        return StepOutcome::Done;
    m_error.setZero();
    for (int i = 0; i < m_stages; ++i) {
        const auto j = static_cast<std::size_t>(i);
        const auto b = static_cast<Scalar>(h * m_tableau.weight(i));
        const auto d = static_cast<Scalar>(h * (m_tableau.weight(i) - m_tableau.embeddedWeight(i)));
        m_error += d * m_k[j];
        if (m_quadrature.size() > 0) {
            m_quadrature += b * m_g[j];
            m_quadratureError += d * m_g[j];
        }
    }
    return StepOutcome::Done;
}

template <typename Scalar>
void RungeKutta<Scalar>::accept()
{
    m_firstStageKnown = m_estimate && m_tableau.fsal();
    if (!m_firstStageKnown)
        return;
    std::swap(m_k.front(), m_k.back());
    if (!m_g.empty())
        std::swap(m_g.front(), m_g.back());
}

template <typename Scalar>
ConstVectorView<Scalar> RungeKutta<Scalar>::derivative() const
{
    if (m_firstStageKnown)
        return { m_k.front().data(), m_k.front().size() };
    return { nullptr, 0 };
}

template <typename Scalar>
void RungeKutta<Scalar>::setDerivative(ConstVectorView<Scalar> dydt)
{
    if (m_quadrature.size() > 0)
        return; // the integrand of the quadratures is not known there
    m_k.front() = dydt;
    m_firstStageKnown = true;
}

template class RungeKutta<float>;
template class RungeKutta<double>;

} // namespace solvers
