// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/sensitivity/sensitivity.h"

#include <vector>

namespace solvers {

/// The gradient of a loss L(z(t_1), ..., z(t_K)) of the states at several times: one solve and
/// one sensitivity from each time to the next, and a jump of a by dL/dz(t_k) at each of them.
///
/// Steps end on every t_k, fixed ones included; adaptive solves go on with the step size that the
/// one before has ended with. An adjoint that integrates z backwards starts
/// from the forward state at every t_k, as torchdiffeq does. Serves one thread; allocates nothing
/// in repeated solves of one size.
template <typename Scalar>
class ObservedSensitivity {
public:
    /// times: t0, t_1, ..., t_K, K >= 1, rising or falling; options.t0 and t1 are ignored.
    /// Throws std::invalid_argument with a sentence for the user, as makeSensitivity().
    ObservedSensitivity(const GradientMethod& gradient, const Method& method,
        const SolveOptions& options, const std::vector<double>& times,
        const SensitivityOptions& more = {});

    std::size_t segments() const { return m_segments.size(); } ///< K
    double time(std::size_t k) const { return m_times[k]; }

    /// Solves segment k from z in place; segments in order. Counters are those of the segment.
    SolveReport forward(std::size_t k, DifferentiableSystem<Scalar>& f, VectorView<Scalar> z,
        const Observer<Scalar>& observe = {});
    /// Back through segment k, segments in reverse; a and atheta as Sensitivity::backward().
    SolveReport backward(std::size_t k, DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe = {});

    /// All solves, and states.col(k - 1) = z(t_k), dim x K; z becomes z(t_K).
    SolveReport forward(
        DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, MatrixView<Scalar> states);
    /// All the way back: a becomes dL/dz0; dstates: dL/dstates, dim x K.
    SolveReport backward(DifferentiableSystem<Scalar>& f, const Matrix<Scalar>& dstates,
        VectorView<Scalar> a, VectorView<Scalar> atheta);

    /// Bytes of state that were held at a time: those of the segments before the one at work, and
    /// the peak of that one.
    std::size_t peakBytes() const { return m_peak; }

private:
    std::vector<double> m_times;
    std::vector<std::unique_ptr<Sensitivity<Scalar>>> m_segments;
    double m_forwardStep = 0.0; ///< of the next segment; 0: automatic
    double m_backwardStep = 0.0;
    std::size_t m_held = 0; ///< by the segments that have been solved and not been gone back
    std::size_t m_peak = 0;
};

} // namespace solvers
