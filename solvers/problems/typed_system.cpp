// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/typed_system.h"

#include <stdexcept>

namespace solvers {

void TypedSystem::jacobian(
    double t, ConstVectorView<double> y, MatrixView<double> dfdy, VectorView<double> dfdt)
{
    m_derivatives.jacobian(t, y.data(), m_texts.parameters().data(), dfdy, dfdt);
}

void TypedSystem::record(double t, ConstVectorView<double> y, VectorView<double> dydt)
{
    m_texts.evaluate(t, y, dydt);
    m_records.insert(m_records.end(), y.begin(), y.end());
    m_records.push_back(t);
}

double TypedSystem::pullback(
    ConstVectorView<double> a, VectorView<double> ady, VectorView<double> atheta)
{
    const auto size = static_cast<std::size_t>(dim()) + 1;
    if (m_records.size() < size)
        throw std::logic_error("a pullback needs a record of its own");
    const double* y = m_records.data() + m_records.size() - size;
    const double t = m_records.back();
    const double at = m_derivatives.pullback(t, y, m_texts.parameters().data(), a, ady, atheta);
    m_records.resize(m_records.size() - size);
    return at;
}

std::size_t TypedSystem::recordBytes() const
{
    const auto n = static_cast<std::size_t>(dim());
    return m_records.size() / (n + 1) * n * sizeof(double);
}

void TypedSystem::pushforward(double t, ConstVectorView<double> y, double dt,
    ConstVectorView<double> dy, ConstVectorView<double> dtheta, VectorView<double> dydt,
    VectorView<double> ddydt)
{
    m_derivatives.pushforward(
        t, y.data(), m_texts.parameters().data(), dt, dy, dtheta, dydt, ddydt);
}

} // namespace solvers
