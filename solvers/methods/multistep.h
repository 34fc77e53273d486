// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/multistep_formulas.h"
#include "solvers/methods/runge_kutta.h"

#include <vector>

namespace solvers {

/// An explicit linear multistep method or predictor-corrector pair with fixed steps.
///
/// The first steps, and every step whose size is not that of the steps before it, are taken by
/// a Runge-Kutta method of the same order. In a row of equal steps f is evaluated once a step,
/// with a corrector twice. Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. III.1.
template <typename Scalar>
class Multistep final : public Stepper<Scalar> {
public:
    explicit Multistep(const MultistepFormula& formula);

    int order() const override { return m_formula.order; }
    int embeddedOrder() const override { return 0; }
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    void restart() override;
    void accept() override;
    ConstVectorView<Scalar> derivative() const override;
    void setDerivative(ConstVectorView<Scalar> dydt) override;
    VectorView<Scalar> trial() override { return view(m_trial); }
    VectorView<Scalar> error() override { return { nullptr, 0 }; }
    VectorView<Scalar> quadratureIncrement() override { return view(m_quadrature); }
    VectorView<Scalar> quadratureError() override { return { nullptr, 0 }; }

private:
    void evaluate(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, Vector<Scalar>& slope,
        Vector<Scalar>& integrand, Counters& counters);
    void predict(ConstVectorView<Scalar> y, double h);
    void correct(ConstVectorView<Scalar> y, double h);
    bool sameSize(double h) const;

    MultistepFormula m_formula;
    RungeKutta<Scalar> m_starter;
    int m_past = 0; ///< equal steps that lie behind, as far as they are of use
    double m_step = 0.0; ///< their size
    double m_trialStep = 0.0;
    bool m_slopeKnown = false; ///< the first of m_slopes, f(t_n, y_n)
    std::vector<Vector<Scalar>> m_slopes; ///< f_n, f_{n-1}, ...
    std::vector<Vector<Scalar>> m_integrands; ///< g_n, g_{n-1}, ...
    Vector<Scalar> m_start; ///< y_n, where a formula goes further back
    Vector<Scalar> m_previous; ///< y_{n-1}
    Vector<Scalar> m_previousIncrement; ///< of the quadratures, from t_{n-1} to t_n
    Vector<Scalar> m_predictedSlope;
    Vector<Scalar> m_predictedIntegrand;
    Vector<Scalar> m_trial;
    Vector<Scalar> m_quadrature;
};

} // namespace solvers
