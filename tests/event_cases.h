// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"

#include <QTest>

#include <cmath>
#include <vector>

/// What the tests of events share.
namespace event_cases {

inline solvers::SolveOptions adaptive(double tolerance)
{
    solvers::SolveOptions options;
    options.adaptive = true;
    options.rtol = tolerance;
    options.atol = tolerance;
    return options;
}

inline solvers::SolveOptions fixed(double step)
{
    solvers::SolveOptions options;
    options.step = step;
    return options;
}

/// y' = 1, y(0) = 0: the state is the time.
inline solvers::Problem clock(const char* event, double t1)
{
    solvers::Problem problem;
    problem.rhs = { "1" };
    problem.y0 = { 0.0 };
    problem.t1 = t1;
    problem.event = event;
    return problem;
}

inline std::vector<double> eventTimes(const solvers::Solution& s)
{
    std::vector<double> times;
    for (const auto& event : s.events)
        times.push_back(event.t);
    return times;
}

inline void compareTimes(
    const std::vector<double>& found, const std::vector<double>& expected, double tol)
{
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY2(std::abs(found[i] - expected[i]) <= tol,
            qPrintable(QString("event %1 at %2, not %3")
                           .arg(i)
                           .arg(found[i], 0, 'g', 17)
                           .arg(expected[i], 0, 'g', 17)));
}

} // namespace event_cases
