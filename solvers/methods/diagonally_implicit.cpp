// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/diagonally_implicit.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace solvers {

namespace {

constexpr double kDistinct = 0.1; // times closer than that part of a step count as one
constexpr std::size_t kGuessPoints = 3;
constexpr double kKeptFactor = 1.2; // a step that may grow by less stays: HW II, sec. IV.8

} // namespace

template <typename Scalar>
DiagonallyImplicit<Scalar>::DiagonallyImplicit(const ImplicitTableau& tableau)
    : m_tableau(tableau)
{
    assert(tableau.diagonallyImplicit());
}

template <typename Scalar>
int DiagonallyImplicit<Scalar>::embeddedOrder() const
{
    return std::min(m_tableau.order, m_tableau.embeddedOrder);
}

template <typename Scalar>
void DiagonallyImplicit<Scalar>::setTolerances(double rtol, double atol)
{
    m_rtol = rtol;
    m_atol = atol;
}

template <typename Scalar>
void DiagonallyImplicit<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    assert(!estimate || m_tableau.embedded());
    m_estimate = estimate;
    m_solver.prepare(dim, estimate, m_rtol, m_atol, m_toRounding);
    m_k.resize(static_cast<std::size_t>(m_tableau.stages()));
    m_y.resize(m_k.size());
    for (std::size_t i = 0; i < m_k.size(); ++i) {
        m_k[i].resize(dim);
        m_y[i].resize(dim);
    }
    for (auto& known : m_known)
        known.y.resize(dim);
    for (Vector<Scalar>* vector : { &m_base, &m_derivative, &m_trial })
        vector->resize(dim);
    m_error.resize(estimate ? dim : 0);
    m_g.resize(quadratureDim);
    m_quadrature.resize(quadratureDim);
    m_quadratureError.resize(estimate ? quadratureDim : 0);
    restart();
}

template <typename Scalar>
void DiagonallyImplicit<Scalar>::restart()
{
    m_solver.restart();
    m_tried = false;
    m_derivativeKnown = false;
    m_knownCount = 0;
}

template <typename Scalar>
void DiagonallyImplicit<Scalar>::remember(double time, const Vector<Scalar>& y)
{
    std::rotate(m_known.begin(), m_known.end() - 1, m_known.end());
    m_known.front().time = time;
    m_known.front().y = y;
    m_knownCount = std::min(m_knownCount + 1, m_known.size());
}

/// Extrapolates the newest points to the stage, into m_y[stage].
template <typename Scalar>
void DiagonallyImplicit<Scalar>::guess(int stage, double h)
{
    std::array<double, kGuessPoints> times {};
    std::array<const Vector<Scalar>*, kGuessPoints> points {};
    std::size_t count = 0;
    const auto add = [&](double time, const Vector<Scalar>& y) {
        const auto close
            = [&](double other) { return std::abs(time - other) < kDistinct * std::abs(h); };
        if (count == kGuessPoints || std::any_of(times.begin(), times.begin() + count, close))
            return;
        times[count] = time;
        points[count++] = &y;
    };
    for (int j = stage - 1; j >= 0; --j)
        add(m_tableau.node(j) * h, m_y[static_cast<std::size_t>(j)]);
    for (std::size_t j = 0; j < m_knownCount; ++j)
        add(m_known[j].time, m_known[j].y);

    Vector<Scalar>& result = m_y[static_cast<std::size_t>(stage)];
    const double time = m_tableau.node(stage) * h;
    result.setZero();
    for (std::size_t i = 0; i < count; ++i) {
        double weight = 1.0; // of Lagrange's polynomial
        for (std::size_t j = 0; j < count; ++j)
            if (j != i)
                weight *= (time - times[j]) / (times[i] - times[j]);
        result += static_cast<Scalar>(weight) * *points[i];
    }
}

template <typename Scalar>
bool DiagonallyImplicit<Scalar>::solveStage(OdeSystem<Scalar>& f, int stage, double t,
    ConstVectorView<Scalar> y, double h, Counters& counters)
{
    const auto i = static_cast<std::size_t>(stage);
    const double gamma = m_tableau.coefficient(stage, stage);
    if (gamma == 0.0) { // only an explicit first stage has this
        if (!m_derivativeKnown) {
            f.evaluate(t, y, view(m_derivative));
            ++counters.nfe;
            m_derivativeKnown = true;
        }
        m_y[i] = y;
        m_k[i] = m_derivative;
        return true;
    }
    m_base = y;
    for (int j = 0; j < stage; ++j)
        m_base += static_cast<Scalar>(h * m_tableau.coefficient(stage, j))
            * m_k[static_cast<std::size_t>(j)];
    guess(stage, h);
    const double c = h * gamma;
    if (!m_solver.solve(f, t + m_tableau.node(stage) * h, m_base, c, m_y[i], counters))
        return false;
    m_k[i] = (m_y[i] - m_base) / static_cast<Scalar>(c);
    return true;
}

template <typename Scalar>
StepOutcome DiagonallyImplicit<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    if (m_knownCount == 0) {
        m_trial = y;
        remember(0.0, m_trial);
    }
    m_solver.beginStep(t, y, m_tried);
    m_tried = true;
    m_step = h;
    for (int i = 0; i < m_tableau.stages(); ++i)
        if (!solveStage(f, i, t, y, h, counters))
            return StepOutcome::NewtonFailed;
    finish(y, h);
    if (m_quadrature.size() > 0)
        integrateQuadratures(f, t, h, counters);
    return StepOutcome::Done;
}

template <typename Scalar>
void DiagonallyImplicit<Scalar>::finish(ConstVectorView<Scalar> y, double h)
{
    if (m_tableau.stifflyAccurate()) {
        m_trial = m_y.back();
    } else {
        m_trial = y;
        for (int i = 0; i < m_tableau.stages(); ++i)
            m_trial
                += static_cast<Scalar>(h * m_tableau.weight(i)) * m_k[static_cast<std::size_t>(i)];
    }
    if (!m_estimate)
        return;
    m_error.setZero();
    for (int i = 0; i < m_tableau.stages(); ++i)
        m_error += static_cast<Scalar>(h * (m_tableau.weight(i) - m_tableau.embeddedWeight(i)))
            * m_k[static_cast<std::size_t>(i)];
    if (m_tableau.filtered)
        m_solver.applyInverse(m_error);
}

template <typename Scalar>
void DiagonallyImplicit<Scalar>::integrateQuadratures(
    OdeSystem<Scalar>& f, double t, double h, Counters& counters)
{
    m_quadrature.setZero();
    m_quadratureError.setZero();
    for (int i = 0; i < m_tableau.stages(); ++i) {
        m_g.setZero();
        f.evaluateWithQuadrature(t + m_tableau.node(i) * h,
            view(std::as_const(m_y[static_cast<std::size_t>(i)])), view(m_base), Scalar(1),
            view(m_g));
        ++counters.nfe;
        const double b = m_tableau.weight(i);
        m_quadrature += static_cast<Scalar>(h * b) * m_g;
        if (m_estimate)
            m_quadratureError += static_cast<Scalar>(h * (b - m_tableau.embeddedWeight(i))) * m_g;
    }
}

template <typename Scalar>
void DiagonallyImplicit<Scalar>::accept()
{
    m_tried = false;
    for (auto& known : m_known)
        known.time -= m_step;
    for (int i = m_tableau.explicitFirstStage() ? 1 : 0; i < m_tableau.stages(); ++i)
        if (m_tableau.node(i) < 1.0 - kDistinct)
            remember((m_tableau.node(i) - 1.0) * m_step, m_y[static_cast<std::size_t>(i)]);
    remember(0.0, m_trial);
    // Else f is evaluated anew: Newton's errors must not add up from step to step.
    m_derivativeKnown = m_estimate && !m_toRounding && m_tableau.stifflyAccurate();
    if (m_derivativeKnown)
        m_derivative = m_k.back();
}

template <typename Scalar>
double DiagonallyImplicit<Scalar>::limitedFactor(double proposed)
{
    return proposed >= 1.0 && proposed <= kKeptFactor ? 1.0 : proposed;
}

template <typename Scalar>
ConstVectorView<Scalar> DiagonallyImplicit<Scalar>::derivative() const
{
    if (m_derivativeKnown)
        return { m_derivative.data(), m_derivative.size() };
    return { nullptr, 0 };
}

template <typename Scalar>
void DiagonallyImplicit<Scalar>::setDerivative(ConstVectorView<Scalar> dydt)
{
    m_derivative = dydt;
    m_derivativeKnown = true;
}

template class DiagonallyImplicit<float>;
template class DiagonallyImplicit<double>;

} // namespace solvers
