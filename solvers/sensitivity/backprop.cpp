// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/backprop.h"

#include "solvers/sensitivity/record_meter.h"

namespace solvers {

template <typename Scalar>
Backprop<Scalar>::Backprop(
    const Method& method, const SolveOptions& options, const SensitivityOptions& more)
    : m_options(options)
    , m_stop(more.stop)
    , m_stepper(*method.tableau())
    , m_pullback(*method.tableau())
{
}

template <typename Scalar>
SolveReport Backprop<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    m_times.clear();
    m_states.clear();
    const auto goOn = untilStopped<Scalar>(observe, m_stop);
    const Observer<Scalar> keep = [&](double t, ConstVectorView<Scalar> y) {
        m_times.push_back(t);
        if (m_options.adaptive)
            m_states.insert(m_states.end(), y.data(), y.data() + y.size());
        return goOn(t, y);
    };
    SolveReport report;
    if (m_options.adaptive) {
        report = integrate<Scalar>(f, m_stepper, m_options, z, keep);
        m_held = m_states.size() * sizeof(Scalar) + m_times.size() * sizeof(double);
    } else {
        Recording<Scalar> recording(f);
        const std::size_t before = f.recordBytes();
        report = integrate<Scalar>(recording, m_stepper, m_options, z, keep);
        m_held = f.recordBytes() - before; // fixed times can be computed again
    }
    m_peak = m_held;
    return report;
}

template <typename Scalar>
SolveReport Backprop<Scalar>::backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
    VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    const Index n = f.dim();
    m_pullback.prepare(n);
    SolveReport report;
    if (m_options.adaptive)
        m_stepper.prepare(n, 0, false);
    const auto tell = [&](double t) {
        if (observe)
            observe({ t, { a.data(), n }, { atheta.data(), atheta.size() } });
    };
    tell(m_times.back());
    const std::size_t others = m_options.adaptive ? m_held : 0;
    RecordMeter<Scalar> metered(f, others, m_peak);
    Recording<Scalar> recording(metered);
    for (std::size_t step = m_times.size() - 1; step > 0; --step) {
        if (m_stop.stop_requested()) {
            report.status = SolveStatus::Stopped;
            return report;
        }
        const double t = m_times[step - 1];
        const double h = m_times[step] - t;
        if (m_options.adaptive) {
            const Scalar* state = m_states.data() + (step - 1) * static_cast<std::size_t>(n);
            m_stepper.step(recording, t, { state, n }, h, report.counters);
        }
        a += m_pullback.increment(f, h, { a.data(), n }, atheta, report.counters);
        ++report.accepted;
        tell(t);
    }
    report.tReached = m_times.front();
    if (!a.allFinite())
        report.status = SolveStatus::Diverged;
    return report;
}

template class Backprop<float>;
template class Backprop<double>;

} // namespace solvers
