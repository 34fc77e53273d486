// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/adjoint.h"

#include "solvers/sensitivity/adjoint_product.h"

#include <algorithm>
#include <cmath>

namespace solvers {

namespace {

/// y = [z, a]; y' = [f, -a^T df/dz]; quadrature integrand -a^T df/dtheta.
template <typename Scalar>
class AdjointSystem final : public OdeSystem<Scalar> {
public:
    AdjointSystem(DifferentiableSystem<Scalar>& f, Vector<Scalar>& cotangent,
        Vector<Scalar>& unused, long& nvjp)
        : m_f(f)
        , m_cotangent(cotangent)
        , m_unused(unused)
        , m_nvjp(nvjp)
    {
        m_cotangent.resize(f.dim());
        m_unused.resize(f.parameterCount());
    }
    Index dim() const override { return 2 * m_f.dim(); }
    Index quadratureDim() const override { return m_f.parameterCount(); }

    void evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) override
    {
        product(t, y, dydt, Scalar(1), view(m_unused));
    }

    void evaluateWithQuadrature(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt,
        Scalar weight, VectorView<Scalar> q) override
    {
        product(t, y, dydt, weight, q);
    }

private:
    void product(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt, Scalar weight,
        VectorView<Scalar> q)
    {
        const Index n = m_f.dim();
        m_f.record(t, { y.data(), n }, { dydt.data(), n });
        adjointProduct<Scalar>(
            m_f, { y.data() + n, n }, { dydt.data() + n, n }, weight, q, m_cotangent);
        ++m_nvjp;
    }

    DifferentiableSystem<Scalar>& m_f;
    Vector<Scalar>& m_cotangent;
    Vector<Scalar>& m_unused;
    long& m_nvjp;
};

} // namespace

template <typename Scalar>
Adjoint<Scalar>::Adjoint(
    const Method& method, const SolveOptions& options, State state, const SensitivityOptions& more)
    : m_options(options)
    , m_backward(more.backward.value_or(options))
    , m_stop(more.stop)
    , m_state(state)
    , m_stepper(makeStepper<Scalar>(method))
{
    if (more.backwardMethod && more.backwardMethod->id != method.id)
        m_backwardStepper = makeStepper<Scalar>(*more.backwardMethod);
}

template <typename Scalar>
SolveReport Adjoint<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    m_times.clear();
    m_states.clear();
    const auto keep = [&](double t, ConstVectorView<Scalar> y) {
        m_times.push_back(t);
        m_states.insert(m_states.end(), y.data(), y.data() + y.size());
    };
    const auto goOn = untilStopped<Scalar>(observe, m_stop);
    const SolveReport report
        = integrate<Scalar>(f, *m_stepper, m_options, z, [&](double t, ConstVectorView<Scalar> y) {
              if (m_state == State::Stored)
                  keep(t, y);
              return goOn(t, y);
          });
    if (m_state == State::Backsolved)
        keep(report.tReached, { z.data(), z.size() });
    m_peak = storedBytes();
    return report;
}

template <typename Scalar>
SolveReport Adjoint<Scalar>::backward(DifferentiableSystem<Scalar>& f, VectorView<Scalar> a,
    VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    const Index n = f.dim();
    SolveReport report;
    AdjointSystem<Scalar> system(f, m_cotangent, m_unused, report.counters.nvjp);
    m_augmented.resize(2 * n);
    m_augmented.tail(n) = a;

    const auto numbers = static_cast<std::size_t>(2 * n + f.parameterCount() + 1); // and a_t
    m_peak = numbers * sizeof(Scalar) + (m_state == State::Stored ? storedBytes() : 0);
    Stepper<Scalar>& stepper = m_backwardStepper ? *m_backwardStepper : *m_stepper;
    SolveOptions options = m_backward;
    const std::size_t last = m_times.size() - 1;
    // Backsolved: one solve over the whole interval. Stored: one for every step, from its state.
    for (std::size_t end = last + 1; end-- > (m_state == State::Stored ? 1U : 0U);) {
        options.t0 = m_times[end];
        options.t1 = m_state == State::Stored ? m_times[end - 1] : m_options.t0;
        if (m_state == State::Stored)
            options.firstStep = std::abs(options.t1 - options.t0);
        std::copy_n(m_states.data() + end * static_cast<std::size_t>(n), n, m_augmented.data());
        bool first = end == last;
        const auto watch = [&](double t, ConstVectorView<Scalar> y) {
            if (observe && (first || t != options.t0))
                observe(
                    { t, { y.data() + n, n }, { atheta.data(), atheta.size() }, { y.data(), n } });
            first = false;
            return !m_stop.stop_requested();
        };
        add(report, integrate<Scalar>(system, stepper, options, view(m_augmented), watch, atheta));
        if (!report.reachedEnd())
            break;
    }
    a = m_augmented.tail(n);
    return report;
}

template <typename Scalar>
std::size_t Adjoint<Scalar>::storedBytes() const
{
    const std::size_t times = m_options.adaptive && m_state == State::Stored ? m_times.size() : 0;
    return times * sizeof(double) + m_states.size() * sizeof(Scalar);
}

template class Adjoint<float>;
template class Adjoint<double>;

} // namespace solvers
