// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <vector>

namespace solvers {

/// f with the ends of a solve as two more parameters: theta' = [theta, t0, t1]. The solve from t0
/// to t1 of (T' / T) f(t0' + sigma T', y), sigma = (t - t0) / T and T = t1 - t0, takes the steps
/// of f's own solve moved and stretched with the ends, so that the derivative of a discrete
/// solve by theta' holds dL/dt0 and dL/dt1. While t0' = t0 and t1' = t1 the values are f's.
///
/// recordBytes() are f's: the slope that is kept with each record serves dL/dt0 and dL/dt1 only.
class MovingTimes final : public DifferentiableSystem<double> {
public:
    MovingTimes(DifferentiableSystem<double>& f, double t0, double t1)
        : m_f(f)
        , m_t0(t0)
        , m_t1(t1)
    {
    }

    Index dim() const override { return m_f.dim(); }
    Index parameterCount() const override { return m_f.parameterCount() + 2; }
    /// Empty where those of f are; f has them only while it evaluates, afterwards its own again.
    VectorView<double> parameters() override;
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override;
    bool hasJacobian() const override { return m_f.hasJacobian(); }
    void jacobian(double t, ConstVectorView<double> y, MatrixView<double> dfdy,
        VectorView<double> dfdt) override;
    void record(double t, ConstVectorView<double> y, VectorView<double> dydt) override;
    double pullback(
        ConstVectorView<double> a, VectorView<double> ady, VectorView<double> atheta) override;
    bool hasPushforward() const override { return m_f.hasPushforward(); }
    void pushforward(double t, ConstVectorView<double> y, double dt, ConstVectorView<double> dy,
        ConstVectorView<double> dtheta, VectorView<double> dydt, VectorView<double> ddydt) override;
    std::size_t recordBytes() const override { return m_f.recordBytes(); }

private:
    double sigma(double t) const { return (t - m_t0) / (m_t1 - m_t0); }
    /// Returns T' / T, and t becomes t0' + sigma T'.
    double move(double& t) const;
    class Exchange;

    struct Record {
        double t;
        Vector<double> slope;
    };
    DifferentiableSystem<double>& m_f;
    double m_t0;
    double m_t1;
    Vector<double> m_parameters; ///< empty until somebody wants to change them
    std::vector<Record> m_records;
};

} // namespace solvers
