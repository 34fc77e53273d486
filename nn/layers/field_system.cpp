// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/field_system.h"

#include <algorithm>
#include <stdexcept>

namespace nn {

template <typename Scalar>
FieldSystem<Scalar>::FieldSystem(
    const Layer<Scalar>& field, const Shape& shape, Index firstParameter, Index parameterCount)
    : m_field(field)
    , m_shape(shape)
    , m_firstParameter(firstParameter)
    , m_parameterCount(parameterCount)
{
    if (field.outputShape(shape) != shape)
        throw std::invalid_argument("the field of an ODE must keep the shape of a sample");
}

template <typename Scalar>
void FieldSystem<Scalar>::begin(Workspace<Scalar>& work, Index samples)
{
    m_work = &work;
    m_samples = samples;
    m_records.clear();
    m_bytes = 0;
    m_mostBytes = 0;
}

template <typename Scalar>
void FieldSystem<Scalar>::discardRecords()
{
    if (!m_records.empty())
        m_work->rewind(m_records.front().mark);
    m_records.clear();
    m_bytes = 0;
}

template <typename Scalar>
void FieldSystem<Scalar>::evaluate(
    double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt)
{
    const auto mark = m_work->mark();
    const bool taping = m_work->taping;
    m_work->taping = false;
    m_work->time = t;
    dydt = m_field.forward({ y.data(), m_samples, m_shape }, *m_work).vector();
    m_work->taping = taping;
    m_work->rewind(mark);
}

template <typename Scalar>
void FieldSystem<Scalar>::record(
    double t, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt)
{
    m_work->time = t;
    const auto mark = m_work->mark();
    const std::size_t before = m_work->usedBytes();
    const View<Scalar> z = m_work->allocate(m_samples, m_shape);
    z.vector() = y;
    dydt = m_field.forward(z, *m_work).vector();
    m_records.push_back({ mark, m_work->usedBytes() - before });
    m_bytes += m_records.back().bytes;
    m_mostBytes = std::max(m_mostBytes, m_bytes);
}

template <typename Scalar>
Scalar FieldSystem<Scalar>::pullback(solvers::ConstVectorView<Scalar> a,
    solvers::VectorView<Scalar> ady, solvers::VectorView<Scalar> atheta)
{
    assert(!m_records.empty() && atheta.size() == m_parameterCount);
    const Gradients<Scalar> gradients { atheta.data(), m_firstParameter };
    m_work->timeGradient = Scalar(0);
    ady = m_field.backward({ a.data(), m_samples, m_shape }, *m_work, gradients).vector();
    m_work->rewind(m_records.back().mark);
    m_bytes -= m_records.back().bytes;
    m_records.pop_back();
    return m_work->timeGradient;
}

template class FieldSystem<float>;
template class FieldSystem<double>;

} // namespace nn
