// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/rhs_derivatives.h"
#include "solvers/problems/state_texts.h"

namespace solvers {

/// The right-hand side of a problem by its texts, with all derivatives; theta are the problem's
/// parameters.
class TypedSystem final : public DifferentiableSystem<double> {
public:
    /// Of a usable problem.
    explicit TypedSystem(const Problem& problem)
        : m_texts(problem, problem.rhs)
        , m_derivatives(problem)
    {
    }
    Index dim() const override { return m_texts.size(); }
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override
    {
        m_texts.evaluate(t, y, dydt);
    }
    bool hasJacobian() const override { return true; }
    void jacobian(double t, ConstVectorView<double> y, MatrixView<double> dfdy,
        VectorView<double> dfdt) override;

    Index parameterCount() const override { return m_texts.parameterCount(); }
    VectorView<double> parameters() override { return m_texts.parameters(); }
    void record(double t, ConstVectorView<double> y, VectorView<double> dydt) override;
    /// Throws std::logic_error where there is no record.
    double pullback(
        ConstVectorView<double> a, VectorView<double> ady, VectorView<double> atheta) override;
    std::size_t recordBytes() const override;
    bool hasPushforward() const override { return true; }
    void pushforward(double t, ConstVectorView<double> y, double dt, ConstVectorView<double> dy,
        ConstVectorView<double> dtheta, VectorView<double> dydt, VectorView<double> ddydt) override;

private:
    StateTexts m_texts;
    RhsDerivatives m_derivatives;
    std::vector<double> m_records; ///< y and t of each
};

} // namespace solvers
