// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/expression.h"
#include "solvers/problems/problem.h"

namespace solvers {

/// The values of a problem's parameters, in their order.
std::vector<double> parameterValues(const Problem& problem);

/// Expressions over one array of values: states, t, parameters, definitions.
class StateTexts final : public StateFunction {
public:
    /// texts: valid ones, of rhsNames(problem)
    StateTexts(const Problem& problem, const std::vector<std::string>& texts);
    // The expressions point into m_values.
    StateTexts(const StateTexts&) = delete;
    StateTexts& operator=(const StateTexts&) = delete;

    Index size() const { return static_cast<Index>(m_texts.size()); }
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> values) override;

    VectorView<double> parameters(); ///< may be changed
    Index parameterCount() const { return m_parameterCount; }

private:
    std::size_t m_dim;
    Index m_parameterCount;
    std::size_t m_firstDefinition;
    std::vector<double> m_values;
    std::vector<Expression> m_definitions;
    std::vector<Expression> m_texts;
};

} // namespace solvers
