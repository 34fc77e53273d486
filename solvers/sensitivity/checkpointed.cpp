// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/checkpointed.h"

#include "solvers/sensitivity/record_meter.h"

#include <algorithm>
#include <cmath>
#include <utility>

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

int uniformSlots(long steps)
{
    return static_cast<int>(std::ceil(std::sqrt(static_cast<double>(std::max(steps, 1L)))));
}

template <typename Scalar>
Checkpointed<Scalar>::Checkpointed(const Method& method, const SolveOptions& options,
    const SensitivityOptions& more, CheckpointSchedule schedule)
    : m_options(options)
    , m_schedule(schedule)
    , m_stop(more.stop)
    , m_wantedSlots(more.checkpoints)
    , m_reversal(makeStepReversal<Scalar>(method))
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
    return m_options.adaptive ? time(step + 1) - time(step)
                              : fixedStepSize(m_options, step, m_planned);
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
    if (m_schedule == CheckpointSchedule::Uniform) {
        // Rounded up: the last stretch, gone back through with all states in memory, is the least.
        const long count = std::min<long>(m_slots, m_planned);
        for (long i = 1; i < count; ++i)
            m_plan.push_back((i * m_planned + count - 1) / count);
        return;
    }
    int slots = m_slots;
    while (slots > 1 && m_planned - m_plan.back() > 1)
        m_plan.push_back(m_plan.back() + checkpointDistance(m_planned - m_plan.back(), slots--));
}

template <typename Scalar>
void Checkpointed<Scalar>::spread(long step, ConstVectorView<Scalar> state)
{
    const auto most = [this] {
        return static_cast<std::size_t>(m_wantedSlots > 0 ? m_wantedSlots : 2 * m_spacing);
    };
    while (step % m_spacing == 0 && m_used >= most()) {
        m_spacing *= 2;
        const std::size_t left = (m_used + 1) / 2;
        for (std::size_t i = 1; i < left; ++i)
            std::swap(m_pool[i], m_pool[2 * i]);
        m_used = left;
    }
    if (step % m_spacing == 0)
        push(step, state);
}

template <typename Scalar>
SolveReport Checkpointed<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    const bool uniform = m_schedule == CheckpointSchedule::Uniform;
    const auto chooseSlots = [&](long steps) {
        m_slots = m_wantedSlots > 0 ? m_wantedSlots
            : uniform               ? uniformSlots(steps)
                                    : defaultSlots(steps);
    };
    m_times.clear();
    m_used = 0;
    m_peak = 0;
    m_spacing = 1;
    m_plan.assign(1, 0);
    m_reversal->forget();
    if (!m_options.adaptive) {
        m_planned = fixedStepCount(m_options.t0, m_options.t1, m_options.step);
        chooseSlots(m_planned);
        planFirstSweep();
    }
    long step = 0;
    std::size_t next = 0;
    const auto goOn = untilStopped<Scalar>(observe, m_stop);
    const Observer<Scalar> keep = [&](double t, ConstVectorView<Scalar> y) {
        if (m_options.adaptive)
            m_times.push_back(t);
        if (uniform && m_options.adaptive) {
            spread(step, y);
        } else if (next < m_plan.size() && m_plan[next] == step) {
            push(step, y);
            ++next;
        }
        ++step;
        return goOn(t, y);
    };
    const SolveReport report = m_reversal->solve(f, m_options, z, keep, StepRecords::None);
    m_steps = report.accepted;
    m_held = storedBytes();
    m_peak = std::max(m_peak, m_held);
    if (m_options.adaptive)
        chooseSlots(m_steps);
    return report;
}

template <typename Scalar>
SolveStatus Checkpointed<Scalar>::advance(DifferentiableSystem<Scalar>& f,
    DifferentiableSystem<Scalar>& metered, long recorded, long to, Counters& counters)
{
    const Checkpoint& start = m_pool[m_used - 1];
    m_state = start.state;
    for (long n = start.step; n < to; ++n) {
        if (m_stop.stop_requested())
            return SolveStatus::Stopped;
        const bool kept = n >= recorded;
        if (m_reversal->step(kept ? metered : f, time(n), view(std::as_const(m_state)), stepSize(n),
                kept ? StepRecords::Kept : StepRecords::None, counters)
            != StepOutcome::Done)
            return SolveStatus::NewtonFailed;
        if (n + 1 < to)
            m_state = m_reversal->end();
        if (kept)
            m_held = storedBytes();
    }
    return SolveStatus::Success;
}

template <typename Scalar>
SolveReport Checkpointed<Scalar>::backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
    VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    const Index n = f.dim();
    SolveReport report;
    m_reversal->prepare(f);
    RecordMeter<Scalar> metered(f, m_held, m_peak);
    const auto tell = [&](double t) {
        if (observe)
            observe({ t, { a.data(), n }, { atheta.data(), atheta.size() } });
    };
    tell(time(m_steps));
    for (long end = m_steps; end > 0;) {
        const long from = m_pool[m_used - 1].step;
        const int slots = m_slots - static_cast<int>(m_used) + 1;
        const bool binomial = m_schedule == CheckpointSchedule::Binomial;
        const bool split = binomial && end - from > 1 && slots > 1;
        const long to = split ? from + checkpointDistance(end - from, slots) : end;
        const long recorded = split ? to : binomial ? end - 1 : from;
        report.status = advance(f, metered, recorded, to, report.counters);
        if (report.status != SolveStatus::Success) {
            report.tReached = time(end);
            return report;
        }
        if (split) {
            m_state = m_reversal->end();
            push(to, view(std::as_const(m_state)));
            continue;
        }
        for (; end > recorded; --end) {
            if (m_stop.stop_requested()) {
                report.status = SolveStatus::Stopped;
                report.tReached = time(end);
                return report;
            }
            a += m_reversal->increment(metered, time(end - 1), stepSize(end - 1), { a.data(), n },
                atheta, report.counters);
            m_held = storedBytes();
            ++report.accepted;
            tell(time(end - 1));
        }
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
    return m_used * dim * sizeof(Scalar) + m_times.size() * sizeof(double)
        + m_reversal->storedBytes();
}

template class Checkpointed<float>;
template class Checkpointed<double>;

} // namespace solvers
