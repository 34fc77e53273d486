// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/step_polynomials.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace solvers {

template <typename Scalar>
void StepPolynomials<Scalar>::begin(double t0, ConstVectorView<Scalar> y, int degree)
{
    m_dim = y.size();
    m_nodes.clear();
    m_weights.clear();
    for (int j = 0; j <= degree; ++j) {
        m_nodes.push_back(0.5 - 0.5 * std::cos(std::numbers::pi * j / degree));
        m_weights.push_back((j % 2 == 0 ? 1.0 : -1.0) * (j == 0 || j == degree ? 0.5 : 1.0));
    }
    m_nodes.back() = 1.0;
    m_times.assign(1, t0);
    m_states.assign(y.data(), y.data() + y.size());
    m_step = 0;
}

template <typename Scalar>
Scalar* StepPolynomials<Scalar>::newState()
{
    m_states.resize(m_states.size() + static_cast<std::size_t>(m_dim));
    return m_states.data() + m_states.size() - m_dim;
}

template <typename Scalar>
void StepPolynomials<Scalar>::add(StepInterpolant<Scalar>& step)
{
    const double length = step.end() - step.start();
    for (std::size_t j = 1; j + 1 < m_nodes.size(); ++j)
        step.evaluate(step.start() + m_nodes[j] * length, { newState(), m_dim });
    step.evaluate(step.end(), { newState(), m_dim });
    m_times.push_back(step.end());
    m_step = steps() - 1;
}

template <typename Scalar>
void StepPolynomials<Scalar>::find(double t)
{
    const double sign = m_times.back() < m_times.front() ? -1.0 : 1.0;
    while (m_step > 0 && sign * t < sign * m_times[m_step])
        --m_step;
    while (m_step + 1 < steps() && sign * t > sign * m_times[m_step + 1])
        ++m_step;
}

template <typename Scalar>
void StepPolynomials<Scalar>::evaluate(double t, VectorView<Scalar> y)
{
    const auto state = [this](std::size_t j) {
        const std::size_t first = m_step * (m_nodes.size() - 1) + j;
        return ConstVectorView<Scalar>(
            m_states.data() + first * static_cast<std::size_t>(m_dim), m_dim);
    };
    if (steps() == 0) {
        y = state(0);
        return;
    }
    find(t);
    const double theta = (t - m_times[m_step]) / (m_times[m_step + 1] - m_times[m_step]);
    double sum = 0.0;
    for (std::size_t j = 0; j < m_nodes.size(); ++j) {
        if (theta == m_nodes[j]) {
            y = state(j);
            return;
        }
        sum += m_weights[j] / (theta - m_nodes[j]);
    }
    y.setZero();
    for (std::size_t j = 0; j < m_nodes.size(); ++j)
        y += static_cast<Scalar>(m_weights[j] / (theta - m_nodes[j]) / sum) * state(j);
}

template class StepPolynomials<float>;
template class StepPolynomials<double>;

} // namespace solvers
