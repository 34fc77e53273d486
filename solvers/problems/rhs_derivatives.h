// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/expression_program.h"
#include "solvers/problems/problem.h"

#include <optional>

namespace solvers {

/// The exact derivatives of a problem's right-hand side, by its texts. Compiled when first
/// needed, since explicit methods never ask. parameters: as many as the problem has, in its
/// order. Kinks and what is not finite: ExpressionProgram.
class RhsDerivatives {
public:
    /// Of a usable problem.
    explicit RhsDerivatives(const Problem& problem);

    /// dfdy(i, j) = df_i/dy_j and dfdt = df/dt
    void jacobian(double t, const double* y, const double* parameters, MatrixView<double> dfdy,
        VectorView<double> dfdt);

    /// ady = a^T df/dy, aparameters += a^T df/dparameters; returns a^T df/dt.
    double pullback(double t, const double* y, const double* parameters, ConstVectorView<double> a,
        VectorView<double> ady, VectorView<double> aparameters);

    /// dydt = f and ddydt = df/dy dy + df/dparameters dparameters + df/dt dt
    void pushforward(double t, const double* y, const double* parameters, double dt,
        ConstVectorView<double> dy, ConstVectorView<double> dparameters, VectorView<double> dydt,
        VectorView<double> ddydt);

private:
    void evaluate(double t, const double* y, const double* parameters);

    std::size_t m_dim;
    std::vector<std::string> m_names;
    std::vector<std::string> m_definitions;
    std::vector<std::string> m_texts;
    std::optional<ExpressionProgram> m_program;
    std::vector<double> m_values; ///< y, t, parameters
    std::vector<double> m_derivatives; ///< by them, or their tangents
    std::vector<double> m_weights; ///< 0 between calls
};

} // namespace solvers
