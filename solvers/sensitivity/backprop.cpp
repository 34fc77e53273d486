// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/backprop.h"

#include "solvers/sensitivity/record_meter.h"

namespace solvers {

template <typename Scalar>
Backprop<Scalar>::Backprop(
    const Method& method, const SolveOptions& options, const SensitivityOptions& more)
    : m_options(options)
    , m_stop(more.stop)
    , m_planned(options.adaptive ? 0 : fixedStepCount(options.t0, options.t1, options.step))
    , m_reversal(makeStepReversal<Scalar>(method))
{
}

template <typename Scalar>
double Backprop<Scalar>::stepSize(std::size_t step) const
{
    if (m_options.adaptive)
        return m_times[step + 1] - m_times[step];
    return fixedStepSize(m_options, static_cast<long>(step), m_planned);
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
    m_reversal->forget();
    const std::size_t before = f.recordBytes();
    const SolveReport report = m_reversal->solve(
        f, m_options, z, keep, m_options.adaptive ? StepRecords::None : StepRecords::Kept);
    if (m_options.adaptive)
        m_held = m_states.size() * sizeof(Scalar) + m_times.size() * sizeof(double);
    else // fixed times can be computed again
        m_held = f.recordBytes() - before + m_reversal->storedBytes();
    m_peak = m_held;
    return report;
}

template <typename Scalar>
SolveReport Backprop<Scalar>::backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
    VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    const Index n = f.dim();
    m_reversal->prepare(f);
    SolveReport report;
    const auto tell = [&](double t) {
        if (observe)
            observe({ t, { a.data(), n }, { atheta.data(), atheta.size() } });
    };
    tell(m_times.back());
    const std::size_t states = m_options.adaptive ? m_held : 0;
    std::size_t others = states + m_reversal->storedBytes();
    RecordMeter<Scalar> metered(f, others, m_peak);
    for (std::size_t step = m_times.size() - 1; step > 0; --step) {
        if (m_stop.stop_requested()) {
            report.status = SolveStatus::Stopped;
            return report;
        }
        const double t = m_times[step - 1];
        const double h = stepSize(step - 1);
        if (m_options.adaptive) {
            const Scalar* state = m_states.data() + (step - 1) * static_cast<std::size_t>(n);
            if (m_reversal->step(metered, t, { state, n }, h, StepRecords::Kept, report.counters)
                != StepOutcome::Done) {
                report.status = SolveStatus::NewtonFailed;
                report.tReached = t;
                report.lastStep = h;
                return report;
            }
            others = states + m_reversal->storedBytes();
        }
        a += m_reversal->increment(metered, t, h, { a.data(), n }, atheta, report.counters);
        others = states + m_reversal->storedBytes();
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
