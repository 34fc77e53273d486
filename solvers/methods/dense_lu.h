// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <complex>
#include <memory>

namespace solvers {

/// The factors P L U of a square matrix, kept to solve with many right-hand sides: Eigen's
/// PartialPivLU, compiled in one place, because every place that names it costs a minute of
/// compiling. Entry: float, double or complex numbers of these.
template <typename Entry>
class DenseLu {
public:
    DenseLu();
    DenseLu(DenseLu&&) noexcept;
    DenseLu& operator=(DenseLu&&) noexcept;
    ~DenseLu();

    void resize(Index dim); ///< makes room; nothing below allocates for this size
    void compute(const Matrix<Entry>& matrix); ///< dim x dim
    /// solution = matrix^-1 right; not finite where the matrix is singular. No aliases.
    void solve(const Vector<Entry>& right, Vector<Entry>& solution) const;

private:
    struct Factors;
    std::unique_ptr<Factors> m_factors;
};

/// A = columns diag(values) rows, columns and rows inverse to each other; for a small matrix
/// whose eigenvalues are distinct.
struct Diagonalised {
    Eigen::VectorXcd values;
    Eigen::MatrixXcd columns;
    Eigen::MatrixXcd rows;
};

Diagonalised diagonalise(const Matrix<double>& a);

/// The eigenvalues alone, of any matrix that is finite.
Eigen::VectorXcd eigenvalues(const Matrix<double>& a);

} // namespace solvers
