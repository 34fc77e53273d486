// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/stepper.h"

#include <string_view>

namespace solvers {

/// A method that carries a second state from step to step and can be undone exactly, rounding
/// aside: a step of -h from the end of a step of h leads back to its start.
struct ReversibleScheme {
    enum class Kind { AsynchronousLeapfrog, Heun };

    std::string_view id;
    Kind kind;
    int order;
    static constexpr int embeddedOrder = 0;

    constexpr int stages() const { return 1; } ///< evaluations of f a step
};

namespace schemes {

/// v the carried slope, v_0 = f(t_0, y_0): m = y_n + h v_n / 2, u = f(t_n + h / 2, m),
/// v_{n+1} = 2 u - v_n, y_{n+1} = m + h v_{n+1} / 2.
/// Mutze, arXiv:1311.6602 (2013); Zhuang et al., ICLR 2021, arXiv:2102.04668 (MALI).
inline constexpr ReversibleScheme alf { "alf", ReversibleScheme::Kind::AsynchronousLeapfrog, 2 };

/// x the carried state, x_0 = y_0: x_{n+1} = 2 y_n - x_n + h f(t_n, x_n),
/// y_{n+1} = y_n + h (f(t_n, x_n) + f(t_{n+1}, x_{n+1})) / 2.
/// Kidger, Foster, Li & Lyons, NeurIPS 2021, arXiv:2105.13493.
inline constexpr ReversibleScheme reversibleHeun { "reversible-heun", ReversibleScheme::Kind::Heun,
    2 };

} // namespace schemes

/// The steps of a reversible scheme, forwards and back.
///
/// To undo accepted steps call step() with -h from their ends and accept(), newest first. To
/// start from stored numbers instead, hand (y, auxiliary) in by setAuxiliary().
template <typename Scalar>
class Reversible final : public Stepper<Scalar> {
public:
    explicit Reversible(const ReversibleScheme& scheme);

    int order() const override { return m_scheme.order; }
    int embeddedOrder() const override { return 0; }
    void prepare(Index dim, Index quadratureDim, bool estimate) override;
    StepOutcome step(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        Counters& counters) override;
    /// Forgets the carried state: the next step starts it from y.
    void restart() override;
    void accept() override;
    ConstVectorView<Scalar> derivative() const override { return { nullptr, 0 }; }
    void setDerivative(ConstVectorView<Scalar> dydt) override { (void)dydt; }
    VectorView<Scalar> trial() override { return view(m_trial); }
    VectorView<Scalar> error() override { return { nullptr, 0 }; }
    VectorView<Scalar> quadratureIncrement() override { return view(m_quadrature); }
    VectorView<Scalar> quadratureError() override { return { nullptr, 0 }; }

    /// The second state at the start of the next step, dim numbers: v of alf, x of
    /// reversible-heun; empty before the first step and after restart().
    ConstVectorView<Scalar> auxiliary() const;
    /// The next step starts from this second state; after prepare().
    void setAuxiliary(ConstVectorView<Scalar> auxiliary);

private:
    void evaluate(OdeSystem<Scalar>& f, double t, const Vector<Scalar>& y, Vector<Scalar>& slope,
        Vector<Scalar>& integrand, Counters& counters);
    void leapfrog(
        OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters);
    void heun(
        OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters);

    ReversibleScheme m_scheme;
    bool m_started = false; ///< m_auxiliary is known
    bool m_slopeKnown = false; ///< Heun: m_slope and m_integrand at (t, m_auxiliary) are known
    Vector<Scalar> m_auxiliary;
    Vector<Scalar> m_auxiliaryTrial;
    Vector<Scalar> m_slope;
    Vector<Scalar> m_slopeTrial;
    Vector<Scalar> m_integrand;
    Vector<Scalar> m_integrandTrial;
    Vector<Scalar> m_trial;
    Vector<Scalar> m_quadrature;
};

} // namespace solvers
