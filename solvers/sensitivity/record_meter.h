// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <algorithm>

namespace solvers {

/// Passes everything on to f and counts the bytes that are held: its records, and what a
/// sensitivity holds beside them.
template <typename Scalar>
class RecordMeter final : public DifferentiableSystem<Scalar> {
public:
    /// others: bytes beside the records, may change meanwhile; peak is raised to the most of both.
    RecordMeter(DifferentiableSystem<Scalar>& f, const std::size_t& others, std::size_t& peak)
        : m_f(f)
        , m_others(others)
        , m_peak(peak)
    {
        m_peak = std::max(m_peak, m_others + m_f.recordBytes());
    }

    Index dim() const override { return m_f.dim(); }
    Index parameterCount() const override { return m_f.parameterCount(); }
    VectorView<Scalar> parameters() override { return m_f.parameters(); }
    void evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) override
    {
        m_f.evaluate(t, y, dydt);
    }
    bool hasJacobian() const override { return m_f.hasJacobian(); }
    void jacobian(double t, ConstVectorView<Scalar> y, MatrixView<Scalar> dfdy,
        VectorView<Scalar> dfdt) override
    {
        m_f.jacobian(t, y, dfdy, dfdt);
    }
    void record(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) override
    {
        m_f.record(t, y, dydt);
        m_peak = std::max(m_peak, m_others + m_f.recordBytes());
    }
    Scalar pullback(
        ConstVectorView<Scalar> a, VectorView<Scalar> ady, VectorView<Scalar> atheta) override
    {
        return m_f.pullback(a, ady, atheta);
    }
    bool hasPushforward() const override { return m_f.hasPushforward(); }
    void pushforward(double t, ConstVectorView<Scalar> y, Scalar dt, ConstVectorView<Scalar> dy,
        ConstVectorView<Scalar> dtheta, VectorView<Scalar> dydt, VectorView<Scalar> ddydt) override
    {
        m_f.pushforward(t, y, dt, dy, dtheta, dydt, ddydt);
    }
    std::size_t recordBytes() const override { return m_f.recordBytes(); }

private:
    DifferentiableSystem<Scalar>& m_f;
    const std::size_t& m_others;
    std::size_t& m_peak;
};

} // namespace solvers
