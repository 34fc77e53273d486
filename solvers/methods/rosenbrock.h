// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/dense_lu.h"
#include "solvers/methods/jacobian.h"
#include "solvers/methods/rosenbrock_tableau.h"

#include <vector>

namespace solvers {

/// Any Rosenbrock method, from its tableau: one Jacobian, one factorisation and s linear systems
/// a step, no iteration. Where the system has no Jacobian of its own, that of the differences
/// costs some of the order at very small errors. Systems with quadratures are refused: the
/// order would need derivatives of g as well.
/// Hairer & Wanner, Solving ODEs II, 2nd ed., sec. IV.7.
template <typename Scalar>
class Rosenbrock final : public Stepper<Scalar> {
public:
    explicit Rosenbrock(const RosenbrockTableau& tableau);

    int order() const override { return m_tableau.order; }
    int embeddedOrder() const override;
    /// Throws std::invalid_argument where there are quadratures.
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    void restart() override;
    int denseOrder() const override { return m_tableau.denseOrder; }
    void dense(double theta, VectorView<Scalar> y) const override;
    void accept() override;
    ConstVectorView<Scalar> derivative() const override;
    void setDerivative(ConstVectorView<Scalar> dydt) override;
    VectorView<Scalar> trial() override { return view(m_trial); }
    VectorView<Scalar> error() override { return view(m_error); }
    VectorView<Scalar> quadratureIncrement() override { return { nullptr, 0 }; }
    VectorView<Scalar> quadratureError() override { return { nullptr, 0 }; }

private:
    void evaluateStage(OdeSystem<Scalar>& f, int stage, double t, double h, Counters& counters);
    void solveStage(int stage, double h);
    void estimateError(OdeSystem<Scalar>& f, double end, double h, Counters& counters);

    RosenbrockTableau m_tableau;
    Jacobian<Scalar> m_jacobian;
    DenseLu<Scalar> m_lu;
    Matrix<Scalar> m_matrix;
    bool m_estimate = false;
    int m_stages = 0; ///< computed a step
    bool m_jacobianKnown = false; ///< at the start of the step
    bool m_derivativeKnown = false; ///< m_derivative is f there
    double m_factorised = 0.0; ///< h of the factorisation of this Jacobian; 0: there is none
    Vector<Scalar> m_start; ///< y
    Vector<Scalar> m_derivative;
    Vector<Scalar> m_f; ///< of the last stage
    Vector<Scalar> m_point;
    Vector<Scalar> m_right;
    std::vector<Vector<Scalar>> m_u;
    Vector<Scalar> m_trial;
    Vector<Scalar> m_error;
};

} // namespace solvers
