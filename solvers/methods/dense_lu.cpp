// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/dense_lu.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <cassert>

namespace solvers {

template <typename Entry>
struct DenseLu<Entry>::Factors {
    explicit Factors(Index dim)
        : lu(dim)
    {
    }

    Eigen::PartialPivLU<Matrix<Entry>> lu;
};

template <typename Entry>
DenseLu<Entry>::DenseLu() = default;
template <typename Entry>
DenseLu<Entry>::DenseLu(DenseLu&&) noexcept = default;
template <typename Entry>
DenseLu<Entry>& DenseLu<Entry>::operator=(DenseLu&&) noexcept = default;
template <typename Entry>
DenseLu<Entry>::~DenseLu() = default;

template <typename Entry>
void DenseLu<Entry>::resize(Index dim)
{
    if (!m_factors || m_factors->lu.rows() != dim)
        m_factors = std::make_unique<Factors>(dim);
}

template <typename Entry>
void DenseLu<Entry>::compute(const Matrix<Entry>& matrix)
{
    assert(m_factors && matrix.rows() == m_factors->lu.rows() && matrix.rows() == matrix.cols());
    m_factors->lu.compute(matrix);
}

template <typename Entry>
void DenseLu<Entry>::solve(const Vector<Entry>& right, Vector<Entry>& solution) const
{
    assert(m_factors && right.size() == m_factors->lu.rows() && &right != &solution);
    solution = m_factors->lu.solve(right);
}

template class DenseLu<float>;
template class DenseLu<double>;
template class DenseLu<std::complex<float>>;
template class DenseLu<std::complex<double>>;

Diagonalised diagonalise(const Matrix<double>& a)
{
    const Eigen::EigenSolver<Matrix<double>> solver(a);
    const Eigen::MatrixXcd columns = solver.eigenvectors();
    return { solver.eigenvalues(), columns, columns.inverse() };
}

Eigen::VectorXcd eigenvalues(const Matrix<double>& a)
{
    constexpr bool withVectors = false;
    return Eigen::EigenSolver<Matrix<double>>(a, withVectors).eigenvalues();
}

} // namespace solvers
