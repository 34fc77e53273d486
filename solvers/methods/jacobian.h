// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/stepper.h"

namespace solvers {

/// The Jacobian df/dy of a system: its own where it has one and that is finite, else one-sided
/// differences with increments (eps max(1e-5, |y_j|))^(1/2), as in the code RADAU5; Hairer &
/// Wanner, Solving ODEs II, sec. IV.8. A column that is not finite is taken on the other side.
template <typename Scalar>
class Jacobian {
public:
    /// Throws std::invalid_argument for more equations than a dense matrix is sensible for.
    void prepare(Index dim);

    /// At (t, y); counted in njac, and the evaluations of differences in nfe. dydt: f(t, y) if
    /// known, else empty. step: size of the step that needs dfdt() too, a time over which f may
    /// change; 0: dfdt() is not wanted.
    void evaluate(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y,
        ConstVectorView<Scalar> dydt, double step, Counters& counters);

    const Matrix<Scalar>& dfdy() const { return m_dfdy; } ///< (i, j): df_i/dy_j
    const Vector<Scalar>& dfdt() const { return m_dfdt; } ///< of the last call with a step

private:
    bool takeOwn(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, bool withTime);
    void differenceColumn(
        OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, Index j, Counters& counters);
    void differenceTime(
        OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double step, Counters& counters);

    Matrix<Scalar> m_dfdy;
    Vector<Scalar> m_dfdt;
    Vector<Scalar> m_f; ///< f(t, y)
    Vector<Scalar> m_moved; ///< f at the moved point
    Vector<Scalar> m_point;
};

} // namespace solvers
