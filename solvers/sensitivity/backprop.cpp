// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/backprop.h"

namespace solvers {

template <typename Scalar>
Backprop<Scalar>::Backprop(const Method& method, const SolveOptions& options)
    : m_options(options)
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
    const Observer<Scalar> keep = [&](double t, ConstVectorView<Scalar> y) {
        m_times.push_back(t);
        if (m_options.adaptive)
            m_states.insert(m_states.end(), y.data(), y.data() + y.size());
        return !observe || observe(t, y);
    };
    if (m_options.adaptive)
        return integrate<Scalar>(f, m_stepper, m_options, z, keep);
    Recording<Scalar> recording(f);
    return integrate<Scalar>(recording, m_stepper, m_options, z, keep);
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
    if (observe)
        observe(m_times.back(), { a.data(), n });
    Recording<Scalar> recording(f);
    for (std::size_t step = m_times.size() - 1; step > 0; --step) {
        const double t = m_times[step - 1];
        const double h = m_times[step] - t;
        if (m_options.adaptive) {
            const Scalar* state = m_states.data() + (step - 1) * static_cast<std::size_t>(n);
            m_stepper.step(recording, t, { state, n }, h, report.counters);
        }
        a += m_pullback.increment(f, h, { a.data(), n }, atheta, report.counters);
        ++report.accepted;
        if (observe)
            observe(t, { a.data(), n });
    }
    report.tReached = m_times.front();
    if (!a.allFinite())
        report.status = SolveStatus::Diverged;
    return report;
}

template <typename Scalar>
std::size_t Backprop<Scalar>::storedBytes() const
{
    return m_times.size() * sizeof(double) + m_states.size() * sizeof(Scalar);
}

template class Backprop<float>;
template class Backprop<double>;

} // namespace solvers
