// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"
#include "solvers/problems/ode_system.h"

#include <vector>

namespace nn {

/// A layer as the right-hand side of z' = field(z), z all samples of a batch in one vector, so
/// that the error norm of an adaptive solver spans them. Records are marks in the workspace: its
/// arena and its tape are the stack.
template <typename Scalar>
class FieldSystem final : public solvers::DifferentiableSystem<Scalar> {
public:
    /// shape: of a sample, before and after the field. firstParameter, parameterCount: the field's
    /// segment of its store. Throws std::invalid_argument where the field changes the shape.
    FieldSystem(
        const Layer<Scalar>& field, const Shape& shape, Index firstParameter, Index parameterCount);

    /// For a new solve: records of an older one are gone with their workspace's pass.
    void begin(Workspace<Scalar>& work, Index samples);
    /// Frees records that no pullback will take off, after a failed solve.
    void discardRecords();

    Index dim() const override { return m_samples * m_shape.size(); }
    Index parameterCount() const override { return m_parameterCount; }
    void evaluate(
        double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override;
    void record(
        double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override;
    Scalar pullback(solvers::ConstVectorView<Scalar> a, solvers::VectorView<Scalar> ady,
        solvers::VectorView<Scalar> atheta) override;
    std::size_t recordBytes() const override { return m_bytes; }
    std::size_t mostRecordBytes() const { return m_mostBytes; } ///< at a time, since begin()

private:
    const Layer<Scalar>& m_field;
    Shape m_shape;
    Index m_firstParameter;
    Index m_parameterCount;
    Workspace<Scalar>* m_work = nullptr;
    Index m_samples = 0;
    struct Record {
        typename Workspace<Scalar>::Mark mark;
        std::size_t bytes;
    };
    std::vector<Record> m_records;
    std::size_t m_bytes = 0; ///< of all records
    std::size_t m_mostBytes = 0;
};

} // namespace nn
