// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/rhs_derivatives.h"

#include <algorithm>

namespace solvers {

RhsDerivatives::RhsDerivatives(const Problem& problem)
    : m_dim(problem.dim())
    , m_names(rhsNames(problem))
    , m_texts(problem.rhs)
    , m_values(m_dim + 1 + problem.parameters.size())
    , m_derivatives(m_values.size())
    , m_weights(m_dim)
{
    for (const auto& definition : problem.definitions)
        m_definitions.push_back(definition.expression);
}

void RhsDerivatives::evaluate(double t, const double* y, const double* parameters)
{
    if (!m_program)
        m_program.emplace(m_names, m_definitions, m_texts);
    std::copy_n(y, m_dim, m_values.data());
    m_values[m_dim] = t;
    std::copy_n(parameters, m_values.size() - m_dim - 1, m_values.data() + m_dim + 1);
    m_program->evaluate(m_values.data());
}

void RhsDerivatives::jacobian(double t, const double* y, const double* parameters,
    MatrixView<double> dfdy, VectorView<double> dfdt)
{
    evaluate(t, y, parameters);
    for (std::size_t i = 0; i < m_dim; ++i) {
        const auto row = static_cast<Index>(i);
        std::ranges::fill(m_derivatives, 0.0);
        m_weights[i] = 1.0;
        m_program->pullback(m_weights.data(), m_derivatives.data());
        m_weights[i] = 0.0;
        dfdy.row(row) = ConstVectorView<double>(m_derivatives.data(), dfdy.cols()).transpose();
        dfdt[row] = m_derivatives[m_dim];
    }
}

double RhsDerivatives::pullback(double t, const double* y, const double* parameters,
    ConstVectorView<double> a, VectorView<double> ady, VectorView<double> aparameters)
{
    evaluate(t, y, parameters);
    std::ranges::fill(m_derivatives, 0.0);
    m_program->pullback(a.data(), m_derivatives.data());
    std::copy_n(m_derivatives.data(), m_dim, ady.data());
    for (Index i = 0; i < aparameters.size(); ++i)
        aparameters[i] += m_derivatives[m_dim + 1 + static_cast<std::size_t>(i)];
    return m_derivatives[m_dim];
}

void RhsDerivatives::pushforward(double t, const double* y, const double* parameters, double dt,
    ConstVectorView<double> dy, ConstVectorView<double> dparameters, VectorView<double> dydt,
    VectorView<double> ddydt)
{
    evaluate(t, y, parameters);
    for (std::size_t i = 0; i < m_dim; ++i)
        dydt[static_cast<Index>(i)] = m_program->value(i);
    std::copy_n(dy.data(), m_dim, m_derivatives.data());
    m_derivatives[m_dim] = dt;
    std::copy_n(dparameters.data(), m_values.size() - m_dim - 1, m_derivatives.data() + m_dim + 1);
    m_program->pushforward(m_derivatives.data(), ddydt.data());
}

} // namespace solvers
