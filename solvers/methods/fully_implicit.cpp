// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/fully_implicit.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace solvers {

namespace {

constexpr double kKeptFactor = 1.2; // a step that may grow by less stays: HW II, sec. IV.8

} // namespace

template <typename Scalar>
FullyImplicit<Scalar>::FullyImplicit(const ImplicitTableau& tableau)
    : m_tableau(tableau)
    , m_a(tableau.stages(), tableau.stages())
{
    const int s = tableau.stages();
    Vector<double> b(s);
    Vector<double> e = Vector<double>::Zero(s);
    for (int i = 0; i < s; ++i) {
        b[i] = tableau.weight(i);
        if (!tableau.e.empty())
            e[i] = tableau.e[static_cast<std::size_t>(i)];
        for (int j = 0; j < s; ++j)
            m_a(i, j) = tableau.coefficient(i, j);
    }
    DenseLu<double> transposed;
    transposed.resize(s);
    transposed.compute(m_a.transpose());
    transposed.solve(b, m_endWeights);
    m_errorWeights = m_a.transpose() * e;
    transform();
}

template <typename Scalar>
void FullyImplicit<Scalar>::transform()
{
    const auto [values, t, inverse] = diagonalise(m_a);
    for (Index i = 0; i < m_a.rows(); ++i) {
        const std::complex<double> eigenvalue = values[i];
        if (eigenvalue.imag() == 0.0) {
            RealBlock block;
            block.eigenvalue = eigenvalue.real();
            block.column = t.col(i).real().template cast<Scalar>();
            block.row = inverse.row(i).real().transpose().template cast<Scalar>();
            m_real.push_back(std::move(block));
        } else if (eigenvalue.imag() > 0.0) {
            ComplexBlock block;
            block.eigenvalue = eigenvalue;
            block.column = t.col(i).template cast<Complex>();
            block.row = inverse.row(i).transpose().template cast<Complex>();
            m_complex.push_back(std::move(block));
        }
    }
}

template <typename Scalar>
void FullyImplicit<Scalar>::setTolerances(double rtol, double atol)
{
    m_rtol = rtol;
    m_atol = atol;
}

template <typename Scalar>
void FullyImplicit<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate || m_tableau.embedded());
    m_estimate = estimate;
    m_jacobian.prepare(dim);
    m_control.prepare(estimate && !m_toRounding, m_rtol, m_atol);
    resize(dim);
    m_error.resize(estimate ? dim : 0);
    m_g.resize(quadratureDim);
    m_quadrature.resize(quadratureDim);
    m_quadratureError.resize(estimate ? quadratureDim : 0);
    restart();
}

template <typename Scalar>
void FullyImplicit<Scalar>::resize(Index dim)
{
    const Index s = m_tableau.stages();
    for (Matrix<Scalar>* matrix : { &m_z, &m_y, &m_f, &m_residual, &m_delta, &m_oldZ })
        matrix->resize(dim, s);
    m_scaledA.resize(s, s);
    m_weights.resize(s);
    m_matrix.resize(dim, dim);
    for (Vector<Scalar>* vector : { &m_start, &m_derivative, &m_right, &m_solution, &m_trial })
        vector->resize(dim);
    for (auto& block : m_real)
        block.lu.resize(dim);
    if (m_complex.empty())
        return;
    m_complexMatrix.resize(dim, dim);
    m_complexRight.resize(dim);
    m_complexSolution.resize(dim);
    for (auto& block : m_complex)
        block.lu.resize(dim);
}

template <typename Scalar>
void FullyImplicit<Scalar>::restart()
{
    m_known = false;
    m_fresh = false;
    m_factorised = 0.0;
    m_tried = false;
    m_first = true;
    m_oldStep = 0.0;
    m_derivativeKnown = false;
}

/// Lagrange's polynomials for the nodes 0, c_1, ..., c_s without the first, into m_weights.
template <typename Scalar>
void FullyImplicit<Scalar>::weighPolynomial(double theta) const
{
    const int s = m_tableau.stages();
    for (int i = 0; i < s; ++i) {
        const double ci = m_tableau.node(i);
        double weight = theta / ci;
        for (int j = 0; j < s; ++j)
            if (j != i)
                weight *= (theta - m_tableau.node(j)) / (ci - m_tableau.node(j));
        m_weights[i] = static_cast<Scalar>(weight);
    }
}

template <typename Scalar>
void FullyImplicit<Scalar>::guess(double h)
{
    if (m_oldStep == 0.0) {
        m_z.setZero();
        return;
    }
    weighPolynomial(1.0);
    m_right = m_oldZ * m_weights;
    for (int i = 0; i < m_tableau.stages(); ++i) {
        weighPolynomial(1.0 + m_tableau.node(i) * h / m_oldStep);
        m_z.col(i) = m_oldZ * m_weights - m_right;
    }
}

template <typename Scalar>
void FullyImplicit<Scalar>::evaluateJacobian(OdeSystem<Scalar>& f, Counters& counters)
{
    const ConstVectorView<Scalar> dydt(
        m_derivative.data(), m_derivativeKnown ? m_derivative.size() : 0);
    m_jacobian.evaluate(f, m_time, view(std::as_const(m_start)), dydt, 0.0, counters);
    m_known = true;
    m_fresh = true;
    m_factorised = 0.0;
}

template <typename Scalar>
void FullyImplicit<Scalar>::factorise(double h, Counters& counters)
{
    if (sameStep(h, m_factorised))
        return;
    for (auto& block : m_real) {
        m_matrix = -static_cast<Scalar>(h * block.eigenvalue) * m_jacobian.dfdy();
        m_matrix.diagonal().array() += Scalar(1);
        block.lu.compute(m_matrix);
        ++counters.nlu;
    }
    for (auto& block : m_complex) {
        const auto factor = static_cast<Complex>(-h * block.eigenvalue);
        m_complexMatrix = factor * m_jacobian.dfdy().template cast<Complex>();
        m_complexMatrix.diagonal().array() += Complex(1);
        block.lu.compute(m_complexMatrix);
        ++counters.nlu;
    }
    m_factorised = h;
}

template <typename Scalar>
void FullyImplicit<Scalar>::solveBlocks()
{
    m_delta.setZero();
    for (auto& block : m_real) {
        m_right.noalias() = m_residual * block.row;
        block.lu.solve(m_right, m_solution);
        for (Index i = 0; i < m_delta.cols(); ++i)
            m_delta.col(i) += block.column[i] * m_solution;
    }
    for (auto& block : m_complex) {
        m_complexRight.setZero();
        for (Index i = 0; i < m_delta.cols(); ++i)
            m_complexRight += block.row[i] * m_residual.col(i).template cast<Complex>();
        block.lu.solve(m_complexRight, m_complexSolution);
        for (Index i = 0; i < m_delta.cols(); ++i)
            m_delta.col(i) += Scalar(2) * (block.column[i] * m_complexSolution).real();
    }
}

template <typename Scalar>
bool FullyImplicit<Scalar>::iterate(OdeSystem<Scalar>& f, double h, Counters& counters)
{
    const Index n = m_start.size();
    const int s = m_tableau.stages();
    m_scaledA = (h * m_a.transpose()).template cast<Scalar>();
    m_y = m_z.colwise() + m_start;
    m_control.beginIteration();
    for (;;) {
        for (int i = 0; i < s; ++i)
            f.evaluate(
                m_time + m_tableau.node(i) * h, { m_y.col(i).data(), n }, { m_f.col(i).data(), n });
        counters.nfe += s;
        m_residual.noalias() = m_f * m_scaledA;
        m_residual -= m_z;
        solveBlocks();
        m_z += m_delta;
        m_y = m_z.colwise() + m_start;
        const NewtonVerdict verdict
            = m_control.judge(m_delta.data(), m_y.data(), view(std::as_const(m_start)), s);
        if (verdict != NewtonVerdict::Continue)
            return verdict == NewtonVerdict::Converged;
    }
}

template <typename Scalar>
bool FullyImplicit<Scalar>::solve(OdeSystem<Scalar>& f, double h, Counters& counters)
{
    guess(h);
    if (!m_known)
        evaluateJacobian(f, counters);
    factorise(h, counters);
    if (iterate(f, h, counters))
        return true;
    if (m_fresh && m_estimate)
        return false;
    if (!m_fresh)
        evaluateJacobian(f, counters);
    factorise(h, counters);
    m_z.setZero(); // the guess may lie outside of where f is defined
    return iterate(f, h, counters);
}

template <typename Scalar>
StepOutcome FullyImplicit<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    const bool again = m_tried;
    if (!again) {
        m_fresh = false;
        if (!m_control.fast())
            m_known = false;
        m_start = y;
        m_time = t;
    }
    m_control.beginStep();
    m_tried = true;
    m_step = h;
    if (m_estimate && !m_derivativeKnown) {
        f.evaluate(t, y, view(m_derivative));
        ++counters.nfe;
        m_derivativeKnown = true;
    }
    if (!solve(f, h, counters))
        return StepOutcome::NewtonFailed;
    if (m_tableau.stifflyAccurate()) {
        m_trial = m_y.rightCols(1);
    } else {
        m_trial = m_start;
        for (int i = 0; i < m_tableau.stages(); ++i)
            m_trial += static_cast<Scalar>(m_endWeights[i]) * m_z.col(i);
    }
    if (m_estimate)
        estimateError(f, h, again || m_first, counters);
    if (m_quadrature.size() > 0)
        integrateQuadratures(f, h, counters);
    return StepOutcome::Done;
}

/// (I - h gamma J)^(-1) (gamma h dydt + sum_i e_i Z_i), into m_error
template <typename Scalar>
void FullyImplicit<Scalar>::filteredError(ConstVectorView<Scalar> dydt, double h)
{
    m_right = static_cast<Scalar>(m_tableau.startWeight * h) * dydt;
    for (int i = 0; i < m_tableau.stages(); ++i)
        m_right += static_cast<Scalar>(m_tableau.e[static_cast<std::size_t>(i)]) * m_z.col(i);
    m_real.front().lu.solve(m_right, m_error);
}

template <typename Scalar>
double FullyImplicit<Scalar>::errorNorm() const
{
    const auto scale = static_cast<Scalar>(m_atol)
        + static_cast<Scalar>(m_rtol) * m_start.array().abs().max(m_trial.array().abs());
    const auto count = static_cast<double>(m_error.size());
    return std::sqrt(static_cast<double>((m_error.array() / scale).square().sum()) / count);
}

/// (IV.8.19); in the first step and after a rejected one (IV.8.20), which is bounded for stiff
/// components too.
template <typename Scalar>
void FullyImplicit<Scalar>::estimateError(
    OdeSystem<Scalar>& f, double h, bool again, Counters& counters)
{
    filteredError(view(std::as_const(m_derivative)), h);
    if (!again || errorNorm() < 1.0)
        return;
    m_solution = m_start + m_error;
    Vector<Scalar>& dydt = m_right;
    f.evaluate(m_time, view(std::as_const(m_solution)), view(dydt));
    ++counters.nfe;
    m_solution = dydt;
    filteredError(view(std::as_const(m_solution)), h);
}

template <typename Scalar>
void FullyImplicit<Scalar>::integrateQuadratures(OdeSystem<Scalar>& f, double h, Counters& counters)
{
    const Index n = m_start.size();
    const auto integrand = [&](double t, const Scalar* y) {
        m_g.setZero();
        f.evaluateWithQuadrature(t, { y, n }, view(m_right), Scalar(1), view(m_g));
        ++counters.nfe;
    };
    m_quadrature.setZero();
    if (m_estimate) {
        integrand(m_time, m_start.data());
        m_quadratureError = static_cast<Scalar>(h * m_tableau.startWeight) * m_g;
    }
    for (int i = 0; i < m_tableau.stages(); ++i) {
        integrand(m_time + m_tableau.node(i) * h, m_y.col(i).data());
        m_quadrature += static_cast<Scalar>(h * m_tableau.weight(i)) * m_g;
        if (m_estimate)
            m_quadratureError += static_cast<Scalar>(h * m_errorWeights[i]) * m_g;
    }
}

template <typename Scalar>
void FullyImplicit<Scalar>::dense(double theta, VectorView<Scalar> y) const
{
    weighPolynomial(theta);
    y = m_start;
    y.noalias() += m_z * m_weights;
}

template <typename Scalar>
void FullyImplicit<Scalar>::accept()
{
    m_oldZ.swap(m_z);
    m_oldStep = m_step;
    m_tried = false;
    m_first = false;
    m_derivativeKnown = false;
}

template <typename Scalar>
double FullyImplicit<Scalar>::limitedFactor(double proposed)
{
    return proposed >= 1.0 && proposed <= kKeptFactor ? 1.0 : proposed;
}

template <typename Scalar>
ConstVectorView<Scalar> FullyImplicit<Scalar>::derivative() const
{
    if (m_derivativeKnown)
        return { m_derivative.data(), m_derivative.size() };
    return { nullptr, 0 };
}

template <typename Scalar>
void FullyImplicit<Scalar>::setDerivative(ConstVectorView<Scalar> dydt)
{
    m_derivative = dydt;
    m_derivativeKnown = true;
}

template class FullyImplicit<float>;
template class FullyImplicit<double>;

} // namespace solvers
