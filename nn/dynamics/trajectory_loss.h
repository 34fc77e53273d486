// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics_field.h"
#include "nn/layers/energy_system.h"
#include "nn/training/regularisation.h"
#include "solvers/sensitivity/observed_sensitivity.h"

#include <memory>
#include <string>

namespace nn {

/// How the pieces of a batch are solved and differentiated.
struct PieceSolver {
    const solvers::GradientMethod* gradient = nullptr;
    const solvers::Method* method = nullptr;
    solvers::SolveOptions solve; ///< its t0 and t1 are ignored
};

/// Pieces of trajectories with K + 1 samples each, side by side: number i of piece n stands in
/// row n dim + i.
template <typename Scalar>
struct PieceBatch {
    solvers::Vector<Scalar> starts; ///< z(0)
    solvers::Matrix<Scalar> targets; ///< rows x (K + 1), the first column belongs to the start
    /// pieces x K: gap of two samples over the mean gap; empty: all 1
    solvers::Matrix<Scalar> pace;
    solvers::Vector<Scalar> signs; ///< e of EnergySystem, where the Jacobian term is on
    /// Multiple shooting: weight of the mean |end of piece n - start of piece n + 1|; 0: none
    double continuity = 0.0;
};

struct PieceLoss {
    double loss = 0.0; ///< all of it
    double data = 0.0; ///< mean |z - target| over all numbers, starts too
    double jump = 0.0; ///< mean |end - next start| of multiple shooting, without its weight
    double kinetic = 0.0; ///< the integrals, means over the pieces, without their weights
    double jacobian = 0.0;
    solvers::SolveReport forward;
    solvers::SolveReport backward;
    std::string trouble; ///< why a solve failed, with what to try; then there is no gradient
};

/// The loss of a batch of pieces and its gradient. Pieces are one system, so that the error norm
/// of an adaptive solver spans them; energies do not count in it.
template <typename Scalar>
class TrajectoryLoss {
public:
    /// times: those of a piece at the mean gap, t0 first, K + 1 of them. Throws
    /// std::invalid_argument with a sentence for the user, as makeSensitivity().
    TrajectoryLoss(const DynamicsField<Scalar>& field, const PieceSolver& solver,
        const std::vector<double>& times, Index pieces, const Regularisation& terms = {});

    /// Uses the weights as they stand. Serves one thread; allocates nothing from the second call.
    PieceLoss evaluate(const PieceBatch<Scalar>& batch);

    /// With other weights of the terms; whether they are on cannot change. False: it would.
    bool setTerms(const Regularisation& terms);

    const solvers::Vector<Scalar>& gradient() const { return m_gradient; } ///< like the store
    const solvers::Vector<Scalar>& startGradient() const { return m_startGradient; }
    const solvers::Matrix<Scalar>& states() const { return m_states; } ///< like targets

private:
    bool forward(const PieceBatch<Scalar>& batch, PieceLoss& result); ///< false: a solve failed
    void backward(const PieceBatch<Scalar>& batch, PieceLoss& result);
    /// Adds the data term and dloss/dstates.
    void compare(const PieceBatch<Scalar>& batch, PieceLoss& result);
    void join(const PieceBatch<Scalar>& batch, PieceLoss& result);
    const Scalar* pace(const PieceBatch<Scalar>& batch, std::size_t interval) const;

    Index m_pieces;
    Index m_dim;
    Regularisation m_terms;
    EnergySystem<Scalar> m_system;
    Workspace<Scalar> m_work;
    std::unique_ptr<solvers::ObservedSensitivity<Scalar>> m_sensitivity;
    solvers::Matrix<Scalar> m_states;
    solvers::Matrix<Scalar> m_dstates;
    solvers::Vector<Scalar> m_z; ///< the system's state; its adjoint on the way back
    solvers::Vector<Scalar> m_gradient;
    solvers::Vector<Scalar> m_startGradient;
};

} // namespace nn
