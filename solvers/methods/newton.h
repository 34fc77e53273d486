// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/dense_lu.h"
#include "solvers/methods/jacobian.h"

namespace solvers {

enum class NewtonVerdict { Continue, Converged, Failed };

/// Decides from the increments of a simplified Newton iteration when it ends.
///
/// With error control: when the estimated rest is a fraction min(0.03, rtol^(1/2)) of the
/// tolerance, or as soon as the rate of convergence shows that it will not be; Hairer & Wanner,
/// Solving ODEs II, sec. IV.8, (8.10). With fixed steps: when the estimated rest is below 1e-14
/// of the state, or when increments below 1e-10 of it get no smaller (in double precision).
template <typename Scalar>
class NewtonControl {
public:
    void prepare(bool errorControl, double rtol, double atol);

    void beginStep() { m_slow = false; }

    /// An iteration begins. patient: it may diverge at first.
    void beginIteration(bool patient = false);

    /// Of the next increment. All have dim entries for each of `parts` parts; start has dim.
    /// iterate: with the increment added.
    NewtonVerdict judge(
        const Scalar* increment, const Scalar* iterate, ConstVectorView<Scalar> start, Index parts);

    /// Whether all iterations of this step were so fast that the Jacobian is worth keeping.
    bool fast() const { return !m_slow; }

private:
    double norm(const Scalar* increment, const Scalar* iterate, ConstVectorView<Scalar> start,
        Index parts) const;

    bool m_errorControl = false;
    double m_relative = 0.0; ///< an increment of absolute + relative max(|y|, ...) has norm 1
    double m_absolute = 0.0;
    double m_floor = 0.0; ///< the least size of a component, in parts of the largest one
    double m_goal = 1.0; ///< norm of the rest that is small enough
    double m_stalled = 1.0; ///< norm of increments that may well be rounding errors
    int m_limit = 0;
    bool m_patient = false;
    int m_iteration = 0;
    double m_previous = 0.0;
    double m_eta = 1.0; ///< the rest is about eta |increment|
    bool m_slow = false;
};

/// Solves Y = base + c f(t, Y), the equation of a diagonally implicit stage or of a multistep
/// formula, by simplified Newton iteration with the matrix I - c J.
///
/// J and the factorisation are kept over steps as long as c stays and the iterations are fast.
/// J belongs to the start of a step; with fixed steps, where a smaller step is no way out,
/// Newton's iteration proper (J at every iterate) is the last try.
template <typename Scalar>
class StageSolver {
public:
    /// toRounding: iterates as with fixed steps, but a smaller step is a way out.
    void prepare(Index dim, bool errorControl, double rtol, double atol, bool toRounding = false);
    void restart(); ///< the solution jumps: the Jacobian is forgotten

    /// A step begins at (t, y), which must stay where it is until its last solve(). again: from
    /// the same point as the step before, which was not accepted.
    void beginStep(double t, ConstVectorView<Scalar> y, bool again);

    /// y: the first guess, then the solution; undefined after false.
    bool solve(OdeSystem<Scalar>& f, double t, const Vector<Scalar>& base, double c,
        Vector<Scalar>& y, Counters& counters);

    /// x = (I - c J)^(-1) x with the matrix of the last solve()
    void applyInverse(Vector<Scalar>& x);

private:
    bool iterate(OdeSystem<Scalar>& f, double t, const Vector<Scalar>& base, double c,
        Vector<Scalar>& y, bool everyIterate, Counters& counters);
    void evaluateJacobian(OdeSystem<Scalar>& f, Counters& counters);
    void factorise(double c, Counters& counters);
    ConstVectorView<Scalar> start() const { return { m_start, m_f.size() }; }

    NewtonControl<Scalar> m_control;
    Jacobian<Scalar> m_jacobian;
    DenseLu<Scalar> m_lu;
    Matrix<Scalar> m_matrix;
    bool m_errorControl = false;
    bool m_known = false; ///< there is a Jacobian
    bool m_fresh = false; ///< it belongs to the start of this step
    double m_factorised = 0.0; ///< c of the factorisation; 0: there is none
    double m_time = 0.0; ///< start of the step
    const Scalar* m_start = nullptr;
    Vector<Scalar> m_guess;
    Vector<Scalar> m_f;
    Vector<Scalar> m_delta;
    Vector<Scalar> m_residual;
};

/// Whether two step sizes are equal up to the rounding of the times between them.
bool sameStep(double a, double b);

} // namespace solvers
