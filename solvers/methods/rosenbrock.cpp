// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/rosenbrock.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

namespace solvers {

template <typename Scalar>
Rosenbrock<Scalar>::Rosenbrock(const RosenbrockTableau& tableau)
    : m_tableau(tableau)
{
}

template <typename Scalar>
int Rosenbrock<Scalar>::embeddedOrder() const
{
    return std::min(m_tableau.order, m_tableau.embeddedOrder);
}

template <typename Scalar>
void Rosenbrock<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate || m_tableau.embeddedOrder > 0);
    if (quadratureDim > 0)
        throw std::invalid_argument(
            "Rosenbrock methods cannot integrate quadratures; choose a Runge-Kutta method");
    m_jacobian.prepare(dim);
    m_estimate = estimate;
    m_stages = m_tableau.stages() - (m_tableau.fsal() && !estimate ? 1 : 0);
    m_matrix.resize(dim, dim);
    m_lu.resize(dim);
    m_u.resize(static_cast<std::size_t>(m_tableau.stages()));
    for (auto& u : m_u)
        u.setZero(dim);
    for (Vector<Scalar>* vector : { &m_start, &m_derivative, &m_f, &m_point, &m_right, &m_trial })
        vector->resize(dim);
    m_error.resize(estimate ? dim : 0);
    restart();
}

template <typename Scalar>
void Rosenbrock<Scalar>::restart()
{
    m_jacobianKnown = false;
    m_derivativeKnown = false;
    m_factorised = 0.0;
}

/// f of a stage, into m_f
template <typename Scalar>
void Rosenbrock<Scalar>::evaluateStage(
    OdeSystem<Scalar>& f, int stage, double t, double h, Counters& counters)
{
    if (stage == 0) {
        m_f = m_derivative;
        return;
    }
    if (m_tableau.repeatsArgument(stage))
        return;
    m_point = m_start;
    for (int j = 0; j < stage; ++j) {
        const double a = m_tableau.argument(stage, j);
        if (a != 0.0)
            m_point += static_cast<Scalar>(a) * m_u[static_cast<std::size_t>(j)];
    }
    f.evaluate(t + m_tableau.node(stage) * h, view(std::as_const(m_point)), view(m_f));
    ++counters.nfe;
}

template <typename Scalar>
void Rosenbrock<Scalar>::solveStage(int stage, double h)
{
    const double gamma = m_tableau.gamma;
    m_right = static_cast<Scalar>(h * gamma) * m_f
        + static_cast<Scalar>(h * h * gamma * m_tableau.timeFactor(stage)) * m_jacobian.dfdt();
    for (int j = 0; j < stage; ++j)
        m_right += static_cast<Scalar>(gamma * m_tableau.coupling(stage, j))
            * m_u[static_cast<std::size_t>(j)];
    m_lu.solve(m_right, m_u[static_cast<std::size_t>(stage)]);
}

template <typename Scalar>
StepOutcome Rosenbrock<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    m_start = y;
    if (!m_derivativeKnown) {
        f.evaluate(t, y, view(m_derivative));
        ++counters.nfe;
        m_derivativeKnown = true;
    }
    if (!m_jacobianKnown) {
        m_jacobian.evaluate(f, t, y, view(std::as_const(m_derivative)), h, counters);
        m_jacobianKnown = true;
        m_factorised = 0.0;
    }
    if (h != m_factorised) {
        m_matrix = -static_cast<Scalar>(h * m_tableau.gamma) * m_jacobian.dfdy();
        m_matrix.diagonal().array() += Scalar(1);
        m_lu.compute(m_matrix);
        ++counters.nlu;
        m_factorised = h;
    }
    for (int i = 0; i < m_stages; ++i) {
        evaluateStage(f, i, t, h, counters);
        solveStage(i, h);
    }
    m_trial = m_start;
    for (int i = 0; i < m_stages; ++i)
        m_trial += static_cast<Scalar>(m_tableau.weight(i)) * m_u[static_cast<std::size_t>(i)];
    if (m_estimate)
        estimateError(f, t + h, h, counters);
    return StepOutcome::Done;
}

template <typename Scalar>
void Rosenbrock<Scalar>::estimateError(
    OdeSystem<Scalar>& f, double end, double h, Counters& counters)
{
    m_error.setZero();
    for (int i = 0; i < m_stages; ++i)
        m_error += static_cast<Scalar>(m_tableau.weight(i) - m_tableau.embeddedWeight(i))
            * m_u[static_cast<std::size_t>(i)];
    if (m_tableau.endWeight == 0.0)
        return;
    f.evaluate(end, view(std::as_const(m_trial)), view(m_f));
    ++counters.nfe;
    m_right = m_error - static_cast<Scalar>(h * m_tableau.endWeight) * m_f;
    m_lu.solve(m_right, m_error);
}

template <typename Scalar>
void Rosenbrock<Scalar>::dense(double theta, VectorView<Scalar> y) const
{
    const std::size_t s = m_u.size();
    const double rest = theta * (1.0 - theta);
    y = static_cast<Scalar>(1.0 - theta) * m_start + static_cast<Scalar>(theta) * m_trial;
    for (std::size_t i = 0; i < s; ++i) {
        const double d = m_tableau.dense[i] + theta * m_tableau.dense[s + i];
        y += static_cast<Scalar>(rest * d) * m_u[i];
    }
}

template <typename Scalar>
void Rosenbrock<Scalar>::accept()
{
    m_jacobianKnown = false;
    // m_f is f(t + h, y1).
    m_derivativeKnown = m_estimate && (m_tableau.fsal() || m_tableau.endWeight != 0.0);
    if (m_derivativeKnown)
        m_derivative = m_f;
}

template <typename Scalar>
ConstVectorView<Scalar> Rosenbrock<Scalar>::derivative() const
{
    if (m_derivativeKnown)
        return { m_derivative.data(), m_derivative.size() };
    return { nullptr, 0 };
}

template <typename Scalar>
void Rosenbrock<Scalar>::setDerivative(ConstVectorView<Scalar> dydt)
{
    m_derivative = dydt;
    m_derivativeKnown = true;
}

template class Rosenbrock<float>;
template class Rosenbrock<double>;

} // namespace solvers
