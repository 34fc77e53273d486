// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/checkpointed.h"

#include "solvers/sensitivity/record_meter.h"

#include <algorithm>
#include <cmath>

namespace solvers {

namespace {

/// The least r with C(s + r, s) >= n, and C(s + r, s + 1) for it.
struct Repetitions {
    long r = 0;
    double lastColumn = 0.0;
};

Repetitions repetitions(long n, int s)
{
    Repetitions found;
    double reach = 1.0; // C(s + r, s)
    while (reach < static_cast<double>(n)) {
        ++found.r;
        found.lastColumn += reach; // C(s + r, s + 1) = sum of C(s + k, s) for k < r
        reach *= static_cast<double>(s + found.r) / static_cast<double>(found.r);
    }
    return found;
}

} // namespace

double recomputedSteps(long steps, int slots)
{
    if (steps < 2)
        return 0.0;
    const Repetitions best = repetitions(steps, slots);
    return static_cast<double>(best.r) * static_cast<double>(steps) - best.lastColumn;
}

long checkpointDistance(long steps, int slots)
{
    if (slots < 2)
        return steps - 1;
    // m + cost(n - m, s - 1) + cost(m, s) is convex in m: the first m where it no longer falls.
    const auto cost = [&](long m) {
        return static_cast<double>(m) + recomputedSteps(steps - m, slots - 1)
            + recomputedSteps(m, slots);
    };
    long low = 1;
    long high = steps - 1;
    while (low < high) {
        const long middle = low + (high - low) / 2;
        if (cost(middle + 1) < cost(middle))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int defaultSlots(long steps)
{
    return 1 + static_cast<int>(std::ceil(std::log2(static_cast<double>(std::max(steps, 1L)))));
}

template <typename Scalar>
Checkpointed<Scalar>::Checkpointed(
    const Method& method, const SolveOptions& options, const SensitivityOptions& more)
    : m_options(options)
    , m_stop(more.stop)
    , m_wantedSlots(more.checkpoints)
    , m_stepper(*method.tableau())
    , m_pullback(*method.tableau())
{
}

template <typename Scalar>
double Checkpointed<Scalar>::time(long step) const
{
    return m_options.adaptive ? m_times[static_cast<std::size_t>(step)]
                              : fixedStepTime(m_options, step, m_planned);
}

template <typename Scalar>
double Checkpointed<Scalar>::stepSize(long step) const
{
    return time(step + 1) - time(step);
}

template <typename Scalar>
void Checkpointed<Scalar>::push(long step, ConstVectorView<Scalar> state)
{
    if (m_used == m_pool.size())
        m_pool.emplace_back();
    m_pool[m_used].step = step;
    m_pool[m_used].state = state;
    ++m_used;
    m_held = storedBytes();
    m_peak = std::max(m_peak, m_held);
}

template <typename Scalar>
void Checkpointed<Scalar>::planFirstSweep()
{
    m_plan.assign(1, 0);
    int slots = m_slots;
    while (slots > 1 && m_planned - m_plan.back() > 1)
        m_plan.push_back(m_plan.back() + checkpointDistance(m_planned - m_plan.back(), slots--));
}

template <typename Scalar>
SolveReport Checkpointed<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    m_times.clear();
    m_used = 0;
    m_peak = 0;
    m_plan.assign(1, 0);
    if (!m_options.adaptive) {
        m_planned = fixedStepCount(m_options.t0, m_options.t1, m_options.step);
        m_slots = m_wantedSlots > 0 ? m_wantedSlots : defaultSlots(m_planned);
        planFirstSweep();
    }
    long step = 0;
    std::size_t next = 0;
    const auto goOn = untilStopped<Scalar>(observe, m_stop);
    const Observer<Scalar> keep = [&](double t, ConstVectorView<Scalar> y) {
        if (m_options.adaptive)
            m_times.push_back(t);
        if (next < m_plan.size() && m_plan[next] == step) {
            push(step, y);
            ++next;
        }
        ++step;
        return goOn(t, y);
    };
    const SolveReport report = integrate<Scalar>(f, m_stepper, m_options, z, keep);
    m_steps = report.accepted;
    m_held = storedBytes();
    m_peak = std::max(m_peak, m_held);
    if (m_options.adaptive)
        m_slots = m_wantedSlots > 0 ? m_wantedSlots : defaultSlots(m_steps);
    return report;
}

template <typename Scalar>
void Checkpointed<Scalar>::advance(DifferentiableSystem<Scalar>& f, long step, Counters& counters)
{
    const Checkpoint& start = m_pool[m_used - 1];
    m_state = start.state;
    m_stepper.restart();
    for (long n = start.step; n < step; ++n) {
        m_stepper.step(f, time(n), view(std::as_const(m_state)), stepSize(n), counters);
        m_state = m_stepper.trial();
        m_stepper.accept();
    }
}

template <typename Scalar>
SolveReport Checkpointed<Scalar>::backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
    VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    const Index n = f.dim();
    SolveReport report;
    m_pullback.prepare(n);
    m_stepper.prepare(n, 0, false);
    RecordMeter<Scalar> metered(f, m_held, m_peak);
    Recording<Scalar> recording(metered);
    const auto tell = [&](double t) {
        if (observe)
            observe({ t, { a.data(), n }, { atheta.data(), atheta.size() } });
    };
    tell(time(m_steps));
    for (long end = m_steps; end > 0;) {
        if (m_stop.stop_requested()) {
            report.status = SolveStatus::Stopped;
            return report;
        }
        const long from = m_pool[m_used - 1].step;
        const int slots = m_slots - static_cast<int>(m_used) + 1;
        if (end - from > 1 && slots > 1) {
            const long to = from + checkpointDistance(end - from, slots);
            advance(f, to, report.counters);
            push(to, view(std::as_const(m_state)));
            continue;
        }
        advance(f, end - 1, report.counters);
        --end;
        m_stepper.restart();
        m_stepper.step(
            recording, time(end), view(std::as_const(m_state)), stepSize(end), report.counters);
        a += m_pullback.increment(f, stepSize(end), { a.data(), n }, atheta, report.counters);
        ++report.accepted;
        tell(time(end));
        if (end == from) {
            --m_used;
            m_held = storedBytes();
        }
    }
    report.tReached = m_options.t0;
    if (!a.allFinite())
        report.status = SolveStatus::Diverged;
    return report;
}

template <typename Scalar>
std::size_t Checkpointed<Scalar>::storedBytes() const
{
    const std::size_t dim = m_pool.empty() ? 0 : static_cast<std::size_t>(m_pool[0].state.size());
    return m_used * dim * sizeof(Scalar) + m_times.size() * sizeof(double);
}

template class Checkpointed<float>;
template class Checkpointed<double>;

} // namespace solvers
