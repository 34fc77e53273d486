// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/fully_implicit.h"
#include "solvers/methods/newton.h"

#include <array>
#include <string_view>

namespace solvers {

/// A backward differentiation formula: the derivative at t_(n+1) of the polynomial through
/// y_(n+1), y_n, ..., y_(n+1-k) equals f there. Needs no coefficients beside its order.
/// Curtiss & Hirschfelder 1952; Hairer, Norsett & Wanner, Solving ODEs I, sec. III.1 and III.5.
struct BdfFormula {
    std::string_view id;
    int order;
    int embeddedOrder; ///< 0: for fixed steps only

    constexpr int stages() const { return order; } ///< steps, k
};

namespace bdf {

inline constexpr BdfFormula bdf1 { "bdf1", 1, 1 };
inline constexpr BdfFormula bdf2 { "bdf2", 2, 2 };
inline constexpr BdfFormula bdf3 { "bdf3", 3, 3 };
inline constexpr BdfFormula bdf4 { "bdf4", 4, 4 };
inline constexpr BdfFormula bdf5 { "bdf5", 5, 5 };
inline constexpr BdfFormula bdf6 { "bdf6", 6, 0 }; // hardly stable with varying steps

} // namespace bdf

/// BDF with fixed steps: the k - 1 starting values, and a last step of another size, are made by
/// Radau IIA of order 5.
///
/// With error control: the formula for the steps as they are (variable coefficients), from order
/// 1 with a small step up to order k within k steps. The error is estimated from the distance to
/// the extrapolated polynomial. Steps grow by at most 2 and then stay for k + 1 steps: so the
/// formulas remain stable for k up to 5 (the amplification by every such period is below 0.8).
/// Systems with quadratures are refused.
template <typename Scalar>
class Bdf final : public Stepper<Scalar> {
public:
    explicit Bdf(const BdfFormula& formula);

    int order() const override { return m_formula.order; }
    /// With error control that of the formula in use, which grows with the first steps.
    int embeddedOrder() const override;
    void setTolerances(double rtol, double atol) override;
    /// Throws std::invalid_argument where there are quadratures.
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    void restart() override;
    void accept() override;
    double limitedFactor(double proposed) override;
    ConstVectorView<Scalar> derivative() const override;
    void setDerivative(ConstVectorView<Scalar> dydt) override;
    VectorView<Scalar> trial() override { return view(m_trial); }
    VectorView<Scalar> error() override { return view(m_error); }
    VectorView<Scalar> quadratureIncrement() override { return { nullptr, 0 }; }
    VectorView<Scalar> quadratureError() override { return { nullptr, 0 }; }

private:
    static constexpr int kMostPoints = 7;

    int orderInUse() const;
    StepOutcome startingStep(
        OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters);
    void predict(double h, int order);
    void formulate(double h, int order);
    double distance(int j, double h) const;

    BdfFormula m_formula;
    FullyImplicit<Scalar> m_starter; ///< of fixed steps
    StageSolver<Scalar> m_solver;
    double m_rtol = 0.0;
    double m_atol = 0.0;
    bool m_estimate = false;
    bool m_tried = false; ///< the last step was not accepted
    bool m_byStarter = false; ///< the last step was m_starter's
    bool m_starterCurrent = false; ///< and what it carries over belongs to the step before
    int m_failures = 0; ///< steps tried in vain from the same point
    int m_points = 0; ///< known, y itself included
    int m_equalSteps = 0; ///< accepted steps of size m_step up to now
    double m_step = 0.0; ///< the last one
    std::array<Vector<Scalar>, kMostPoints> m_past; ///< y_n, y_(n-1), ...
    std::array<double, kMostPoints> m_age {}; ///< t_n - t_(n-j), signed
    double m_leading = 0.0; ///< coefficient of y_(n+1) in the formula
    Vector<Scalar> m_base; ///< y_(n+1) = m_base + f / m_leading
    Vector<Scalar> m_predicted;
    bool m_derivativeKnown = false;
    Vector<Scalar> m_derivative; ///< f at the start of the step
    Vector<Scalar> m_trial;
    Vector<Scalar> m_error;
};

} // namespace solvers
