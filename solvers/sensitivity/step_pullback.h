// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/butcher_tableau.h"
#include "solvers/methods/stepper.h"

#include <vector>

namespace solvers {

/// Turns every evaluation of f into a recorded one.
template <typename Scalar>
class Recording final : public OdeSystem<Scalar> {
public:
    explicit Recording(DifferentiableSystem<Scalar>& f)
        : m_f(f)
    {
    }
    Index dim() const override { return m_f.dim(); }
    void evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) override
    {
        m_f.record(t, y, dydt);
    }

private:
    DifferentiableSystem<Scalar>& m_f;
};

/// The transposed derivative of one step y_{n+1} = y_n + Psi_h(y_n) of an explicit Runge-Kutta
/// method, from its tableau and the recorded evaluations of its stages.
///
/// With lambda = dL/dy_{n+1}: g_i = h (b_i lambda + sum_{j>i} a_ji l_j), l_i = J(Y_i)^T g_i,
/// dL/dy_n = lambda + sum_i l_i; Hager, Numer. Math. 87 (2000) 247-282.
template <typename Scalar>
class StepPullback {
public:
    explicit StepPullback(const ButcherTableau& tableau);

    int stages() const { return m_tableau.stagesWithoutEstimate(); } ///< records of one step
    void prepare(Index dim);

    /// sum_i l_i, in R^dim, which is (d Psi_h / dy)^T lambda; atheta += (d Psi_h / dtheta)^T
    /// lambda. Takes the records of the newest step off f. Valid until the next call.
    const Vector<Scalar>& increment(DifferentiableSystem<Scalar>& f, double h,
        ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters);

private:
    ButcherTableau m_tableau;
    std::vector<Vector<Scalar>> m_l; ///< J(Y_i)^T g_i of each stage
    Vector<Scalar> m_g;
    Vector<Scalar> m_sum;
};

} // namespace solvers
