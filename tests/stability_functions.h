// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/methods/dense_lu.h"
#include "solvers/methods/methods.h"

#include <algorithm>
#include <complex>
#include <span>
#include <vector>

/// What the coefficients of a method say about y' = lambda y, written down apart from the engines.

using Complex = std::complex<double>;

inline Eigen::MatrixXd matrixOf(const solvers::ButcherTableau& table)
{
    const int s = table.stages();
    Eigen::MatrixXd a = Eigen::MatrixXd::Zero(s, s);
    for (int i = 0; i < s; ++i)
        for (int j = 0; j < i; ++j)
            a(i, j) = table.coefficient(i, j);
    return a;
}

inline Eigen::MatrixXd matrixOf(const solvers::ImplicitTableau& table)
{
    const int s = table.stages();
    Eigen::MatrixXd a(s, s);
    for (int i = 0; i < s; ++i)
        for (int j = 0; j < s; ++j)
            a(i, j) = table.coefficient(i, j);
    return a;
}

inline Eigen::VectorXd vectorOf(std::span<const double> numbers)
{
    return Eigen::Map<const Eigen::VectorXd>(
        numbers.data(), static_cast<Eigen::Index>(numbers.size()));
}

/// R(z) = 1 + z b^T (I - z A)^(-1) 1; Hairer & Wanner, Solving ODEs II, (IV.3.2).
template <typename Tableau>
Complex rungeKuttaStability(const Tableau& table, Complex z)
{
    const Eigen::MatrixXd a = matrixOf(table);
    const auto s = a.rows();
    solvers::DenseLu<Complex> lu;
    lu.resize(s);
    lu.compute(Eigen::MatrixXcd::Identity(s, s) - z * a);
    Eigen::VectorXcd stages(s);
    lu.solve(Eigen::VectorXcd::Ones(s), stages);
    const Eigen::VectorXd b = vectorOf(table.b);
    return 1.0 + z * Complex(b.dot(stages.real()), b.dot(stages.imag()));
}

/// The same of a Rosenbrock method in its transformed form, h = 1:
/// (1 / gamma - z) u_i = z (1 + sum_j a_ij u_j) + sum_j c_ij u_j, R = 1 + sum_i m_i u_i.
inline Complex rosenbrockStability(const solvers::RosenbrockTableau& table, Complex z)
{
    std::vector<Complex> u;
    Complex result = 1.0;
    for (int i = 0; i < table.stages(); ++i) {
        Complex right = z;
        for (int j = 0; j < i; ++j)
            right += (z * table.argument(i, j) + table.coupling(i, j)) * u[std::size_t(j)];
        u.push_back(right / (1.0 / table.gamma - z));
        result += table.weight(i) * u.back();
    }
    return result;
}

/// R(z) of an implicit or linearly implicit one-step method
inline Complex implicitStability(const solvers::Method& method, Complex z)
{
    if (const auto* const* table = std::get_if<const solvers::ImplicitTableau*>(&method.data))
        return rungeKuttaStability(**table, z);
    return rosenbrockStability(*std::get<const solvers::RosenbrockTableau*>(method.data), z);
}

/// All roots of a polynomial by Durand and Kerner's simultaneous iteration; multiple roots come out
/// to about the square root of rounding. coefficients: the highest power first, which is not 0.
inline std::vector<Complex> rootsOf(const std::vector<Complex>& coefficients)
{
    double bound = 0.0; // Cauchy's: no root is larger
    for (const Complex& coefficient : coefficients)
        bound = std::max(bound, std::abs(coefficient / coefficients[0]));
    std::vector<Complex> roots;
    for (std::size_t i = 1; i < coefficients.size(); ++i)
        roots.push_back(0.5 * (1.0 + bound) * std::polar(1.0, 0.4 + 2.3 * static_cast<double>(i)));
    constexpr int sweeps = 200;
    for (int sweep = 0; sweep < sweeps; ++sweep)
        for (std::size_t i = 0; i < roots.size(); ++i) {
            Complex value = 0.0;
            for (const Complex& coefficient : coefficients)
                value = value * roots[i] + coefficient;
            value /= coefficients[0];
            for (std::size_t j = 0; j < roots.size(); ++j)
                if (j != i && roots[i] != roots[j])
                    value /= roots[i] - roots[j];
            roots[i] -= value;
        }
    return roots;
}

inline double largestRoot(const std::vector<Complex>& coefficients)
{
    double largest = 0.0;
    for (const Complex& root : rootsOf(coefficients))
        largest = std::max(largest, std::abs(root));
    return largest;
}
