// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/field_system.h"

#include <vector>

namespace nn {

/// Samples, or pieces of trajectories, of one field as one system, each at a pace of its own, with
/// the terms that keep evaluations few carried along:
///     z_n' = p_n f(z_n),  E_K' = mean_n p_n |f(z_n)|^2,  E_J' = mean_n p_n |J(z_n) e_n|^2.
///
/// A pace p_n differs from 1 where a piece has not the time of the others; E_K is the
/// integral of |f|^2 over a piece's own time. E_J with random signs e_n estimates that of the
/// squared Frobenius norm of the Jacobian J (Hutchinson). Finlay, Jacobsen, Nurbekyan & Oberman,
/// How to train your neural ODE, ICML 2020, arXiv:2002.02798, with J e where they take e^T J:
/// the expectations are equal. J e is (f(z + d e) - f(z - d e)) / 2 d with d = 1e-4 (float: 1e-2);
/// its derivative is exact, and those two evaluations are not in the solver's nfe.
///
/// State: all z_n, then E_K and E_J where they are on.
template <typename Scalar>
class EnergySystem final : public solvers::DifferentiableSystem<Scalar> {
public:
    /// As FieldSystem.
    EnergySystem(
        const Layer<Scalar>& field, const Shape& shape, Index firstParameter, Index parameterCount);

    /// For a new solve of so many pieces.
    void begin(Workspace<Scalar>& work, Index pieces, bool kinetic, bool jacobian);
    /// One number a piece, kept by the caller; nullptr: all 1.
    void setPace(const Scalar* pace) { m_pace = pace; }
    /// The field's time is t0 + pace (t - t0); it is t itself from the start.
    void setClock(double t0, double pace);
    /// Signs e_n, one for every number of z; needed where the Jacobian term is on.
    void setProbe(const solvers::Vector<Scalar>& signs) { m_signs = signs; }

    Index stateDim() const { return m_field.dim(); } ///< of all z_n
    Index dim() const override { return stateDim() + Index(m_kinetic) + Index(m_jacobian); }
    Index parameterCount() const override { return m_field.parameterCount(); }
    void evaluate(
        double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override;
    void record(
        double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override;
    Scalar pullback(solvers::ConstVectorView<Scalar> a, solvers::VectorView<Scalar> ady,
        solvers::VectorView<Scalar> atheta) override;
    std::size_t recordBytes() const override;
    std::size_t mostRecordBytes() const { return m_mostBytes; } ///< at a time, since begin()
    /// Frees records that no pullback will take off, after a failed solve.
    void discardRecords();

private:
    struct Record {
        solvers::Vector<Scalar> slope; ///< f, where the kinetic term is on
        solvers::Vector<Scalar> product; ///< J e, where the Jacobian term is on
        const Scalar* pace = nullptr;
    };
    using Evaluate = void (FieldSystem<Scalar>::*)(
        double, solvers::ConstVectorView<Scalar>, solvers::VectorView<Scalar>);

    void all(Evaluate how, double t, solvers::ConstVectorView<Scalar> y,
        solvers::VectorView<Scalar> dydt, Record& record);
    /// mean_n p_n |v_n|^2
    Scalar meanSquare(const solvers::Vector<Scalar>& v) const;
    /// v_n times p_n factor
    void scale(const Scalar* pace, Scalar factor, Scalar* v) const;

    FieldSystem<Scalar> m_field;
    Index m_size; ///< numbers of a piece
    Index m_pieces = 0;
    double m_t0 = 0.0;
    double m_clock = 1.0;
    bool m_kinetic = false;
    bool m_jacobian = false;
    const Scalar* m_pace = nullptr;
    solvers::Vector<Scalar> m_signs;
    solvers::Vector<Scalar> m_moved; ///< z + d e; also cotangents on the way back
    solvers::Vector<Scalar> m_other;
    std::vector<Record> m_records; ///< those below m_used; kept for their memory
    std::size_t m_used = 0;
    std::size_t m_mostBytes = 0;
    Record m_scratch;
};

} // namespace nn
