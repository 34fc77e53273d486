// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/implicit_reversal.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

namespace solvers {

template <typename Scalar>
ImplicitReversal<Scalar>::ImplicitReversal(const Method& method)
    : m_tableau(*method.implicitTableau())
    , m_oneByOne(m_tableau.diagonallyImplicit())
    , m_stepper(makeStepper<Scalar>(method))
{
    if (m_oneByOne)
        return;
    const int s = m_tableau.stages();
    m_inverse.resize(s, s);
    Matrix<double> a(s, s);
    for (int i = 0; i < s; ++i)
        for (int j = 0; j < s; ++j)
            a(i, j) = m_tableau.coefficient(i, j);
    DenseLu<double> lu;
    lu.resize(s);
    lu.compute(a);
    Vector<double> column(s);
    for (int j = 0; j < s; ++j) {
        lu.solve(Vector<double>::Unit(s, j), column);
        m_inverse.col(j) = column;
    }
}

template <typename Scalar>
void ImplicitReversal<Scalar>::checkSize(Index dim) const
{
    const Index unknowns = m_oneByOne ? dim : dim * m_tableau.stages();
    if (unknowns <= kMostUnknowns)
        return;
    const std::string most = std::to_string(kMostUnknowns / (unknowns / dim));
    throw std::invalid_argument("backpropagation through solver '" + std::string(m_tableau.id)
        + "' solves dense linear systems, for at most " + most + " equations; found "
        + std::to_string(dim) + "; try "
        + (!m_oneByOne && dim <= kMostUnknowns ? "a diagonally implicit solver such as kvaerno5, "
                                                 "or "
                                               : "")
        + "an explicit solver such as dopri5");
}

template <typename Scalar>
SolveReport ImplicitReversal<Scalar>::solve(DifferentiableSystem<Scalar>& f,
    const SolveOptions& options, VectorView<Scalar> z, const Observer<Scalar>& observe,
    StepRecords records)
{
    assert(records == StepRecords::None || !options.adaptive);
    checkSize(f.dim());
    m_dim = f.dim();
    SolveOptions toRounding = options;
    toRounding.newtonToRounding = true;
    bool stepTaken = false;
    const Observer<Scalar> afterStep = [&](double t, ConstVectorView<Scalar> y) {
        if (stepTaken) {
            if (records == StepRecords::Kept)
                keep();
            m_stepper->restart();
        }
        stepTaken = true;
        return !observe || observe(t, y);
    };
    return integrate<Scalar>(f, *m_stepper, toRounding, z, afterStep);
}

template <typename Scalar>
void ImplicitReversal<Scalar>::prepare(const DifferentiableSystem<Scalar>& f)
{
    checkSize(f.dim());
    m_dim = f.dim();
    m_stepper->prepare(m_dim, 0, false);
    const Index unknowns = m_oneByOne ? m_dim : m_dim * m_tableau.stages();
    m_lu.resize(unknowns);
    m_matrix.resize(unknowns, unknowns);
    m_jacobian.resize(m_dim, m_dim);
    m_transposed.resize(m_dim, m_dim);
    m_l.resize(m_dim, m_tableau.stages());
    m_right.resize(unknowns);
    m_g.resize(unknowns);
    for (Vector<Scalar>* vector : { &m_slope, &m_unit, &m_product, &m_sum })
        vector->resize(m_dim);
    m_unwanted.resize(f.parameterCount());
}

template <typename Scalar>
StepOutcome ImplicitReversal<Scalar>::step(DifferentiableSystem<Scalar>& f, double t,
    ConstVectorView<Scalar> y, double h, StepRecords records, Counters& counters)
{
    m_stepper->restart();
    const StepOutcome outcome = m_stepper->step(f, t, y, h, counters);
    if (outcome == StepOutcome::Done && records == StepRecords::Kept)
        keep();
    return outcome;
}

template <typename Scalar>
ConstVectorView<Scalar> ImplicitReversal<Scalar>::end()
{
    const VectorView<Scalar> trial = m_stepper->trial();
    return { trial.data(), trial.size() };
}

template <typename Scalar>
void ImplicitReversal<Scalar>::keep()
{
    for (int i = 0; i < m_tableau.stages(); ++i) {
        const ConstVectorView<Scalar> y = m_stepper->stage(i);
        m_kept.insert(m_kept.end(), y.data(), y.data() + y.size());
    }
}

template <typename Scalar>
ConstVectorView<Scalar> ImplicitReversal<Scalar>::kept(int stage) const
{
    const auto dim = static_cast<std::size_t>(m_dim);
    const auto behind = static_cast<std::size_t>(m_tableau.stages() - stage);
    return { m_kept.data() + (m_kept.size() - behind * dim), m_dim };
}

template <typename Scalar>
void ImplicitReversal<Scalar>::pullBack(DifferentiableSystem<Scalar>& f, double t, int stage,
    ConstVectorView<Scalar> g, VectorView<Scalar> atheta, Counters& counters)
{
    f.record(t, kept(stage), view(m_slope));
    f.pullback(g, view(m_product), atheta);
    ++counters.nfe;
    ++counters.nvjp;
}

template <typename Scalar>
void ImplicitReversal<Scalar>::transposedJacobian(
    DifferentiableSystem<Scalar>& f, double t, int stage, Counters& counters)
{
    if (f.hasJacobian()) {
        f.jacobian(
            t, kept(stage), MatrixView<Scalar>(m_jacobian.data(), m_dim, m_dim), view(m_slope));
        ++counters.njac;
        m_transposed = m_jacobian.transpose();
        if (m_transposed.allFinite())
            return;
    }
    m_unit.setZero();
    for (Index j = 0; j < m_dim; ++j) {
        m_unit[j] = Scalar(1);
        pullBack(f, t, stage, view(std::as_const(m_unit)), view(m_unwanted), counters);
        m_unit[j] = Scalar(0);
        m_transposed.col(j) = m_product;
    }
}

template <typename Scalar>
void ImplicitReversal<Scalar>::solveOneByOne(DifferentiableSystem<Scalar>& f, double t, double h,
    ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters)
{
    for (int i = m_tableau.stages() - 1; i >= 0; --i) {
        const double ti = t + m_tableau.node(i) * h;
        m_right = static_cast<Scalar>(h * m_tableau.weight(i)) * lambda;
        for (int j = i + 1; j < m_tableau.stages(); ++j)
            m_right += static_cast<Scalar>(h * m_tableau.coefficient(j, i)) * m_l.col(j);
        const auto c = static_cast<Scalar>(h * m_tableau.coefficient(i, i));
        if (c == Scalar(0)) {
            pullBack(f, ti, i, view(std::as_const(m_right)), atheta, counters);
            m_l.col(i) = m_product;
            continue;
        }
        transposedJacobian(f, ti, i, counters);
        m_matrix = -c * m_transposed;
        m_matrix.diagonal().array() += Scalar(1);
        m_lu.compute(m_matrix);
        ++counters.nlu;
        m_lu.solve(m_right, m_g);
        m_l.col(i) = (m_g - m_right) / c;
        pullBack(f, ti, i, view(std::as_const(m_g)), atheta, counters);
    }
}

template <typename Scalar>
void ImplicitReversal<Scalar>::solveAtOnce(DifferentiableSystem<Scalar>& f, double t, double h,
    ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters)
{
    const int s = m_tableau.stages();
    const Index n = m_dim;
    for (int j = 0; j < s; ++j) {
        transposedJacobian(f, t + m_tableau.node(j) * h, j, counters);
        for (int i = 0; i < s; ++i)
            m_matrix.block(i * n, j * n, n, n)
                = -static_cast<Scalar>(h * m_tableau.coefficient(j, i)) * m_transposed;
        m_right.segment(j * n, n) = static_cast<Scalar>(h * m_tableau.weight(j)) * lambda;
    }
    m_matrix.diagonal().array() += Scalar(1);
    m_lu.compute(m_matrix);
    ++counters.nlu;
    m_lu.solve(m_right, m_g);
    m_right -= m_g; // l = A^(-T) (g - h b lambda) / h
    m_l.setZero();
    for (int j = 0; j < s; ++j) {
        for (int i = 0; i < s; ++i)
            m_l.col(j) -= static_cast<Scalar>(m_inverse(i, j) / h) * m_right.segment(i * n, n);
        const ConstVectorView<Scalar> g(m_g.data() + j * n, n);
        pullBack(f, t + m_tableau.node(j) * h, j, g, atheta, counters);
    }
}

template <typename Scalar>
const Vector<Scalar>& ImplicitReversal<Scalar>::increment(DifferentiableSystem<Scalar>& f, double t,
    double h, ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters)
{
    m_unwanted.setZero();
    if (m_oneByOne)
        solveOneByOne(f, t, h, lambda, atheta, counters);
    else
        solveAtOnce(f, t, h, lambda, atheta, counters);
    m_sum = m_l.rowwise().sum();
    m_kept.resize(m_kept.size() - static_cast<std::size_t>(m_tableau.stages() * m_dim));
    return m_sum;
}

template class ImplicitReversal<float>;
template class ImplicitReversal<double>;

} // namespace solvers
