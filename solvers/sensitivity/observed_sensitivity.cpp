// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/observed_sensitivity.h"

#include <algorithm>
#include <stdexcept>

namespace solvers {

template <typename Scalar>
ObservedSensitivity<Scalar>::ObservedSensitivity(const GradientMethod& gradient,
    const Method& method, const SolveOptions& options, const std::vector<double>& times,
    const SensitivityOptions& more)
    : m_times(times)
{
    if (times.size() < 2)
        throw std::invalid_argument("a gradient needs a time at which the loss sees the state");
    const bool rising = times[1] > times[0];
    SolveOptions segment = options;
    for (std::size_t k = 1; k < times.size(); ++k) {
        if (!(rising ? times[k] > times[k - 1] : times[k] < times[k - 1]))
            throw std::invalid_argument("observed times must lead away from t0, each after the "
                                        "one before it");
        segment.t0 = times[k - 1];
        segment.t1 = times[k];
        m_segments.push_back(makeSensitivity<Scalar>(gradient, method, segment, more));
    }
}

template <typename Scalar>
SolveReport ObservedSensitivity<Scalar>::forward(std::size_t k, DifferentiableSystem<Scalar>& f,
    VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    if (k == 0)
        m_held = m_peak = 0;
    else
        m_segments[k]->setForwardStep(m_forwardStep);
    const SolveReport report = m_segments[k]->forward(f, z, observe);
    m_forwardStep = report.nextStep;
    m_peak = std::max(m_peak, m_held + m_segments[k]->peakBytes());
    m_held += m_segments[k]->storedBytes();
    return report;
}

template <typename Scalar>
SolveReport ObservedSensitivity<Scalar>::backward(std::size_t k, DifferentiableSystem<Scalar>& f,
    VectorView<Scalar> a, VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    m_held -= m_segments[k]->storedBytes();
    if (k + 1 < segments())
        m_segments[k]->setBackwardStep(m_backwardStep);
    const SolveReport report = m_segments[k]->backward(f, a, atheta, observe);
    m_backwardStep = report.nextStep;
    m_peak = std::max(m_peak, m_held + m_segments[k]->peakBytes());
    return report;
}

template <typename Scalar>
SolveReport ObservedSensitivity<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, MatrixView<Scalar> states)
{
    SolveReport total;
    for (std::size_t k = 0; k < segments() && total.reachedEnd(); ++k) {
        add(total, forward(k, f, z));
        states.col(static_cast<Index>(k)) = z;
    }
    return total;
}

template <typename Scalar>
SolveReport ObservedSensitivity<Scalar>::backward(DifferentiableSystem<Scalar>& f,
    const Matrix<Scalar>& dstates, VectorView<Scalar> a, VectorView<Scalar> atheta)
{
    SolveReport total;
    a.setZero();
    for (std::size_t k = segments(); k-- > 0 && total.reachedEnd();) {
        a += dstates.col(static_cast<Index>(k));
        add(total, backward(k, f, a, atheta));
    }
    return total;
}

template class ObservedSensitivity<float>;
template class ObservedSensitivity<double>;

} // namespace solvers
