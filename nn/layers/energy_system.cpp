// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/energy_system.h"

#include <algorithm>
#include <cassert>
#include <type_traits>
#include <utility>

namespace nn {

using solvers::ConstVectorView;
using solvers::Vector;
using solvers::VectorView;
using solvers::view;

namespace {

/// Truncation is of its square, rounding of epsilon / d; states are of size 1.
template <typename Scalar>
constexpr Scalar kDifference = std::is_same_v<Scalar, float> ? Scalar(1e-2) : Scalar(1e-4);

} // namespace

template <typename Scalar>
EnergySystem<Scalar>::EnergySystem(
    const Layer<Scalar>& field, const Shape& shape, Index firstParameter, Index parameterCount)
    : m_field(field, shape, firstParameter, parameterCount)
    , m_size(shape.size())
{
}

template <typename Scalar>
void EnergySystem<Scalar>::begin(Workspace<Scalar>& work, Index pieces, bool kinetic, bool jacobian)
{
    m_field.begin(work, pieces);
    m_pieces = pieces;
    m_kinetic = kinetic;
    m_jacobian = jacobian;
    m_used = 0;
    m_mostBytes = 0;
}

template <typename Scalar>
void EnergySystem<Scalar>::setClock(double t0, double pace)
{
    m_t0 = t0;
    m_clock = pace;
}

template <typename Scalar>
void EnergySystem<Scalar>::discardRecords()
{
    m_field.discardRecords();
    m_used = 0;
}

template <typename Scalar>
Scalar EnergySystem<Scalar>::meanSquare(const Vector<Scalar>& v) const
{
    Scalar sum = 0;
    for (Index n = 0; n < m_pieces; ++n)
        sum += (m_pace ? m_pace[n] : Scalar(1)) * v.segment(n * m_size, m_size).squaredNorm();
    return sum / static_cast<Scalar>(m_pieces);
}

template <typename Scalar>
void EnergySystem<Scalar>::scale(const Scalar* pace, Scalar factor, Scalar* v) const
{
    for (Index n = 0; n < m_pieces; ++n)
        for (Index i = 0; i < m_size; ++i)
            v[n * m_size + i] *= (pace ? pace[n] : Scalar(1)) * factor;
}

template <typename Scalar>
void EnergySystem<Scalar>::all(
    Evaluate how, double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt, Record& record)
{
    const Index n = stateDim();
    if (m_clock != 1.0)
        t = m_t0 + m_clock * (t - m_t0);
    VectorView<Scalar> slope(dydt.data(), n);
    (m_field.*how)(t, { y.data(), n }, slope);
    record.pace = m_pace;
    if (m_kinetic) {
        record.slope = slope;
        dydt[n] = meanSquare(record.slope);
    }
    if (m_jacobian) {
        assert(m_signs.size() == n);
        constexpr Scalar d = kDifference<Scalar>;
        record.product.resize(n);
        m_other.resize(n);
        m_moved = ConstVectorView<Scalar>(y.data(), n) + d * m_signs;
        (m_field.*how)(t, view(std::as_const(m_moved)), view(record.product));
        m_moved -= 2 * d * m_signs;
        (m_field.*how)(t, view(std::as_const(m_moved)), view(m_other));
        record.product = (record.product - m_other) / (2 * d);
        dydt[dim() - 1] = meanSquare(record.product);
    }
    if (m_pace)
        scale(m_pace, Scalar(1), dydt.data());
}

template <typename Scalar>
void EnergySystem<Scalar>::evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt)
{
    all(&FieldSystem<Scalar>::evaluate, t, y, dydt, m_scratch);
}

template <typename Scalar>
void EnergySystem<Scalar>::record(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt)
{
    if (m_used == m_records.size())
        m_records.emplace_back();
    all(&FieldSystem<Scalar>::record, t, y, dydt, m_records[m_used++]);
    m_mostBytes = std::max(m_mostBytes, recordBytes());
}

template <typename Scalar>
Scalar EnergySystem<Scalar>::pullback(
    ConstVectorView<Scalar> a, VectorView<Scalar> ady, VectorView<Scalar> atheta)
{
    assert(m_used > 0);
    const Record& record = m_records[--m_used];
    const Index n = stateDim();
    VectorView<Scalar> out(ady.data(), n);
    if (!m_kinetic && !m_jacobian && !record.pace)
        return static_cast<Scalar>(m_clock) * m_field.pullback({ a.data(), n }, out, atheta);

    // Of one mean: d(sum_n p_n |v_n|^2 / N) / dv_n = 2 p_n v_n / N
    const Scalar share = Scalar(2) / static_cast<Scalar>(m_pieces);
    Scalar at = 0;
    m_other.setZero(n);
    if (m_jacobian) { // the newest of the three records is that of z - d e
        m_moved = record.product;
        scale(record.pace, a[dim() - 1] * share / (2 * kDifference<Scalar>), m_moved.data());
        m_moved = -m_moved;
        at += m_field.pullback(view(std::as_const(m_moved)), out, atheta);
        m_other = out;
        m_moved = -m_moved;
        at += m_field.pullback(view(std::as_const(m_moved)), out, atheta);
        m_other += out;
    }
    m_moved = ConstVectorView<Scalar>(a.data(), n);
    if (m_kinetic)
        m_moved += a[n] * share * record.slope;
    if (record.pace)
        scale(record.pace, Scalar(1), m_moved.data());
    at += m_field.pullback(view(std::as_const(m_moved)), out, atheta);
    out += m_other;
    ady.tail(dim() - n).setZero();
    return static_cast<Scalar>(m_clock) * at;
}

template <typename Scalar>
std::size_t EnergySystem<Scalar>::recordBytes() const
{
    const auto numbers
        = static_cast<std::size_t>(stateDim() * (Index(m_kinetic) + Index(m_jacobian)));
    return m_field.recordBytes() + m_used * numbers * sizeof(Scalar);
}

template class EnergySystem<float>;
template class EnergySystem<double>;

} // namespace nn
