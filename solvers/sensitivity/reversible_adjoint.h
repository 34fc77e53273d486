// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/runge_kutta.h"
#include "solvers/sensitivity/sensitivity.h"
#include "solvers/sensitivity/step_pullback.h"

#include <memory>

namespace solvers {

/// One step of a pair (y, x) that can be undone, with its transposed derivative.
///
/// undo() leads from the end of a step to its start and takes the cotangents of both along.
template <typename Scalar>
class ReversiblePair {
public:
    virtual ~ReversiblePair() = default;

    /// x at t0 from y; forgets everything of earlier solves
    virtual void start(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, Vector<Scalar>& x,
        Counters& counters)
        = 0;
    virtual void step(OdeSystem<Scalar>& f, double t, double h, Vector<Scalar>& y,
        Vector<Scalar>& x, Counters& counters)
        = 0;
    /// (y, x) at t + h become those at t; (ay, ax) = dL/d(y, x) likewise; atheta += dL/dtheta.
    virtual void undo(DifferentiableSystem<Scalar>& f, double t, double h, Vector<Scalar>& y,
        Vector<Scalar>& x, Vector<Scalar>& ay, Vector<Scalar>& ax, VectorView<Scalar> atheta,
        Counters& counters)
        = 0;
    /// dL/dz of a solve that starts at y, for observers: exact for coupled Runge-Kutta methods, to
    /// O(h) where it would take another product.
    virtual void combine(
        const Vector<Scalar>& ay, const Vector<Scalar>& ax, Vector<Scalar>& a) const
    {
        a = ay + ax;
    }
    /// The derivative of start(): ay becomes dL/dy(t0).
    virtual void undoStart(DifferentiableSystem<Scalar>& f, double t, Vector<Scalar>& y,
        Vector<Scalar>& ay, Vector<Scalar>& ax, VectorView<Scalar> atheta, Counters& counters)
        = 0;
};

/// The exact gradient of a discrete solve at constant memory: the steps are undone one by one.
/// Asynchronous leapfrog (MALI; Zhuang et al., arXiv:2102.04668), reversible Heun (Kidger et
/// al., arXiv:2105.13493), and for every explicit Runge-Kutta method, of which it keeps the
/// order, the coupling of McCallum & Foster, arXiv:2410.11648, with lambda = 0.999.
///
/// Fixed steps only. The solve is that of the pair, so y(t1) of a coupled Runge-Kutta method
/// differs from the plain one within its error. Rounding grows as the steps are undone,
/// by lambda^-n at least, n the number of steps.
template <typename Scalar>
class ReversibleAdjoint final : public Sensitivity<Scalar> {
public:
    /// Throws std::invalid_argument for a method of another family.
    ReversibleAdjoint(
        const Method& method, const SolveOptions& options, const SensitivityOptions& more);
    ~ReversibleAdjoint() override;

    SolveReport forward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe) override;
    SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe) override;
    std::size_t storedBytes() const override; ///< of the pair
    std::size_t peakBytes() const override { return m_peak; }

private:
    SolveOptions m_options;
    std::stop_token m_stop;
    std::unique_ptr<ReversiblePair<Scalar>> m_pair;
    long m_planned = 0; ///< steps of the whole interval
    long m_steps = 0; ///< taken
    Vector<Scalar> m_y; ///< the pair at the end of the solve
    Vector<Scalar> m_x;
    Vector<Scalar> m_ay;
    Vector<Scalar> m_ax;
    Vector<Scalar> m_seen; ///< by the observer
    std::size_t m_peak = 0;
};

} // namespace solvers
