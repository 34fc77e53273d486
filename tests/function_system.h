// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/methods.h"

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <utility>

/// y' = f(t, y) by a function; q' = y_0^2 beside it where asked for. Counts evaluations.
class FunctionSystem final : public solvers::OdeSystem<double> {
public:
    using State = solvers::Vector<double>;
    using Function = std::function<State(double, const State&)>;

    FunctionSystem(solvers::Index dim, Function f, bool quadrature = false)
        : m_dim(dim)
        , m_f(std::move(f))
        , m_quadrature(quadrature)
    {
    }
    solvers::Index dim() const override { return m_dim; }
    solvers::Index quadratureDim() const override { return m_quadrature ? 1 : 0; }
    void evaluate(
        double t, solvers::ConstVectorView<double> y, solvers::VectorView<double> dydt) override
    {
        ++evaluations;
        dydt = m_f(t, y);
    }
    void evaluateWithQuadrature(double t, solvers::ConstVectorView<double> y,
        solvers::VectorView<double> dydt, double weight, solvers::VectorView<double> q) override
    {
        evaluate(t, y, dydt);
        q[0] += weight * y[0] * y[0];
    }

    long evaluations = 0;

private:
    solvers::Index m_dim;
    Function m_f;
    bool m_quadrature;
};

inline FunctionSystem::State stateOf(std::initializer_list<double> numbers)
{
    FunctionSystem::State y(static_cast<solvers::Index>(numbers.size()));
    std::copy(numbers.begin(), numbers.end(), y.data());
    return y;
}
