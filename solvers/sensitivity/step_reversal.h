// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/integration/integrate.h"
#include "solvers/methods/methods.h"

#include <cstddef>
#include <memory>

namespace solvers {

/// Whether steps only are taken or also put on the stack of steps to be gone back through.
enum class StepRecords { None, Kept };

/// The steps of a one-step method, differentiated: each is taken, recorded, taken again with the
/// same bits from the same state, and gone back through by its transposed derivative.
///
/// Explicit Runge-Kutta methods record their evaluations of f; see StepPullback. Implicit ones
/// keep the states at their stages; see ImplicitReversal. Keeps its memory from solve to solve.
template <typename Scalar>
class StepReversal {
public:
    virtual ~StepReversal() = default;

    /// Integrates z as integrate() does. Kept: for fixed steps only, since rejected steps would be
    /// recorded too. Throws std::invalid_argument for a system that is too large to go back.
    virtual SolveReport solve(DifferentiableSystem<Scalar>& f, const SolveOptions& options,
        VectorView<Scalar> z, const Observer<Scalar>& observe, StepRecords records)
        = 0;

    /// Makes room for step() and increment(); steps that were kept stay so.
    virtual void prepare(const DifferentiableSystem<Scalar>& f) = 0;

    /// A step of that size from (t, y), the end of which is end().
    virtual StepOutcome step(DifferentiableSystem<Scalar>& f, double t, ConstVectorView<Scalar> y,
        double h, StepRecords records, Counters& counters)
        = 0;
    virtual ConstVectorView<Scalar> end() = 0; ///< of the last step()

    /// Back through the newest step that was kept, y1 = y + Psi_h(y) from t, which is forgotten:
    /// (d Psi_h / dy)^T lambda, in R^dim, valid until the next call; atheta += (d Psi_h /
    /// dtheta)^T lambda. lambda: dL/dy1.
    virtual const Vector<Scalar>& increment(DifferentiableSystem<Scalar>& f, double t, double h,
        ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters)
        = 0;

    /// Bytes of the steps that are kept, beside the records of f.
    virtual std::size_t storedBytes() const { return 0; }
    virtual void forget() { } ///< the steps that are kept, but not the records of f
};

/// Empty where steps of the method can be gone back through; else a sentence for the user that
/// begins with the name of who wants to.
std::string reversalProblem(std::string_view gradient, const Method& method);

/// reversalProblem() must be empty.
template <typename Scalar>
std::unique_ptr<StepReversal<Scalar>> makeStepReversal(const Method& method);

} // namespace solvers
