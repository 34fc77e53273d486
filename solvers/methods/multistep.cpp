// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/multistep.h"

#include "solvers/methods/tableaus.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

namespace solvers {

namespace {

/// Starting values of the same order keep the order of the method.
const ButcherTableau& starterOf(int order)
{
    static constexpr std::array starters { &tableaus::euler, &tableaus::heun, &tableaus::kutta3,
        &tableaus::rk4, &tableaus::dopri5 };
    return *starters.at(static_cast<std::size_t>(order - 1));
}

} // namespace

template <typename Scalar>
Multistep<Scalar>::Multistep(const MultistepFormula& formula)
    : m_formula(formula)
    , m_starter(starterOf(formula.order))
{
}

template <typename Scalar>
void Multistep<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate);
    const std::size_t slopes = m_formula.predictor.numerators.size();
    const auto resize = [](std::vector<Vector<Scalar>>& vectors, std::size_t count, Index size) {
        vectors.resize(count);
        for (auto& vector : vectors)
            vector.resize(size);
    };
    resize(m_slopes, slopes, dim);
    resize(m_integrands, slopes, quadratureDim);
    m_starter.prepare(dim, quadratureDim, estimate);
    const Index back = m_formula.back > 0 ? dim : 0;
    m_start.resize(back);
    m_previous.resize(back);
    m_previousIncrement.resize(m_formula.back > 0 ? quadratureDim : 0);
    m_predictedSlope.resize(m_formula.corrects() ? dim : 0);
    m_predictedIntegrand.resize(m_formula.corrects() ? quadratureDim : 0);
    m_trial.resize(dim);
    m_quadrature.resize(quadratureDim);
    restart();
}

template <typename Scalar>
void Multistep<Scalar>::restart()
{
    m_starter.restart();
    m_past = 0;
    m_step = 0.0;
    m_slopeKnown = false;
}

/// Rounding of the times makes the last step of a solve differ a little from the others.
template <typename Scalar>
bool Multistep<Scalar>::sameSize(double h) const
{
    return std::abs(h - m_step) <= 1e-8 * std::abs(m_step);
}

template <typename Scalar>
void Multistep<Scalar>::evaluate(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y,
    Vector<Scalar>& slope, Vector<Scalar>& integrand, Counters& counters)
{
    ++counters.nfe;
    if (integrand.size() == 0) {
        f.evaluate(t, y, view(slope));
    } else {
        integrand.setZero();
        f.evaluateWithQuadrature(t, y, view(slope), Scalar(1), view(integrand));
    }
}

template <typename Scalar>
void Multistep<Scalar>::predict(ConstVectorView<Scalar> y, double h)
{
    m_quadrature.setZero();
    if (m_formula.back > 0) {
        m_trial = m_previous;
        m_quadrature -= m_previousIncrement;
    } else {
        m_trial = y;
    }
    for (std::size_t j = 0; j < m_slopes.size(); ++j) {
        const auto weight = static_cast<Scalar>(h * m_formula.predictor[j]);
        m_trial += weight * m_slopes[j];
        m_quadrature += weight * m_integrands[j];
    }
}

template <typename Scalar>
void Multistep<Scalar>::correct(ConstVectorView<Scalar> y, double h)
{
    const auto first = static_cast<Scalar>(h * m_formula.corrector[0]);
    m_trial = y + first * m_predictedSlope;
    m_quadrature = first * m_predictedIntegrand;
    for (std::size_t j = 1; j < m_formula.corrector.numerators.size(); ++j) {
        const auto weight = static_cast<Scalar>(h * m_formula.corrector[j]);
        m_trial += weight * m_slopes[j - 1];
        m_quadrature += weight * m_integrands[j - 1];
    }
}

template <typename Scalar>
StepOutcome Multistep<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    m_trialStep = h;
    if (m_formula.back > 0)
        m_start = y;
    if (!m_slopeKnown)
        evaluate(f, t, y, m_slopes.front(), m_integrands.front(), counters);
    m_slopeKnown = true; // the same start serves another try
    const int needed = m_formula.steps() - 1;
    if (needed > 0 && (m_past < needed || !sameSize(h))) {
        m_starter.setDerivative(view(std::as_const(m_slopes.front())));
        const StepOutcome outcome = m_starter.step(f, t, y, h, counters);
        m_trial = m_starter.trial();
        m_quadrature = m_starter.quadratureIncrement();
        return outcome;
    }
    predict(y, h);
    if (m_formula.corrects()) {
        evaluate(f, t + h, view(std::as_const(m_trial)), m_predictedSlope, m_predictedIntegrand,
            counters);
        correct(y, h);
    }
    return StepOutcome::Done;
}

template <typename Scalar>
void Multistep<Scalar>::accept()
{
    m_past = sameSize(m_trialStep) ? std::min(m_past + 1, m_formula.steps() - 1) : 1;
    if (m_past == 1)
        m_step = m_trialStep;
    m_slopeKnown = false;
    std::rotate(m_slopes.begin(), m_slopes.end() - 1, m_slopes.end());
    std::rotate(m_integrands.begin(), m_integrands.end() - 1, m_integrands.end());
    if (m_formula.back > 0) {
        m_previous.swap(m_start);
        m_previousIncrement = m_quadrature;
    }
}

template <typename Scalar>
ConstVectorView<Scalar> Multistep<Scalar>::derivative() const
{
    if (m_slopeKnown)
        return view(m_slopes.front());
    return { nullptr, 0 };
}

template <typename Scalar>
void Multistep<Scalar>::setDerivative(ConstVectorView<Scalar> dydt)
{
    if (m_quadrature.size() > 0)
        return; // the integrand of the quadratures is not known there
    m_slopes.front() = dydt;
    m_slopeKnown = true;
}

template class Multistep<float>;
template class Multistep<double>;

} // namespace solvers
