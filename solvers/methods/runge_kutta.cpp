// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/runge_kutta.h"

#include <cassert>
#include <cmath>
#include <utility>

namespace solvers {

template <typename Scalar>
RungeKutta<Scalar>::RungeKutta(const ButcherTableau& tableau)
    : m_tableau(tableau)
{
    for (int later = 1; later < tableau.stages(); ++later)
        for (int earlier = 0; earlier < later; ++earlier)
            if (tableau.node(earlier) == tableau.node(later)) {
                m_earlier = earlier;
                m_later = later;
            }
    m_endPair = m_later == 0 && tableau.stages() > 1 && tableau.node(tableau.stages() - 1) == 1.0
        && !tableau.fsal();
}

template <typename Scalar>
void RungeKutta<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate || m_tableau.embedded());
    const bool second = estimate && !m_tableau.bHat2.empty();
    m_estimate = estimate;
    restart();
    m_stages = estimate ? m_tableau.stages() : m_tableau.stagesWithoutEstimate();
    m_denseStages = 0;
    m_k.resize(static_cast<std::size_t>(m_stages));
    for (auto& k : m_k)
        k.resize(dim);
    m_point.resize(dim);
    m_trial.resize(dim);
    m_error.resize(estimate ? dim : 0);
    m_error2.resize(second ? dim : 0);
    m_quadrature.resize(quadratureDim);
    m_quadratureError.resize(estimate ? quadratureDim : 0);
    m_quadratureError2.resize(second ? quadratureDim : 0);
    m_g.resize(estimate && quadratureDim > 0 ? m_k.size() : 0);
    for (auto& g : m_g)
        g.resize(quadratureDim);
    m_weights.resize(static_cast<std::size_t>(m_tableau.denseStages()));
}

template <typename Scalar>
void RungeKutta<Scalar>::restart()
{
    m_firstStageKnown = false;
    m_trialDistance = 0.0;
    m_endDistance = 0.0;
    m_endStiffness = 0.0;
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
    m_time = t;
    m_step = h;
    m_quadrature.setZero();
    if (!m_firstStageKnown)
        evaluateStage(f, 0, t, y, h, counters);
    if (m_endDistance > 0.0) { // the last stage of the step before is still there
        const auto s = static_cast<std::size_t>(m_tableau.stages() - 1);
        m_endStiffness = static_cast<double>((m_k[0] - m_k[s]).norm()) / m_endDistance;
        m_endDistance = 0.0;
    }
    for (int i = 1; i < m_stages; ++i)
        evaluateStage(f, i, t, y, h, counters);
    m_firstStageKnown = m_estimate; // the same start serves another try with a smaller step
    m_denseStages = m_stages;

    m_trial = y;
    for (int i = 0; i < m_stages; ++i) {
        const double b = m_tableau.weight(i);
        if (b != 0.0)
            m_trial += static_cast<Scalar>(h * b) * m_k[static_cast<std::size_t>(i)];
    }
    if (m_estimate) {
        estimateErrors(h);
        if (m_endPair)
            m_trialDistance = static_cast<double>((m_trial - m_point).norm()) / std::abs(h);
    }
    return StepOutcome::Done;
}

template <typename Scalar>
void RungeKutta<Scalar>::estimateErrors(double h)
{
    m_error.setZero();
    m_error2.setZero();
    m_quadratureError.setZero();
    m_quadratureError2.setZero();
    for (int i = 0; i < m_stages; ++i) {
        const auto j = static_cast<std::size_t>(i);
        const double b = m_tableau.weight(i);
        const auto d = static_cast<Scalar>(h * (b - m_tableau.embeddedWeight(i)));
        if (d != Scalar(0))
            m_error += d * m_k[j];
        if (m_quadrature.size() > 0) {
            m_quadrature += static_cast<Scalar>(h * b) * m_g[j];
            m_quadratureError += d * m_g[j];
        }
        if (m_tableau.bHat2.empty())
            continue;
        const auto d2 = static_cast<Scalar>(h * (b - m_tableau.bHat2[j]));
        if (d2 != Scalar(0))
            m_error2 += d2 * m_k[j];
        if (m_quadrature.size() > 0)
            m_quadratureError2 += d2 * m_g[j];
    }
}

template <typename Scalar>
void RungeKutta<Scalar>::prepareDense(OdeSystem<Scalar>& f, Counters& counters)
{
    const int end = m_tableau.endStage();
    m_k.resize(static_cast<std::size_t>(m_tableau.denseStages()));
    for (int i = m_denseStages; i < m_tableau.denseStages(); ++i) {
        auto& k = m_k[static_cast<std::size_t>(i)];
        k.resize(m_trial.size());
        m_point = m_trial;
        double node = 1.0;
        if (i > end) { // from y1 back to y0, and on to the point of the stage
            node = m_tableau.denseNode(i);
            for (int j = 0; j < i; ++j) {
                const double b = j < m_tableau.stages() ? m_tableau.weight(j) : 0.0;
                m_point += static_cast<Scalar>(m_step * (m_tableau.denseCoefficient(i, j) - b))
                    * m_k[static_cast<std::size_t>(j)];
            }
        }
        ++counters.nfe;
        f.evaluate(m_time + node * m_step, { m_point.data(), m_point.size() }, view(k));
    }
    m_denseStages = m_tableau.denseStages();
}

template <typename Scalar>
void RungeKutta<Scalar>::dense(double theta, VectorView<Scalar> y) const
{
    denseWeights(m_tableau, theta, m_weights);
    y = m_trial;
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        const double b = i < m_tableau.b.size() ? m_tableau.b[i] : 0.0;
        if (m_weights[i] != b)
            y += static_cast<Scalar>(m_step * (m_weights[i] - b)) * m_k[i];
    }
}

/// |h lambda| about |k_later - k_earlier| / |Y_later - Y_earlier|, times h.
template <typename Scalar>
double RungeKutta<Scalar>::pairStiffness(int earlier, int later) const
{
    double slopes = 0.0;
    double points = 0.0;
    const auto k
        = [&](int stage) -> const Vector<Scalar>& { return m_k[static_cast<std::size_t>(stage)]; };
    for (Index n = 0; n < m_trial.size(); ++n) {
        double distance = 0.0;
        for (int j = 0; j < later; ++j) {
            const double a = j < earlier ? m_tableau.coefficient(earlier, j) : 0.0;
            distance += (m_tableau.coefficient(later, j) - a) * static_cast<double>(k(j)[n]);
        }
        const double slope = static_cast<double>(k(later)[n]) - static_cast<double>(k(earlier)[n]);
        slopes += slope * slope;
        points += distance * distance;
    }
    return points > 0.0 ? std::sqrt(slopes / points) : 0.0;
}

template <typename Scalar>
double RungeKutta<Scalar>::stiffness() const
{
    if (m_later == 0)
        return m_endStiffness;
    return m_later < m_denseStages ? pairStiffness(m_earlier, m_later) : 0.0;
}

template <typename Scalar>
void RungeKutta<Scalar>::accept()
{
    m_endDistance = m_trialDistance;
    const int end = m_tableau.endStage();
    const bool withIntegrand = m_estimate && m_tableau.fsal();
    m_firstStageKnown = m_denseStages > end && (m_quadrature.size() == 0 || withIntegrand);
    m_denseStages = 0;
    if (!m_firstStageKnown)
        return;
    std::swap(m_k.front(), m_k[static_cast<std::size_t>(end)]);
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
