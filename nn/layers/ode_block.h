// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"
#include "solvers/sensitivity/sensitivity.h"

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

/// What the solver reported of the last pass through a workspace.
struct OdeBlockReport {
    solvers::SolveReport forward;
    solvers::SolveReport backward;
    /// The most bytes of states and activations that forward and backward held at a time, of the
    /// block alone
    std::size_t peakBytes = 0;
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

    /// forward() that leaves nothing for backward() and is seen at `between` more times inside
    /// every step, by the solver's dense output (not where the gradient method solves in its own
    /// way).
    View<Scalar> trace(ConstView<Scalar> x, Workspace<Scalar>& work, int between,
        const solvers::Observer<Scalar>& observe) const;

    OdeBlockReport report(Workspace<Scalar>& work) const;

private:
    struct State;
    State& state(Workspace<Scalar>& work) const;

    std::unique_ptr<Layer<Scalar>> m_field;
    Shape m_shape;
    Index m_firstParameter;
    Index m_parameterCount;
    OdeBlockOptions m_options;
    StateKey m_key;
};

} // namespace nn
