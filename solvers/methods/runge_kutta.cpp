// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/runge_kutta.h"

#include <algorithm>
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
    for (int i = 0; i < tableau.stages(); ++i) {
        const auto j = static_cast<std::size_t>(i);
        auto& sum = m_stageSums.emplace_back();
        for (int earlier = 0; earlier < i; ++earlier)
            sum.add(earlier, tableau.coefficient(i, earlier));
        m_trialSum.add(i, tableau.weight(i));
        if (tableau.embedded())
            m_errorSum.add(i, tableau.weight(i) - tableau.embeddedWeight(i));
        if (!tableau.bHat2.empty())
            m_errorSum2.add(i, tableau.weight(i) - tableau.bHat2[j]);
    }
}

template <typename Scalar>
void RungeKutta<Scalar>::resize(Vector<Scalar>& vector) const
{
    const Index padded = Combination<Scalar>::paddedSize(m_dim);
    vector.resize(padded);
    vector.tail(padded - m_dim).setZero();
}

template <typename Scalar>
void RungeKutta<Scalar>::provideRows(int count)
{
    const auto size = static_cast<std::size_t>(count);
    if (m_memory.size() < size)
        m_memory.resize(size);
    for (std::size_t i = m_rows.size(); i < size; ++i) {
        resize(m_memory[i]);
        m_rows.push_back(m_memory[i].data());
    }
}

template <typename Scalar>
void RungeKutta<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate || m_tableau.embedded());
    const bool second = estimate && !m_tableau.bHat2.empty();
    m_estimate = estimate;
    restart();
    m_stages = estimate ? m_tableau.stages() : m_tableau.stagesWithoutEstimate();
    m_endStage = estimate && m_tableau.fsal() ? m_tableau.stages() - 1 : 0;
    m_denseStages = 0;
    m_dim = dim;
    for (Vector<Scalar>* vector : { &m_start, &m_point, &m_trial })
        resize(*vector);
    const Index padded = m_trial.size();
    m_error.resize(estimate ? padded : 0);
    m_error2.resize(second ? padded : 0);
    m_zero.setZero(m_error.size());
    m_rows.clear();
    provideRows(m_stages);
    m_quadrature.resize(quadratureDim);
    m_quadratureError.resize(estimate ? quadratureDim : 0);
    m_quadratureError2.resize(second ? quadratureDim : 0);
    m_g.resize(estimate && quadratureDim > 0 ? m_rows.size() : 0);
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
void RungeKutta<Scalar>::evaluateStage(OdeSystem<Scalar>& f, int stage, double t,
    ConstVectorView<Scalar> y, double h, Counters& counters)
{
    const auto i = static_cast<std::size_t>(stage);
    const double ti = t + m_tableau.node(stage) * h;
    const Scalar* at = y.data();
    if (stage > 0) {
        Vector<Scalar>& point = stage == m_endStage ? m_trial : m_point;
        m_stageSums[i].apply(
            static_cast<Scalar>(h), m_rows.data(), m_start.data(), point.data(), point.size());
        at = point.data();
    }
    ++counters.nfe;
    if (m_quadrature.size() == 0)
        f.evaluate(ti, { at, m_dim }, k(stage));
    else
        evaluateWithQuadrature(f, stage, ti, { at, m_dim }, h);
}

template <typename Scalar>
void RungeKutta<Scalar>::evaluateWithQuadrature(
    OdeSystem<Scalar>& f, int stage, double t, ConstVectorView<Scalar> point, double h)
{
    if (m_estimate) {
        auto& g = m_g[static_cast<std::size_t>(stage)];
        g.setZero();
        f.evaluateWithQuadrature(t, point, k(stage), Scalar(1), view(g));
    } else if (const double b = m_tableau.weight(stage); b != 0.0) {
        f.evaluateWithQuadrature(
            t, point, k(stage), static_cast<Scalar>(h * b), view(m_quadrature));
    } else {
        f.evaluate(t, point, k(stage));
    }
}

template <typename Scalar>
StepOutcome RungeKutta<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    m_time = t;
    m_step = h;
    Combination<Scalar>::copy(y.data(), m_dim, m_start.data());
    m_quadrature.setZero();
    if (!m_firstStageKnown)
        evaluateStage(f, 0, t, y, h, counters);
    if (m_endDistance > 0.0) { // the last stage of the step before is still there
        const double slopes = static_cast<double>((k(0) - k(m_tableau.stages() - 1)).norm());
        m_endStiffness = slopes / m_endDistance;
        m_endDistance = 0.0;
    }
    for (int i = 1; i < m_stages; ++i)
        evaluateStage(f, i, t, y, h, counters);
    m_firstStageKnown = m_estimate; // the same start serves another try with a smaller step
    m_denseStages = m_stages;

    if (m_endStage == 0)
        m_trialSum.apply(
            static_cast<Scalar>(h), m_rows.data(), m_start.data(), m_trial.data(), m_trial.size());
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
    const auto factor = static_cast<Scalar>(h);
    m_errorSum.apply(factor, m_rows.data(), m_zero.data(), m_error.data(), m_error.size());
    if (m_error2.size() > 0)
        m_errorSum2.apply(factor, m_rows.data(), m_zero.data(), m_error2.data(), m_error2.size());
    if (m_quadrature.size() == 0)
        return;
    m_quadratureError.setZero();
    m_quadratureError2.setZero();
    for (int i = 0; i < m_stages; ++i) {
        const auto j = static_cast<std::size_t>(i);
        const double b = m_tableau.weight(i);
        m_quadrature += static_cast<Scalar>(h * b) * m_g[j];
        m_quadratureError += static_cast<Scalar>(h * (b - m_tableau.embeddedWeight(i))) * m_g[j];
        if (!m_tableau.bHat2.empty())
            m_quadratureError2 += static_cast<Scalar>(h * (b - m_tableau.bHat2[j])) * m_g[j];
    }
}

template <typename Scalar>
void RungeKutta<Scalar>::prepareDense(OdeSystem<Scalar>& f, Counters& counters)
{
    const int end = m_tableau.endStage();
    provideRows(m_tableau.denseStages());
    for (int i = m_denseStages; i < m_tableau.denseStages(); ++i) {
        m_point = m_trial;
        double node = 1.0;
        if (i > end) { // from y1 back to y0, and on to the point of the stage
            node = m_tableau.denseNode(i);
            for (int j = 0; j < i; ++j) {
                const double b = j < m_tableau.stages() ? m_tableau.weight(j) : 0.0;
                m_point.head(m_dim)
                    += static_cast<Scalar>(m_step * (m_tableau.denseCoefficient(i, j) - b)) * k(j);
            }
        }
        ++counters.nfe;
        f.evaluate(m_time + node * m_step, { m_point.data(), m_dim }, k(i));
    }
    m_denseStages = m_tableau.denseStages();
}

template <typename Scalar>
void RungeKutta<Scalar>::dense(double theta, VectorView<Scalar> y) const
{
    denseWeights(m_tableau, theta, m_weights);
    y = m_trial.head(m_dim);
    for (std::size_t i = 0; i < m_weights.size(); ++i) {
        const double b = i < m_tableau.b.size() ? m_tableau.b[i] : 0.0;
        if (m_weights[i] != b)
            y += static_cast<Scalar>(m_step * (m_weights[i] - b)) * k(static_cast<int>(i));
    }
}

/// |h lambda| about |k_later - k_earlier| / |Y_later - Y_earlier|, times h.
template <typename Scalar>
double RungeKutta<Scalar>::pairStiffness(int earlier, int later) const
{
    double slopes = 0.0;
    double points = 0.0;
    for (Index n = 0; n < m_dim; ++n) {
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
    std::swap(m_rows.front(), m_rows[static_cast<std::size_t>(end)]);
    if (!m_g.empty())
        std::swap(m_g.front(), m_g.back());
}

template <typename Scalar>
ConstVectorView<Scalar> RungeKutta<Scalar>::derivative() const
{
    if (m_firstStageKnown)
        return { m_rows.front(), m_dim };
    return { nullptr, 0 };
}

template <typename Scalar>
void RungeKutta<Scalar>::setDerivative(ConstVectorView<Scalar> dydt)
{
    if (m_quadrature.size() > 0)
        return; // the integrand of the quadratures is not known there
    k(0) = dydt;
    m_firstStageKnown = true;
}

template class RungeKutta<float>;
template class RungeKutta<double>;

} // namespace solvers
