// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"
#include "solvers/sensitivity/sensitivity.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

namespace nn {

/// How an ODE block is solved and differentiated.
struct OdeBlockOptions {
    const solvers::Method* method = nullptr;
    const solvers::GradientMethod* gradient = nullptr;
    solvers::SolveOptions solve;

    /// Why a block cannot be solved and differentiated like this, a sentence for the user; empty
    /// if it can.
    std::string problem() const;
};

/// Terms of a loss beside that of the output, and where depth ends in a pass; see EnergySystem.
struct DepthTerms {
    /// Weights of the means over the call's samples of the integrals of |f|^2 and |J e|^2 over
    /// depth, both divided by the numbers of a state; 0: off
    double kinetic = 0.0;
    double jacobian = 0.0;
    double end = std::numeric_limits<double>::quiet_NaN(); ///< instead of t1; NaN: t1
    std::uint64_t probe = 0; ///< seed of the signs e

    bool any() const { return kinetic > 0.0 || jacobian > 0.0 || !std::isnan(end); }
};

/// What the solver reported of the last pass through a workspace.
struct OdeBlockReport {
    solvers::SolveReport forward;
    solvers::SolveReport backward;
    /// The most bytes of states and activations that forward and backward held at a time, of the
    /// block alone
    std::size_t peakBytes = 0;
    double kinetic = 0.0; ///< the integrals of DepthTerms, without their weights; 0 where off
    double jacobian = 0.0;
};

/// y = z(t1), where z' = field(z), z(t0) = x: all samples of a call are one system, so that the
/// error norm of an adaptive solver spans them.
///
/// A failed solve leaves y at the last finite state and says so in report(); backward() then
/// adds nothing. The pass needs the field's parameters as one segment of the store.
template <typename Scalar>
class OdeBlock final : public Layer<Scalar> {
public:
    /// firstParameter, parameterCount: the segment of the store. Throws std::invalid_argument
    /// for options that cannot be, and where the field changes the shape.
    OdeBlock(std::unique_ptr<Layer<Scalar>> field, const Shape& shape, Index firstParameter,
        Index parameterCount, const OdeBlockOptions& options);
    ~OdeBlock() override;

    Shape outputShape(const Shape& input) const override;
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const override;
    View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const override;
    void initialise(Random& random) override { m_field->initialise(random); }

    /// The same, watching z(t) and dLoss/dz(t) at every step.
    View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work,
        const solvers::Observer<Scalar>& observe) const;
    View<Scalar> backward(ConstView<Scalar> dy, Workspace<Scalar>& work,
        Gradients<Scalar> gradients, const solvers::AdjointObserver<Scalar>& observe) const;

    /// forward() for a loss with these terms, which backward() then adds. Steps are as many as
    /// without them: another end of depth stretches all of them alike, and error control sees z
    /// only (an adjoint's on its way back the integrals too). Without any: the bits of forward().
    View<Scalar> forwardWith(
        const DepthTerms& terms, ConstView<Scalar> x, Workspace<Scalar>& work) const;

    /// forward() that leaves nothing for backward() and is seen at `between` more times inside
    /// every step, by the solver's dense output (not where the gradient method solves in its own
    /// way).
    View<Scalar> trace(ConstView<Scalar> x, Workspace<Scalar>& work, int between,
        const solvers::Observer<Scalar>& observe) const;

    OdeBlockReport report(Workspace<Scalar>& work) const;

private:
    struct State;
    struct Regularised;
    Regularised& regularised(State& s, Index samples, const DepthTerms& terms) const;
    void backwardWith(State& s, View<Scalar> a, solvers::VectorView<Scalar> atheta) const;
    State& state(Workspace<Scalar>& work) const;

    std::unique_ptr<Layer<Scalar>> m_field;
    Shape m_shape;
    Index m_firstParameter;
    Index m_parameterCount;
    OdeBlockOptions m_options;
    StateKey m_key;
};

} // namespace nn
