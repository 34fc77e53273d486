// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/reversible_adjoint.h"

#include "solvers/sensitivity/record_meter.h"
#include "solvers/sensitivity/reversible_pairs.h"

#include <utility>

namespace solvers {

template <typename Scalar>
ReversibleAdjoint<Scalar>::ReversibleAdjoint(
    const Method& method, const SolveOptions& options, const SensitivityOptions& more)
    : m_options(options)
    , m_stop(more.stop)
    , m_pair(makeReversiblePair<Scalar>(method))
{
}

template <typename Scalar>
ReversibleAdjoint<Scalar>::~ReversibleAdjoint() = default;

template <typename Scalar>
SolveReport ReversibleAdjoint<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    SolveReport report;
    report.tReached = m_options.t0;
    m_planned = fixedStepCount(m_options.t0, m_options.t1, m_options.step);
    m_y = z;
    m_pair->start(f, m_options.t0, { z.data(), z.size() }, m_x, report.counters);
    const auto watch = untilStopped<Scalar>(observe, m_stop);
    const auto goOn = [&] { return watch(report.tReached, { z.data(), z.size() }); };
    for (m_steps = 0; m_steps < m_planned; ++m_steps) {
        if (!goOn() || m_steps == m_options.maxSteps) {
            report.status
                = m_steps == m_options.maxSteps ? SolveStatus::MaxSteps : SolveStatus::Stopped;
            return report;
        }
        const double t = report.tReached;
        const double next = fixedStepTime(m_options, m_steps + 1, m_planned);
        report.lastStep = next - t;
        m_pair->step(f, t, next - t, m_y, m_x, report.counters);
        if (!m_y.allFinite() || !m_x.allFinite()) {
            report.status = SolveStatus::Diverged;
            return report;
        }
        z = m_y;
        report.tReached = next;
        ++report.accepted;
    }
    if (!goOn())
        report.status = SolveStatus::Stopped;
    return report;
}

template <typename Scalar>
SolveReport ReversibleAdjoint<Scalar>::backward(DifferentiableSystem<Scalar>& f,
    VectorView<Scalar> a, VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    SolveReport report;
    m_ay = a;
    m_ax = Vector<Scalar>::Zero(a.size());
    const std::size_t held = storedBytes();
    m_peak = held;
    RecordMeter<Scalar> metered(f, held, m_peak);
    const auto tell = [&](double t, const Vector<Scalar>& seen) {
        if (observe)
            observe({ t, view(seen), { atheta.data(), atheta.size() }, view(std::as_const(m_y)) });
    };
    tell(fixedStepTime(m_options, m_steps, m_planned), m_ay);
    for (long step = m_steps; step-- > 0;) {
        if (m_stop.stop_requested()) {
            report.status = SolveStatus::Stopped;
            return report;
        }
        const double t = fixedStepTime(m_options, step, m_planned);
        const double h = fixedStepTime(m_options, step + 1, m_planned) - t;
        m_pair->undo(metered, t, h, m_y, m_x, m_ay, m_ax, atheta, report.counters);
        ++report.accepted;
        if (step == 0)
            m_pair->undoStart(metered, t, m_y, m_ay, m_ax, atheta, report.counters);
        else
            m_pair->combine(m_ay, m_ax, m_seen);
        tell(t, step == 0 ? m_ay : m_seen);
    }
    a = m_ay;
    report.tReached = m_options.t0;
    if (!a.allFinite())
        report.status = SolveStatus::Diverged;
    return report;
}

template <typename Scalar>
std::size_t ReversibleAdjoint<Scalar>::storedBytes() const
{
    return static_cast<std::size_t>(m_y.size() + m_x.size()) * sizeof(Scalar);
}

template class ReversibleAdjoint<float>;
template class ReversibleAdjoint<double>;

} // namespace solvers
