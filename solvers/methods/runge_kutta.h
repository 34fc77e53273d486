// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/butcher_tableau.h"
#include "solvers/methods/stepper.h"

#include <vector>

namespace solvers {

/// Any explicit Runge-Kutta method, from its tableau.
///
/// Without estimates exactly tableau.stagesWithoutEstimate() evaluations a step are made, in
/// the order of the stages: reverse-mode differentiation relies on it. With estimates an FSAL
/// method reuses its last stage. Hairer, Norsett & Wanner, Solving ODEs I, sec. II.1, II.4.
template <typename Scalar>
class RungeKutta final : public Stepper<Scalar> {
public:
    explicit RungeKutta(const ButcherTableau& tableau);

    int order() const override { return m_tableau.order; }
    int embeddedOrder() const override { return m_tableau.embeddedOrder; }
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    void restart() override { m_firstStageKnown = false; }
    void accept() override;
    ConstVectorView<Scalar> derivative() const override;
    void setDerivative(ConstVectorView<Scalar> dydt) override;
    VectorView<Scalar> trial() override { return view(m_trial); }
    VectorView<Scalar> error() override { return view(m_error); }
    VectorView<Scalar> quadratureIncrement() override { return view(m_quadrature); }
    VectorView<Scalar> quadratureError() override { return view(m_quadratureError); }

private:
    void stagePoint(int stage, ConstVectorView<Scalar> y, double h);
    void evaluateStage(OdeSystem<Scalar>& f, int stage, double t, ConstVectorView<Scalar> y,
        double h, Counters& counters);

    ButcherTableau m_tableau;
    bool m_estimate = false;
    bool m_firstStageKnown = false;
    int m_stages = 0; ///< evaluated a step
    std::vector<Vector<Scalar>> m_k;
    Vector<Scalar> m_point;
    Vector<Scalar> m_trial;
    Vector<Scalar> m_error;
    Vector<Scalar> m_quadrature;
    Vector<Scalar> m_quadratureError;
    std::vector<Vector<Scalar>> m_g; ///< integrand of each stage, only where errors are estimated
};

} // namespace solvers
