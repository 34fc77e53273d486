// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/stepper.h"

#include <memory>

namespace solvers {

/// Gives quadratures to a method that has no weights for them (BDF, Rosenbrock): where a system
/// has any, the method solves [y, q]' = [f(t, y), g(t, y)] with q(t0) = 0. Without quadratures it
/// is the method itself.
///
/// Implicit methods then factorise matrices of dim + quadratureDim, for systems of few numbers.
template <typename Scalar>
class QuadraturesAsStates final : public Stepper<Scalar> {
public:
    explicit QuadraturesAsStates(std::unique_ptr<Stepper<Scalar>> method);
    ~QuadraturesAsStates() override;

    int order() const override { return m_method->order(); }
    int embeddedOrder() const override { return m_method->embeddedOrder(); }
    void setTolerances(double rtol, double atol) override { m_method->setTolerances(rtol, atol); }
    void solveToRounding(bool on) override { m_method->solveToRounding(on); }
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    ConstVectorView<Scalar> stage(int i) const override;
    void restart() override { m_method->restart(); }
    int denseOrder() const override { return m_method->denseOrder(); }
    void prepareDense(OdeSystem<Scalar>& f, Counters& counters) override;
    void dense(double theta, VectorView<Scalar> y) const override;
    double stiffness() const override { return m_method->stiffness(); }
    void accept() override;
    double limitedFactor(double proposed) override { return m_method->limitedFactor(proposed); }
    ConstVectorView<Scalar> derivative() const override;
    void setDerivative(ConstVectorView<Scalar> dydt) override;
    VectorView<Scalar> trial() override { return head(m_method->trial()); }
    VectorView<Scalar> error() override { return head(m_method->error()); }
    VectorView<Scalar> secondError() override { return head(m_method->secondError()); }
    VectorView<Scalar> quadratureIncrement() override { return view(m_increment); }
    VectorView<Scalar> quadratureError() override { return tail(m_method->error()); }
    VectorView<Scalar> secondQuadratureError() override { return tail(m_method->secondError()); }

private:
    class Joined;

    VectorView<Scalar> head(VectorView<Scalar> both) const;
    VectorView<Scalar> tail(VectorView<Scalar> both) const;

    std::unique_ptr<Stepper<Scalar>> m_method;
    std::unique_ptr<Joined> m_joined; ///< the system [f, g]; only where there are quadratures
    Index m_dim = 0;
    Vector<Scalar> m_state; ///< [y, q] at the start of the step
    Vector<Scalar> m_increment; ///< of q over the last trial step
    mutable Vector<Scalar> m_point; ///< scratch of dense()
};

} // namespace solvers
