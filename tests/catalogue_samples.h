// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/catalogue.h"

#include <QTest>

#include <cmath>
#include <random>

/// What tests over all problems share.
namespace samples {

using namespace solvers;
using State = Vector<double>;

inline State evaluate(OdeSystem<double>& system, double t, const State& y)
{
    State dydt(y.size());
    system.evaluate(t, view(y), view(dydt));
    return dydt;
}

inline State startOf(const Problem& problem)
{
    return Eigen::Map<const State>(problem.y0.data(), static_cast<Index>(problem.dim()));
}

/// The same texts, but by a blank not the catalogue's: no C++ form is taken for them.
inline Problem typed(Problem problem)
{
    problem.rhs.front() += ' ';
    return problem;
}

/// Uniform in [low, high), the same numbers everywhere
inline double between(std::mt19937& engine, double low, double high)
{
    return low + (high - low) * (static_cast<double>(engine()) / 4294967296.0);
}

/// Every parameter with a slider somewhere on it; the start follows where it depends on them.
inline Problem withRandomParameters(Problem problem, std::mt19937& engine)
{
    for (std::size_t i = 0; i < problem.parameters.size(); ++i) {
        const auto [name, value, smallest, largest] = problem.parameters[i];
        if (smallest < largest)
            problem.setParameter(name, between(engine, smallest, largest));
    }
    return problem;
}

/// One row of test data for every problem
inline void everyProblem()
{
    QTest::addColumn<const Problem*>("problem");
    for (const auto& problem : problems())
        QTest::newRow(problem.id.c_str()) << &problem;
}

} // namespace samples
