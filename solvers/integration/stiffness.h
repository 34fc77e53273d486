// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/methods.h"

namespace solvers {

/// Where stability begins to limit the steps of a method on stiff problems: 0.98 times the
/// negative real stability interval of an explicit Runge-Kutta method (3.25 of the 3.31 of
/// Dormand and Prince, as in the code DOPRI5); 0 for other methods and unbounded ones.
double stiffnessLimit(const Method& method);

/// The test of the code DOPRI5 on the estimates Stepper::stiffness() of accepted steps: stiff
/// after 15 steps above the limit, with less than 6 in a row below it in between.
/// Hairer & Wanner, Solving ODEs II, 2nd ed., sec. IV.2, "Automatic stiffness detection".
class StiffnessTest {
public:
    explicit StiffnessTest(double limit) ///< 0: nothing is stiff
        : m_limit(limit)
    {
    }

    /// Whether accepted step n (from 0) is to be looked at: every 16th, and all while some above
    /// the limit are counted. Estimates cost time.
    bool wants(long n) const { return m_limit > 0.0 && !m_stiff && ((n & 15) == 0 || m_above > 0); }
    /// Returns true once, when the problem has turned out to be stiff.
    bool add(double hLambda)
    {
        if (hLambda > m_limit) {
            m_below = 0;
            m_stiff = ++m_above == 15;
            return m_stiff;
        }
        if (m_above > 0 && ++m_below == 6)
            m_above = m_below = 0;
        return false;
    }

private:
    double m_limit;
    int m_above = 0;
    int m_below = 0;
    bool m_stiff = false;
};

} // namespace solvers
