// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/bdf.h"

#include "solvers/methods/implicit_tableaus.h"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

constexpr double kMostGrowth = 2.0;
constexpr double kLeastGrowth = 1.2;
constexpr int kFailuresBeforeRestart = 3;

} // namespace

template <typename Scalar>
Bdf<Scalar>::Bdf(const BdfFormula& formula)
    : m_formula(formula)
    , m_starter(tableaus::radauIIA3)
{
    assert(formula.order < kMostPoints);
}

template <typename Scalar>
int Bdf<Scalar>::embeddedOrder() const
{
    return m_estimate ? orderInUse() : m_formula.embeddedOrder;
}

template <typename Scalar>
int Bdf<Scalar>::orderInUse() const
{
    return std::clamp(m_points - 1, 1, m_formula.order);
}

template <typename Scalar>
void Bdf<Scalar>::setTolerances(double rtol, double atol)
{
    m_rtol = rtol;
    m_atol = atol;
}

template <typename Scalar>
void Bdf<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate || m_formula.embeddedOrder > 0);
    if (quadratureDim > 0)
        throw std::invalid_argument(
            "BDF methods cannot integrate quadratures; choose a Runge-Kutta method");
    m_estimate = estimate;
    m_solver.prepare(dim, estimate, m_rtol, m_atol);
    if (!estimate)
        m_starter.prepare(dim, 0, false);
    for (auto& past : m_past)
        past.resize(dim);
    for (Vector<Scalar>* vector : { &m_base, &m_predicted, &m_derivative, &m_trial })
        vector->resize(dim);
    m_error.resize(estimate ? dim : 0);
    restart();
}

template <typename Scalar>
void Bdf<Scalar>::restart()
{
    m_solver.restart();
    m_tried = false;
    m_byStarter = false;
    m_starterCurrent = false;
    m_failures = 0;
    m_points = 0;
    m_equalSteps = 0;
    m_step = 0.0;
    m_derivativeKnown = false;
}

/// t_(n+1) - t_(n-j)
template <typename Scalar>
double Bdf<Scalar>::distance(int j, double h) const
{
    return h + m_age[static_cast<std::size_t>(j)];
}

/// The polynomial through y_n, ..., y_(n-order) at t_(n+1), into m_predicted.
template <typename Scalar>
void Bdf<Scalar>::predict(double h, int order)
{
    const int points = std::min(order + 1, m_points);
    m_predicted.setZero();
    for (int j = 0; j < points; ++j) {
        double weight = 1.0;
        for (int i = 0; i < points; ++i)
            if (i != j)
                weight *= distance(i, h) / (distance(i, h) - distance(j, h));
        m_predicted += static_cast<Scalar>(weight) * m_past[static_cast<std::size_t>(j)];
    }
}

/// The formula of that order for y_n, ..., y_(n+1-order), into m_base and m_leading: derivatives
/// of Lagrange's polynomials at t_(n+1).
template <typename Scalar>
void Bdf<Scalar>::formulate(double h, int order)
{
    m_leading = 0.0;
    for (int j = 0; j < order; ++j)
        m_leading += 1.0 / distance(j, h);
    m_base.setZero();
    for (int j = 0; j < order; ++j) {
        double weight = -1.0 / distance(j, h);
        for (int i = 0; i < order; ++i)
            if (i != j)
                weight *= distance(i, h) / (distance(i, h) - distance(j, h));
        m_base -= static_cast<Scalar>(weight / m_leading) * m_past[static_cast<std::size_t>(j)];
    }
}

template <typename Scalar>
StepOutcome Bdf<Scalar>::startingStep(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    if (!m_starterCurrent)
        m_starter.restart();
    m_starterCurrent = true;
    const StepOutcome outcome = m_starter.step(f, t, y, h, counters);
    if (outcome == StepOutcome::Done)
        m_trial = m_starter.trial();
    m_byStarter = true;
    return outcome;
}

template <typename Scalar>
StepOutcome Bdf<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    m_failures += m_tried ? 1 : 0;
    const bool again = m_tried;
    m_tried = true;
    if (m_estimate && m_failures == kFailuresBeforeRestart)
        m_points = 1; // the past is no guide here: order 1 again
    if (m_points == 0) {
        m_past.front() = y;
        m_age.front() = 0.0;
        m_points = 1;
    }
    const int k = m_estimate ? orderInUse() : m_formula.order;
    const bool equal = m_equalSteps + 1 >= k && (k == 1 || sameStep(h, m_step));
    if (!sameStep(h, m_step)) {
        m_step = h;
        m_equalSteps = 0;
    }
    if (!m_estimate && !equal)
        return startingStep(f, t, y, h, counters);

    m_byStarter = false;
    m_starterCurrent = false;
    const bool first = m_estimate && m_points == 1;
    if (first && !m_derivativeKnown) {
        f.evaluate(t, y, view(m_derivative));
        ++counters.nfe;
        m_derivativeKnown = true;
    }
    if (first)
        m_predicted = m_past.front() + static_cast<Scalar>(h) * m_derivative;
    else
        predict(h, k);
    formulate(h, k);
    m_solver.beginStep(t, y, again);
    m_trial = m_predicted;
    if (!m_solver.solve(f, t + h, m_base, 1.0 / m_leading, m_trial, counters))
        return StepOutcome::NewtonFailed;
    if (m_estimate) {
        // The divided difference of y_(n+1) - m_predicted in the error of the formula; HNW I,
        // sec. III.5. In the first step y_n counts twice.
        const double factor = first ? 0.5 : 1.0 / (m_leading * distance(k, h));
        m_error = static_cast<Scalar>(factor) * (m_trial - m_predicted);
    }
    return StepOutcome::Done;
}

template <typename Scalar>
void Bdf<Scalar>::accept()
{
    if (m_estimate) {
        // From the formula, not from f: Newton's error is not amplified.
        m_derivative = static_cast<Scalar>(m_leading) * (m_trial - m_base);
        m_derivativeKnown = true;
    }
    m_tried = false;
    m_failures = 0;
    ++m_equalSteps;
    std::rotate(m_past.begin(), m_past.end() - 1, m_past.end());
    std::rotate(m_age.begin(), m_age.end() - 1, m_age.end());
    m_past.front() = m_trial;
    m_age.front() = 0.0;
    m_points = std::min(m_points + 1, kMostPoints);
    for (int j = 1; j < m_points; ++j)
        m_age[static_cast<std::size_t>(j)] += m_step;
    if (m_byStarter)
        m_starter.accept();
}

template <typename Scalar>
double Bdf<Scalar>::limitedFactor(double proposed)
{
    if (proposed < 1.0)
        return proposed;
    // m_equalSteps does not count the step that is about to be accepted.
    const bool mayGrow = m_equalSteps >= orderInUse() + 1 && proposed >= kLeastGrowth;
    return mayGrow ? std::min(proposed, kMostGrowth) : 1.0;
}

template <typename Scalar>
ConstVectorView<Scalar> Bdf<Scalar>::derivative() const
{
    if (m_derivativeKnown)
        return { m_derivative.data(), m_derivative.size() };
    return { nullptr, 0 };
}

template <typename Scalar>
void Bdf<Scalar>::setDerivative(ConstVectorView<Scalar> dydt)
{
    m_derivative = dydt;
    m_derivativeKnown = true;
}

template class Bdf<float>;
template class Bdf<double>;

} // namespace solvers
