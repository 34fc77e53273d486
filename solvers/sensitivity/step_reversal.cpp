// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/step_reversal.h"

#include "solvers/methods/runge_kutta.h"
#include "solvers/sensitivity/implicit_reversal.h"
#include "solvers/sensitivity/step_pullback.h"

#include <cassert>

namespace solvers {

namespace {

template <typename Scalar>
class ExplicitReversal final : public StepReversal<Scalar> {
public:
    explicit ExplicitReversal(const ButcherTableau& tableau)
        : m_stepper(tableau)
        , m_pullback(tableau)
    {
    }

    SolveReport solve(DifferentiableSystem<Scalar>& f, const SolveOptions& options,
        VectorView<Scalar> z, const Observer<Scalar>& observe, StepRecords records) override
    {
        if (records == StepRecords::None)
            return integrate<Scalar>(f, m_stepper, options, z, observe);
        Recording<Scalar> recording(f);
        return integrate<Scalar>(recording, m_stepper, options, z, observe);
    }

    void prepare(const DifferentiableSystem<Scalar>& f) override
    {
        m_stepper.prepare(f.dim(), 0, false);
        m_pullback.prepare(f.dim());
    }

    StepOutcome step(DifferentiableSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h,
        StepRecords records, Counters& counters) override
    {
        if (records == StepRecords::None)
            return m_stepper.step(f, t, y, h, counters);
        Recording<Scalar> recording(f);
        return m_stepper.step(recording, t, y, h, counters);
    }

    ConstVectorView<Scalar> end() override
    {
        const VectorView<Scalar> trial = m_stepper.trial();
        return { trial.data(), trial.size() };
    }

    const Vector<Scalar>& increment(DifferentiableSystem<Scalar>& f, double, double h,
        ConstVectorView<Scalar> lambda, VectorView<Scalar> atheta, Counters& counters) override
    {
        return m_pullback.increment(f, h, lambda, atheta, counters);
    }

private:
    RungeKutta<Scalar> m_stepper;
    StepPullback<Scalar> m_pullback;
};

} // namespace

std::string reversalProblem(std::string_view gradient, const Method& method)
{
    if (method.tableau() || method.implicitTableau())
        return {};
    const bool reversible = std::holds_alternative<const ReversibleScheme*>(method.data);
    const bool stiff = std::holds_alternative<const RosenbrockTableau*>(method.data)
        || std::holds_alternative<const BdfFormula*>(method.data);
    return std::string(gradient) + " differentiates Runge-Kutta methods, solver '"
        + std::string(method.id) + "' is none; try "
        + (stiff ? "radau-iia3 or kvaerno5" : "rk4 or dopri5") + ", or the gradient "
        + (reversible ? "reversible" : "adjoint");
}

template <typename Scalar>
std::unique_ptr<StepReversal<Scalar>> makeStepReversal(const Method& method)
{
    if (const ButcherTableau* tableau = method.tableau())
        return std::make_unique<ExplicitReversal<Scalar>>(*tableau);
    assert(method.implicitTableau());
    return std::make_unique<ImplicitReversal<Scalar>>(method);
}

template std::unique_ptr<StepReversal<float>> makeStepReversal<float>(const Method&);
template std::unique_ptr<StepReversal<double>> makeStepReversal<double>(const Method&);

} // namespace solvers
