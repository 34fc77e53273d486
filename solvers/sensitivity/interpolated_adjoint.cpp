// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/interpolated_adjoint.h"

#include "solvers/sensitivity/adjoint_product.h"

namespace solvers {

namespace {

constexpr int kHermiteDegree = 3;

} // namespace

/// y = a; y' = -a^T df/dz at (t, z(t)); quadrature integrand -a^T df/dtheta.
template <typename Scalar>
class InterpolatedAdjoint<Scalar>::System final : public OdeSystem<Scalar> {
public:
    System(InterpolatedAdjoint& owner, DifferentiableSystem<Scalar>& f, long& nvjp)
        : m_owner(owner)
        , m_f(f)
        , m_nvjp(nvjp)
    {
        for (Vector<Scalar>* v : { &owner.m_z, &owner.m_slope, &owner.m_cotangent })
            v->resize(f.dim());
        owner.m_unused.resize(f.parameterCount());
    }
    Index dim() const override { return m_f.dim(); }
    Index quadratureDim() const override { return m_f.parameterCount(); }

    void evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) override
    {
        evaluateWithQuadrature(t, y, dydt, Scalar(1), view(m_owner.m_unused));
    }

    void evaluateWithQuadrature(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt,
        Scalar weight, VectorView<Scalar> q) override
    {
        m_owner.m_solution.evaluate(t, view(m_owner.m_z));
        m_f.record(t, view(std::as_const(m_owner.m_z)), view(m_owner.m_slope));
        adjointProduct<Scalar>(m_f, y, dydt, weight, q, m_owner.m_cotangent);
        ++m_nvjp;
    }

private:
    InterpolatedAdjoint& m_owner;
    DifferentiableSystem<Scalar>& m_f;
    long& m_nvjp;
};

template <typename Scalar>
InterpolatedAdjoint<Scalar>::InterpolatedAdjoint(
    const Method& method, const SolveOptions& options, const SensitivityOptions& more)
    : m_options(options)
    , m_backward(more.backward.value_or(options))
    , m_stop(more.stop)
    , m_stepper(makeStepper<Scalar>(method))
{
    if (more.backwardMethod && more.backwardMethod->id != method.id)
        m_backwardStepper = makeStepper<Scalar>(*more.backwardMethod);
}

template <typename Scalar>
SolveReport InterpolatedAdjoint<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    const int order = m_stepper->denseOrder();
    m_solution.begin(m_options.t0, { z.data(), z.size() }, order > 0 ? order : kHermiteDegree);
    StepHooks<Scalar> hooks;
    hooks.observeStep = [&](StepInterpolant<Scalar>& step) { m_solution.add(step); };
    const SolveReport report = integrate<Scalar>(f, *m_stepper, m_options, z,
        untilStopped<Scalar>(observe, m_stop), { nullptr, 0 }, {}, hooks);
    m_peak = storedBytes();
    return report;
}

template <typename Scalar>
SolveReport InterpolatedAdjoint<Scalar>::backward(DifferentiableSystem<Scalar>& f,
    VectorView<Scalar> a, VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    const Index n = f.dim();
    SolveReport report;
    System system(*this, f, report.counters.nvjp);
    m_peak = storedBytes() + static_cast<std::size_t>(n + f.parameterCount() + 1) * sizeof(Scalar);
    SolveOptions options = m_backward;
    options.t0 = m_solution.end();
    options.t1 = m_options.t0;
    const auto watch = [&](double t, ConstVectorView<Scalar> y) {
        if (observe) {
            m_solution.evaluate(t, view(m_z));
            observe({ t, y, { atheta.data(), atheta.size() }, view(std::as_const(m_z)) });
        }
        return !m_stop.stop_requested();
    };
    Stepper<Scalar>& stepper = m_backwardStepper ? *m_backwardStepper : *m_stepper;
    add(report, integrate<Scalar>(system, stepper, options, a, watch, atheta));
    return report;
}

template <typename Scalar>
std::size_t InterpolatedAdjoint<Scalar>::storedBytes() const
{
    return (m_options.adaptive ? m_solution.timeBytes() : 0) + m_solution.stateBytes();
}

template class InterpolatedAdjoint<float>;
template class InterpolatedAdjoint<double>;

} // namespace solvers
