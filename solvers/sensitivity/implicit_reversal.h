// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/dense_lu.h"
#include "solvers/sensitivity/step_reversal.h"

#include <vector>

namespace solvers {

/// The steps of an implicit Runge-Kutta method, differentiated by the implicit function theorem
/// at their stages, the states Y_i of which are kept: stages() dim numbers a step.
///
/// With lambda = dL/dy_{n+1}: g_i = h b_i lambda + h sum_j a_ji l_j, l_j = J(Y_j)^T g_j, a linear
/// system; then dL/dy_n = lambda + sum_i l_i and dL/dtheta = sum_i (df/dtheta)(Y_i)^T g_i; as for
/// explicit methods, Hager, Numer. Math. 87 (2000) 247-282. Where A is triangular it is solved
/// stage by stage backwards with I - h a_ii J(Y_i)^T, else at once. The l_j come from the solved
/// equations, not from J, whose stiff components would amplify rounding errors.
///
/// J is f.jacobian() or, where f has none, comes from dim vector-Jacobian products a stage, each
/// with a recorded evaluation. The gradient is that of the discrete solution as far as Newton's
/// iteration has solved the stages: so it is made to converge to rounding (1e-14 of the state)
/// under error control too, and every step starts it anew, from its own start and with its own
/// Jacobian, so that the same step has the same bits when it is taken again.
template <typename Scalar>
class ImplicitReversal final : public StepReversal<Scalar> {
public:
    /// Of equations that are solved at once: dim, or stages() dim where A is not triangular.
    static constexpr Index kMostUnknowns = 2000; // 32 MB a matrix

    explicit ImplicitReversal(const Method& method); ///< method.implicitTableau() is not nullptr

    SolveReport solve(DifferentiableSystem<Scalar>& f, const SolveOptions& options,
        VectorView<Scalar> z, const Observer<Scalar>& observe, StepRecords records) override;
    void prepare(const DifferentiableSystem<Scalar>& f) override;
    StepOutcome step(DifferentiableSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        StepRecords records, Counters& counters) override;
    ConstVectorView<Scalar> end() override;
    const Vector<Scalar>& increment(DifferentiableSystem<Scalar>& f, double t, double h,
        ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters) override;
    std::size_t storedBytes() const override { return m_kept.size() * sizeof(Scalar); }
    void forget() override { m_kept.clear(); }

private:
    void checkSize(Index dim) const;
    void keep(); ///< the stages of the last step
    ConstVectorView<Scalar> kept(int stage) const; ///< of the newest step
    /// J(Y)^T at a stage of the newest step, into m_transposed
    void transposedJacobian(
        DifferentiableSystem<Scalar>& f, double t, int stage, Counters& counters);
    void solveOneByOne(DifferentiableSystem<Scalar>& f, double t, double h,
        ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters);
    void solveAtOnce(DifferentiableSystem<Scalar>& f, double t, double h,
        ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters);
    /// m_product = J(Y)^T g and atheta += (df/dtheta)(Y)^T g
    void pullBack(DifferentiableSystem<Scalar>& f, double t, int stage, ConstVectorView<Scalar> g,
        VectorView<Scalar> atheta, Counters& counters);

    ImplicitTableau m_tableau;
    bool m_oneByOne;
    Matrix<double> m_inverse; ///< A^(-1), where solved at once
    std::unique_ptr<Stepper<Scalar>> m_stepper;
    Index m_dim = 0;
    std::vector<Scalar> m_kept; ///< dim numbers a stage, stage by stage, step by step
    DenseLu<Scalar> m_lu;
    Matrix<Scalar> m_matrix;
    Matrix<Scalar> m_jacobian;
    Matrix<Scalar> m_transposed;
    Matrix<Scalar> m_l; ///< dim x stages
    Vector<Scalar> m_right; ///< of the linear system
    Vector<Scalar> m_g;
    Vector<Scalar> m_slope; ///< f or df/dt, not wanted
    Vector<Scalar> m_unit;
    Vector<Scalar> m_product;
    Vector<Scalar> m_unwanted; ///< products with df/dtheta
    Vector<Scalar> m_sum;
};

} // namespace solvers
