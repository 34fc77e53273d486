// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/butcher_tableau.h"
#include "solvers/methods/combination.h"
#include "solvers/methods/stepper.h"

#include <vector>

namespace solvers {

/// Any explicit Runge-Kutta method, from its tableau.
///
/// Without estimates exactly tableau.stagesWithoutEstimate() evaluations a step are made, in
/// the order of the stages: reverse-mode differentiation relies on it. With estimates an FSAL
/// method reuses its last stage, after prepareDense() every method with an extension the end
/// of the step. Hairer, Norsett & Wanner, Solving ODEs I, sec. II.1, II.4 and II.6.
template <typename Scalar>
class RungeKutta final : public Stepper<Scalar> {
public:
    explicit RungeKutta(const ButcherTableau& tableau);

    int order() const override { return m_tableau.order; }
    int embeddedOrder() const override { return m_tableau.estimateOrder(); }
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    void restart() override;
    int denseOrder() const override { return m_tableau.dense.order; }
    void prepareDense(OdeSystem<Scalar>& f, Counters& counters) override;
    void dense(double theta, VectorView<Scalar> y) const override;
    double stiffness() const override;
    void accept() override;
    ConstVectorView<Scalar> derivative() const override;
    void setDerivative(ConstVectorView<Scalar> dydt) override;
    VectorView<Scalar> trial() override { return { m_trial.data(), m_dim }; }
    VectorView<Scalar> error() override { return { m_error.data(), m_estimate ? m_dim : 0 }; }
    VectorView<Scalar> secondError() override
    {
        return { m_error2.data(), m_error2.size() > 0 ? m_dim : 0 };
    }
    VectorView<Scalar> quadratureIncrement() override { return view(m_quadrature); }
    VectorView<Scalar> quadratureError() override { return view(m_quadratureError); }
    VectorView<Scalar> secondQuadratureError() override { return view(m_quadratureError2); }

private:
    void resize(Vector<Scalar>& vector) const; ///< to m_dim entries, padded
    void provideRows(int count); ///< makes m_rows that long
    VectorView<Scalar> k(int stage) const
    {
        return { m_rows[static_cast<std::size_t>(stage)], m_dim };
    }
    void evaluateStage(OdeSystem<Scalar>& f, int stage, double t, ConstVectorView<Scalar> y,
        double h, Counters& counters);
    void evaluateWithQuadrature(
        OdeSystem<Scalar>& f, int stage, double t, ConstVectorView<Scalar> point, double h);
    void estimateErrors(double h);
    double pairStiffness(int earlier, int later) const;

    ButcherTableau m_tableau;
    std::vector<Combination<Scalar>> m_stageSums; ///< a, row by row
    Combination<Scalar> m_trialSum; ///< b
    Combination<Scalar> m_errorSum; ///< b - bHat
    Combination<Scalar> m_errorSum2; ///< b - bHat2
    Index m_dim = 0;
    int m_earlier = 0; ///< the last two stages of a step at the same time, if there are two
    int m_later = 0;
    bool m_estimate = false;
    bool m_firstStageKnown = false;
    int m_stages = 0; ///< evaluated a step
    int m_endStage = 0; ///< the stage at y1, where one is evaluated; 0: none
    int m_denseStages = 0; ///< evaluated so far of the last step, by step() or prepareDense()
    double m_time = 0.0; ///< start of the last step
    double m_step = 0.0; ///< and its size
    bool m_endPair = false; ///< only the last stage and the start of the next step are a pair
    double m_trialDistance = 0.0; ///< then |y1 - Y_s| / |h| of the last step
    double m_endDistance = 0.0; ///< the same, once accepted
    double m_endStiffness = 0.0; ///< of that step, known with the next one's first stage
    std::vector<Vector<Scalar>> m_memory; ///< of the stages; all up to m_error2 are padded
    std::vector<Scalar*> m_rows; ///< k of each stage
    Vector<Scalar> m_zero;
    Vector<Scalar> m_start;
    Vector<Scalar> m_point;
    Vector<Scalar> m_trial;
    Vector<Scalar> m_error;
    Vector<Scalar> m_error2;
    Vector<Scalar> m_quadrature;
    Vector<Scalar> m_quadratureError;
    Vector<Scalar> m_quadratureError2;
    std::vector<Vector<Scalar>> m_g; ///< integrand of each stage, only where errors are estimated
    mutable std::vector<double> m_weights; ///< scratch of dense()
};

} // namespace solvers
