// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/dense_output.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace solvers {

namespace {

constexpr auto kNoStep = std::numeric_limits<std::size_t>::max();

} // namespace

DenseOutput::DenseOutput(
    OdeSystem<double>& system, const std::vector<double>& t, const std::vector<double>& y)
    : m_system(system)
    , m_t(t)
    , m_y(y)
    , m_f0(system.dim())
    , m_f1(system.dim())
    , m_step(kNoStep)
{
    if (t.empty() || y.size() != t.size() * static_cast<std::size_t>(system.dim()))
        throw std::invalid_argument("dense output needs a state of the system for every time");
}

bool DenseOutput::contains(double t) const
{
    const auto [low, high] = std::minmax(m_t.front(), m_t.back());
    return t >= low && t <= high;
}

ConstVectorView<double> DenseOutput::state(std::size_t i) const
{
    const Index n = m_system.dim();
    return { m_y.data() + static_cast<Index>(i) * n, n };
}

/// The step whose end is at or after t; its start is before t.
std::size_t DenseOutput::stepAt(double t) const
{
    const bool forwards = m_t.back() >= m_t.front();
    const auto before = [forwards](double x, double y) { return forwards ? x < y : x > y; };
    const auto end = std::lower_bound(m_t.begin(), m_t.end(), t, before);
    return static_cast<std::size_t>(end - m_t.begin()) - 1;
}

void DenseOutput::derivative(std::size_t i, Vector<double>& dydt)
{
    m_system.evaluate(m_t[i], state(i), view(dydt));
    ++m_nfe;
}

void DenseOutput::prepare(std::size_t step)
{
    if (step == m_step)
        return;
    if (m_step != kNoStep && step == m_step + 1)
        m_f0.swap(m_f1);
    else
        derivative(step, m_f0);
    derivative(step + 1, m_f1);
    m_step = step;
}

bool DenseOutput::evaluate(double t, VectorView<double> y)
{
    if (!contains(t)) {
        y.setConstant(std::numeric_limits<double>::quiet_NaN());
        return false;
    }
    if (t == m_t.front()) {
        y = state(0);
        return true;
    }
    const std::size_t step = stepAt(t);
    if (t == m_t[step + 1]) {
        y = state(step + 1);
        return true;
    }
    prepare(step);
    const double h = m_t[step + 1] - m_t[step];
    const double s = (t - m_t[step]) / h;
    const auto y0 = state(step);
    const auto y1 = state(step + 1);
    // HNW I (6.7), with theta = s.
    y = (1 - s) * y0 + s * y1
        + s * (s - 1) * ((1 - 2 * s) * (y1 - y0) + (s - 1) * h * m_f0 + s * h * m_f1);
    return true;
}

} // namespace solvers
