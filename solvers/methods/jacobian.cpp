// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/jacobian.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace solvers {

namespace {

constexpr Index kLargestDim = 2000; // 32 MB a matrix
constexpr double kSmallestSize = 1e-5; // of a component, for its increment

template <typename Scalar>
double increment(double value)
{
    constexpr double epsilon = std::numeric_limits<Scalar>::epsilon();
    return std::sqrt(epsilon * std::max(kSmallestSize, std::abs(value)));
}

} // namespace

template <typename Scalar>
void Jacobian<Scalar>::prepare(Index dim)
{
    if (dim > kLargestDim)
        throw std::invalid_argument("implicit methods solve at most " + std::to_string(kLargestDim)
            + " equations, found " + std::to_string(dim) + "; choose an explicit method");
    m_dfdy.resize(dim, dim);
    for (Vector<Scalar>* vector : { &m_dfdt, &m_f, &m_moved, &m_point })
        vector->resize(dim);
}

template <typename Scalar>
bool Jacobian<Scalar>::takeOwn(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, bool withTime)
{
    if (!f.hasJacobian())
        return false;
    f.jacobian(t, y, MatrixView<Scalar>(m_dfdy.data(), m_dfdy.rows(), m_dfdy.cols()), view(m_dfdt));
    return m_dfdy.allFinite() && (!withTime || m_dfdt.allFinite());
}

template <typename Scalar>
void Jacobian<Scalar>::evaluate(OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y,
    ConstVectorView<Scalar> dydt, double step, Counters& counters)
{
    ++counters.njac;
    if (takeOwn(f, t, y, step != 0.0))
        return;
    if (dydt.size() > 0) {
        m_f = dydt;
    } else {
        f.evaluate(t, y, view(m_f));
        ++counters.nfe;
    }
    m_point = y;
    for (Index j = 0; j < y.size(); ++j)
        differenceColumn(f, t, y, j, counters);
    if (step != 0.0)
        differenceTime(f, t, y, step, counters);
}

template <typename Scalar>
void Jacobian<Scalar>::differenceColumn(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, Index j, Counters& counters)
{
    const double size = increment<Scalar>(static_cast<double>(y[j]));
    for (const double delta : { size, -size }) {
        m_point[j] = y[j] + static_cast<Scalar>(delta);
        const Scalar moved = m_point[j] - y[j]; // what rounding made of delta
        f.evaluate(t, view(std::as_const(m_point)), view(m_moved));
        ++counters.nfe;
        m_dfdy.col(j) = (m_moved - m_f) / moved;
        if (m_dfdy.col(j).allFinite())
            break;
    }
    m_point[j] = y[j];
}

/// By a central difference, where f is finite on both sides: Rosenbrock methods take df/dt as it
/// is, and with the error of a one-sided one, or of an increment that t = 0 makes tiny, they would
/// lose their order early.
template <typename Scalar>
void Jacobian<Scalar>::differenceTime(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double step, Counters& counters)
{
    constexpr double epsilon = std::numeric_limits<Scalar>::epsilon();
    const double size = std::cbrt(epsilon) * std::max(std::abs(step), std::abs(t));
    const double later = t + size;
    const double earlier = t - size;
    counters.nfe += 2;
    f.evaluate(later, y, view(m_moved));
    f.evaluate(earlier, y, view(m_dfdt));
    if (!m_dfdt.allFinite())
        m_dfdt = (m_moved - m_f) / static_cast<Scalar>(later - t);
    else if (!m_moved.allFinite())
        m_dfdt = (m_f - m_dfdt) / static_cast<Scalar>(t - earlier);
    else
        m_dfdt = (m_moved - m_dfdt) / static_cast<Scalar>(later - earlier);
}

template class Jacobian<float>;
template class Jacobian<double>;

} // namespace solvers
