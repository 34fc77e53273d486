// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/integrate.h"
#include "solvers/methods/methods.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

namespace solvers {

/// What is known at a time t on the way back from t1 to t0.
template <typename Scalar>
struct AdjointPoint {
    double t = 0.0;
    ConstVectorView<Scalar> a { nullptr, 0 }; ///< dL/dz(t)
    ConstVectorView<Scalar> atheta { nullptr, 0 }; ///< what has been added up from t1 to t
    /// The state integrated or stepped backwards or interpolated; empty where the method does none
    ConstVectorView<Scalar> z { nullptr, 0 };
};

/// Sees t1 and every step back to t0; a method that does not go back sees both ends only.
template <typename Scalar>
using AdjointObserver = std::function<void(const AdjointPoint<Scalar>& point)>;

/// What a gradient method may be told beyond the forward solve.
struct SensitivityOptions {
    const Method* backwardMethod = nullptr; ///< adjoints; nullptr: that of the forward solve
    std::optional<SolveOptions> backward {}; ///< the same, without its t0 and t1
    /// checkpointed: states in memory; 0: defaultSlots(), uniformSlots()
    int checkpoints = 0;
    double difference = 0.0; ///< finite differences: step relative to max(1, |p|); 0: eps^(1/3)
    std::stop_token stop {}; ///< ends forward() and backward() with SolveStatus::Stopped
};

/// observe, and no further once a stop is requested.
template <typename Scalar>
Observer<Scalar> untilStopped(const Observer<Scalar>& observe, const std::stop_token& stop)
{
    return [&observe, &stop](double t, ConstVectorView<Scalar> y) {
        return !stop.stop_requested() && (!observe || observe(t, y));
    };
}

/// The gradient of a loss L(z(t1)) through one solve of z' = f(t, z; theta).
///
/// forward() first, then at most one backward() for it. Keeps its memory from solve to solve,
/// so that repeated solves of one size allocate nothing. Serves one thread.
template <typename Scalar>
class Sensitivity {
public:
    virtual ~Sensitivity() = default;

    /// Integrates z from t0 to t1 in place and keeps what backward() needs.
    virtual SolveReport forward(
        DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe = {})
        = 0;

    /// a: dL/dz(t1) on entry, dL/dz(t0) on return; atheta += dL/dtheta. counters.nvjp of the
    /// report is the number of vector-Jacobian products, counters.nfe that of evaluations of f
    /// made for them (0 where forward() recorded them).
    virtual SolveReport backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
        VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe = {})
        = 0;

    /// Bytes of state held between forward() and backward(): states, those at stages of implicit
    /// methods too, and records of f; not the matrices that a step works with.
    virtual std::size_t storedBytes() const = 0;
    /// The most that the last forward() and backward() held at a time, counted as they ran: the
    /// same, and what an adjoint integrates backwards.
    virtual std::size_t peakBytes() const = 0;
};

/// One row of the registry of gradient methods.
struct GradientMethod {
    std::string_view id; ///< as on the command line and in JSON
    std::string_view name; ///< as on screen
    std::string_view summary; ///< one sentence
    bool continuous = false; ///< of the flow, not of the discrete solve: an adjoint
    bool ownSolve = false; ///< forward() is another discrete solve than integrate()
    bool forSmallSystems = false; ///< its cost grows with the number of parameters
};

std::span<const GradientMethod> gradientMethods();

/// Throws std::invalid_argument naming the closest ids.
const GradientMethod& gradientMethodById(std::string_view id);

/// A sensitivity of solves by `method` with `options`. Throws std::invalid_argument for unusable
/// options or a pair that cannot be, with a sentence for the user.
template <typename Scalar>
std::unique_ptr<Sensitivity<Scalar>> makeSensitivity(const GradientMethod& gradient,
    const Method& method, const SolveOptions& options, const SensitivityOptions& more = {});

} // namespace solvers
