// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

namespace solvers {

/// What the engine counts. nvjp and njvp are filled by the sensitivities only.
struct Counters {
    long nfe = 0;
    long njac = 0;
    long nlu = 0;
    long nvjp = 0; ///< vector-Jacobian products
    long njvp = 0; ///< Jacobian-vector products, each with its evaluation of f
};

enum class StepOutcome {
    Done, ///< trial() holds numbers, finite or not
    NewtonFailed ///< an implicit equation was not solved; a smaller step may be
};

/// One step of a method. Owns all scratch memory of the method and of the driver's trial step,
/// so that nothing is allocated in a step loop. Serves one thread and one solve at a time.
template <typename Scalar>
class Stepper {
public:
    virtual ~Stepper() = default;

    virtual int order() const = 0;
    /// error() is O(h^(embeddedOrder() + 1)), or both estimates combined are; 0: no error
    /// estimate, fixed steps only.
    virtual int embeddedOrder() const = 0;

    /// What error control will ask for; before prepare(..., estimate = true). Implicit methods
    /// solve their equations to a fraction of it.
    virtual void setTolerances(double rtol, double atol)
    {
        (void)rtol;
        (void)atol;
    }

    /// Implicit Runge-Kutta methods solve their equations to rounding with error control too, as
    /// all implicit methods do with fixed steps; before prepare().
    virtual void solveToRounding(bool on) { (void)on; }

    /// Makes room for y in R^dim and q in R^quadratureDim, and forgets everything carried
    /// over from step to step. estimate: error estimates will be asked for.
    virtual void prepare(Index dim, Index quadratureDim, bool estimate) = 0;

    /// Tries a step of size h (below 0: backwards) from (t, y); the result is trial(),
    /// error() and, where f has quadratures, quadratureIncrement().
    virtual StepOutcome step(
        OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
        = 0;

    /// The state Y_i at stage i of the last step that is Done, until the next one; empty where the
    /// method is not an implicit Runge-Kutta method.
    virtual ConstVectorView<Scalar> stage(int i) const
    {
        (void)i;
        return { nullptr, 0 };
    }

    /// The next step starts from a state that is not the last trial (an event has reset it):
    /// forgets what was carried over, keeps the memory.
    virtual void restart() = 0;

    /// The interpolant of the last trial step has an error of O(h^(denseOrder() + 1)); 0: the
    /// method has none of its own and the driver takes the cubic Hermite interpolant.
    virtual int denseOrder() const { return 0; }
    /// Makes the evaluations that dense() needs beyond those of the step, if any.
    virtual void prepareDense(OdeSystem<Scalar>& f, Counters& counters)
    {
        (void)f;
        (void)counters;
    }
    /// y(t + theta h), 0 <= theta <= 1, of the last trial step; after prepareDense(), before
    /// accept().
    virtual void dense(double theta, VectorView<Scalar> y) const
    {
        (void)theta;
        (void)y;
    }

    /// An estimate of |h lambda|, lambda the dominant eigenvalue of df/dy, from two stages at the
    /// same time; Hairer & Wanner, Solving ODEs II, sec. IV.2. After step(), before accept(). Of
    /// the last trial step or, where the end of a step is one of the two, of the last accepted
    /// one; 0: unknown.
    virtual double stiffness() const { return 0.0; }

    /// The caller has taken the last trial step over: what it left (FSAL) serves the next.
    virtual void accept() = 0;

    /// Error control would multiply the step by `proposed` after the last trial, which it is
    /// about to accept; returns what the method makes of it. Implicit and multistep methods gain
    /// from equal steps.
    virtual double limitedFactor(double proposed) { return proposed; }

    /// f(t, y) at the start of the next step if known without an evaluation, else empty.
    virtual ConstVectorView<Scalar> derivative() const = 0;
    /// Hands in f(t, y) at the start of the next step (the automatic first step computes it).
    virtual void setDerivative(ConstVectorView<Scalar> dydt) = 0;

    virtual VectorView<Scalar> trial() = 0;
    /// y1 - embedded solution; only after prepare(..., estimate = true)
    virtual VectorView<Scalar> error() = 0;
    /// A second, coarser estimate to be combined with error() (see combinedErrorNorm()); empty:
    /// there is none.
    virtual VectorView<Scalar> secondError() { return { nullptr, 0 }; }
    /// Integral of g over the last trial step by the method's weights
    virtual VectorView<Scalar> quadratureIncrement() = 0;
    /// The same by the weights b - bHat; only after prepare(..., estimate = true)
    virtual VectorView<Scalar> quadratureError() = 0;
    virtual VectorView<Scalar> secondQuadratureError() { return { nullptr, 0 }; }
};

} // namespace solvers
