// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/layer.h"
#include "solvers/problems/ode_system.h"

#include <cassert>
#include <vector>

namespace nn {

/// A layer as the right-hand side of z' = field(z), z all samples in one vector. Records are
/// marks in the workspace: the arena and the tape are the stack. begin() before each solve; the
/// layer must outlive the system, the workspace its solve.
template <typename Scalar>
class FieldSystem final : public solvers::DifferentiableSystem<Scalar> {
public:
    /// shape: of one sample, which the field keeps; first, count: its segment of the store.
    FieldSystem(const Layer<Scalar>& field, const Shape& shape, Index first, Index count)
        : m_field(field)
        , m_shape(shape)
        , m_firstParameter(first)
        , m_parameterCount(count)
    {
    }

    /// For a new solve: records of an older one are gone with their workspace's pass.
    void begin(Workspace<Scalar>& work, Index samples)
    {
        m_work = &work;
        m_samples = samples;
        m_bytesBefore = work.usedBytes();
        m_records.clear();
    }

    /// Records that no pullback will take off, after a failed solve.
    void discardRecords()
    {
        if (!m_records.empty())
            m_work->rewind(m_records.front());
        m_records.clear();
    }

    Index dim() const override { return m_samples * m_shape.size(); }
    Index parameterCount() const override { return m_parameterCount; }

    void evaluate(
        double, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override
    {
        const auto mark = m_work->mark();
        const bool taping = m_work->taping;
        m_work->taping = false;
        dydt = m_field.forward({ y.data(), m_samples, m_shape }, *m_work).vector();
        m_work->taping = taping;
        m_work->rewind(mark);
    }

    void record(
        double, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override
    {
        m_records.push_back(m_work->mark());
        const View<Scalar> z = m_work->allocate(m_samples, m_shape);
        z.vector() = y;
        dydt = m_field.forward(z, *m_work).vector();
    }

    Scalar pullback(solvers::ConstVectorView<Scalar> a, solvers::VectorView<Scalar> ady,
        solvers::VectorView<Scalar> atheta) override
    {
        assert(!m_records.empty() && atheta.size() == m_parameterCount);
        const Gradients<Scalar> gradients { atheta.data(), m_firstParameter };
        ady = m_field.backward({ a.data(), m_samples, m_shape }, *m_work, gradients).vector();
        m_work->rewind(m_records.back());
        m_records.pop_back();
        return Scalar(0); // the field does not depend on t
    }

    std::size_t recordBytes() const override
    {
        return m_records.empty() ? 0 : m_work->usedBytes() - m_bytesBefore;
    }

private:
    const Layer<Scalar>& m_field;
    Shape m_shape;
    Index m_firstParameter;
    Index m_parameterCount;
    Workspace<Scalar>* m_work = nullptr;
    Index m_samples = 0;
    std::size_t m_bytesBefore = 0;
    std::vector<typename Workspace<Scalar>::Mark> m_records;
};

} // namespace nn
