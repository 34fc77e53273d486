// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/random.h"
#include "nn/layers/parameter_store.h"
#include "nn/layers/workspace.h"

namespace nn {

/// One differentiable map with weights, which stand in the model's ParameterStore.
///
/// Keeps no trace of a pass: what backward() needs lives on the workspace's tape, so one layer
/// serves many threads at once. Images are NHWC.
template <typename Scalar>
class Layer {
public:
    virtual ~Layer() = default;

    /// Throws std::invalid_argument where the input does not fit.
    virtual Shape outputShape(const Shape& input) const = 0;

    /// Samples of one call influence each other (batch normalisation): a batch must not be dealt
    /// to several workspaces.
    virtual bool couplesSamples() const { return false; }

    /// Returns a view into work, valid until work is rewound; x must stay valid until
    /// backward(), which needs it where work.taping is true.
    virtual View<Scalar> forward(ConstView<Scalar> x, Workspace<Scalar>& work) const = 0;

    /// For the newest forward() on this workspace that has not been taken back: dy is
    /// dLoss/dy; returns dLoss/dx (a view into work; no data where nobody needs it) and *adds*
    /// dLoss/dparameter to gradients. A buffer's entry receives its next value minus the present.
    virtual View<Scalar> backward(
        ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const = 0;

    /// PyTorch's default start values.
    virtual void initialise(Random& random) { (void)random; }
};

} // namespace nn
