// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/state_texts.h"

#include <algorithm>

namespace solvers {

std::vector<double> parameterValues(const Problem& problem)
{
    std::vector<double> values;
    for (const auto& parameter : problem.parameters)
        values.push_back(parameter.value);
    return values;
}

StateTexts::StateTexts(const Problem& problem, const std::vector<std::string>& texts)
    : m_dim(problem.dim())
    , m_parameterCount(static_cast<Index>(problem.parameters.size()))
    , m_firstDefinition(m_dim + 1 + problem.parameters.size())
{
    const auto names = rhsNames(problem);
    m_values.resize(names.size());
    std::ranges::copy(
        parameterValues(problem), m_values.begin() + static_cast<std::ptrdiff_t>(m_dim + 1));
    for (const auto& definition : problem.definitions)
        m_definitions.emplace_back(definition.expression, names, m_values.data());
    m_texts.reserve(texts.size());
    for (const auto& text : texts)
        m_texts.emplace_back(text, names, m_values.data());
}

void StateTexts::evaluate(double t, ConstVectorView<double> y, VectorView<double> values)
{
    std::copy_n(y.data(), m_dim, m_values.data());
    m_values[m_dim] = t;
    for (std::size_t i = 0; i < m_definitions.size(); ++i)
        m_values[m_firstDefinition + i] = m_definitions[i].evaluate();
    for (std::size_t i = 0; i < m_texts.size(); ++i)
        values[static_cast<Index>(i)] = m_texts[i].evaluate();
}

VectorView<double> StateTexts::parameters()
{
    return { m_values.data() + m_dim + 1, m_parameterCount };
}

} // namespace solvers
