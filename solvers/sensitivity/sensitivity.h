// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/integrate.h"
#include "solvers/methods/methods.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace solvers {

/// Sees (t, a(t)), a = dL/dz(t), at t1 and after every step back to t0.
template <typename Scalar>
using AdjointObserver = std::function<void(double t, ConstVectorView<Scalar> a)>;

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

    /// Bytes of states kept between forward() and backward(), without the records of f.
    virtual std::size_t storedBytes() const = 0;
};

/// One row of the registry of gradient methods.
struct GradientMethod {
    std::string_view id; ///< as on the command line and in JSON
    std::string_view name; ///< as on screen
    std::string_view summary; ///< one sentence
    bool ownSolve = false; ///< forward() is another discrete solve than integrate()
};

std::span<const GradientMethod> gradientMethods();

/// Throws std::invalid_argument naming the closest ids.
const GradientMethod& gradientMethodById(std::string_view id);

/// A sensitivity of solves by `method` with `options`. Throws std::invalid_argument for unusable
/// options or a pair that cannot be, with a sentence for the user.
template <typename Scalar>
std::unique_ptr<Sensitivity<Scalar>> makeSensitivity(
    const GradientMethod& gradient, const Method& method, const SolveOptions& options);

} // namespace solvers
