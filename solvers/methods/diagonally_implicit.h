// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/implicit_tableau.h"
#include "solvers/methods/newton.h"

#include <array>
#include <vector>

namespace solvers {

/// Any diagonally implicit Runge-Kutta method with one number on its diagonal, from its tableau:
/// the stages are solved one by one with one matrix I - h gamma J.
///
/// Derivatives of the stages come from the solved equations, (Y_i - base) / (h gamma), not from
/// f, whose stiff components would amplify what is left of the error of Y_i; Hairer & Wanner,
/// Solving ODEs II, sec. IV.8. First guesses extrapolate the last stages and steps.
template <typename Scalar>
class DiagonallyImplicit final : public Stepper<Scalar> {
public:
    explicit DiagonallyImplicit(const ImplicitTableau& tableau);

    int order() const override { return m_tableau.order; }
    int embeddedOrder() const override;
    void setTolerances(double rtol, double atol) override;
    void solveToRounding(bool on) override { m_toRounding = on; }
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    ConstVectorView<Scalar> stage(int i) const override
    {
        return view(m_y[static_cast<std::size_t>(i)]);
    }
    void restart() override;
    void accept() override;
    double limitedFactor(double proposed) override;
    ConstVectorView<Scalar> derivative() const override;
    void setDerivative(ConstVectorView<Scalar> dydt) override;
    VectorView<Scalar> trial() override { return view(m_trial); }
    VectorView<Scalar> error() override { return view(m_error); }
    VectorView<Scalar> quadratureIncrement() override { return view(m_quadrature); }
    VectorView<Scalar> quadratureError() override { return view(m_quadratureError); }

private:
    /// A point near the solution, from which first guesses are extrapolated.
    struct Known {
        double time = 0.0; ///< counted from the start of the step
        Vector<Scalar> y;
    };

    bool solveStage(OdeSystem<Scalar>& f, int stage, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters);
    void guess(int stage, double h);
    void remember(double time, const Vector<Scalar>& y);
    void finish(ConstVectorView<Scalar> y, double h);
    void integrateQuadratures(OdeSystem<Scalar>& f, double t, double h, Counters& counters);

    ImplicitTableau m_tableau;
    StageSolver<Scalar> m_solver;
    double m_rtol = 0.0;
    double m_atol = 0.0;
    bool m_toRounding = false; ///< also where errors are estimated
    bool m_estimate = false;
    bool m_tried = false; ///< the last step was not accepted
    bool m_derivativeKnown = false; ///< m_derivative is f at the start of the step
    double m_step = 0.0; ///< the last one
    std::vector<Vector<Scalar>> m_k;
    std::vector<Vector<Scalar>> m_y; ///< stages
    std::array<Known, 4> m_known; ///< of accepted steps, the newest first
    std::size_t m_knownCount = 0;
    Vector<Scalar> m_base;
    Vector<Scalar> m_derivative;
    Vector<Scalar> m_trial;
    Vector<Scalar> m_error;
    Vector<Scalar> m_g;
    Vector<Scalar> m_quadrature;
    Vector<Scalar> m_quadratureError;
};

} // namespace solvers
