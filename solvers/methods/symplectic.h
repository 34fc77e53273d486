// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/stepper.h"
#include "solvers/methods/symplectic_schemes.h"

#include <string>

namespace solvers {

/// Why a splitting scheme cannot take a system of these sizes, a sentence for the user; empty if
/// it can.
std::string symplecticProblem(Index dim, Index quadratureDim);

/// A splitting scheme for separable systems: the first half of the state are positions q, the
/// second half momenta p; q' must not depend on q, p' not on p (on t both may: either part has
/// the time that it has reached). Whole evaluations of f are made and one half of each is used.
template <typename Scalar>
class Symplectic final : public Stepper<Scalar> {
public:
    explicit Symplectic(const SymplecticScheme& scheme);

    int order() const override { return m_scheme.order; }
    int embeddedOrder() const override { return 0; }
    /// Throws std::invalid_argument with symplecticProblem().
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    void restart() override { m_forceKnown = false; }
    void accept() override;
    ConstVectorView<Scalar> derivative() const override { return { nullptr, 0 }; }
    void setDerivative(ConstVectorView<Scalar> dydt) override { (void)dydt; }
    VectorView<Scalar> trial() override { return view(m_trial); }
    VectorView<Scalar> error() override { return { nullptr, 0 }; }
    VectorView<Scalar> quadratureIncrement() override { return { nullptr, 0 }; }
    VectorView<Scalar> quadratureError() override { return { nullptr, 0 }; }

private:
    void evaluate(OdeSystem<Scalar>& f, double t, Counters& counters);

    SymplecticScheme m_scheme;
    bool m_forceKnown = false; ///< m_force is f_p at the start of the next step
    Vector<Scalar> m_slope; ///< f at m_trial
    Vector<Scalar> m_force;
    Vector<Scalar> m_lastForce; ///< of the last kick of the trial step
    Vector<Scalar> m_trial;
};

} // namespace solvers
