// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/quadratures_as_states.h"

#include <utility>

namespace solvers {

template <typename Scalar>
class QuadraturesAsStates<Scalar>::Joined final : public OdeSystem<Scalar> {
public:
    Joined(Index dim, Index quadratures)
        : m_dim(dim)
        , m_integrand(quadratures)
    {
    }
    void setSystem(OdeSystem<Scalar>& f) { m_f = &f; }

    Index dim() const override { return m_dim + m_integrand.size(); }
    void evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) override
    {
        m_integrand.setZero();
        m_f->evaluateWithQuadrature(
            t, { y.data(), m_dim }, { dydt.data(), m_dim }, Scalar(1), view(m_integrand));
        dydt.tail(m_integrand.size()) = m_integrand;
    }

private:
    OdeSystem<Scalar>* m_f = nullptr;
    Index m_dim;
    Vector<Scalar> m_integrand;
};

template <typename Scalar>
QuadraturesAsStates<Scalar>::QuadraturesAsStates(std::unique_ptr<Stepper<Scalar>> method)
    : m_method(std::move(method))
{
}

template <typename Scalar>
QuadraturesAsStates<Scalar>::~QuadraturesAsStates() = default;

template <typename Scalar>
VectorView<Scalar> QuadraturesAsStates<Scalar>::head(VectorView<Scalar> both) const
{
    return { both.data(), std::min(both.size(), m_dim) };
}

template <typename Scalar>
VectorView<Scalar> QuadraturesAsStates<Scalar>::tail(VectorView<Scalar> both) const
{
    const Index from = std::min(both.size(), m_dim);
    return { both.data() + from, both.size() - from };
}

template <typename Scalar>
void QuadraturesAsStates<Scalar>::prepare(Index dim, Index quadratureDim, bool estimate)
{
    m_dim = dim;
    m_increment = Vector<Scalar>::Zero(quadratureDim);
    m_joined.reset();
    if (quadratureDim > 0) {
        m_joined = std::make_unique<Joined>(dim, quadratureDim);
        m_state = Vector<Scalar>::Zero(dim + quadratureDim);
        m_point.resize(m_state.size());
    }
    m_method->prepare(dim + quadratureDim, 0, estimate);
}

template <typename Scalar>
StepOutcome QuadraturesAsStates<Scalar>::step(
    OdeSystem<Scalar>& f, double t, ConstVectorView<Scalar> y, double h, Counters& counters)
{
    if (!m_joined)
        return m_method->step(f, t, y, h, counters);
    m_joined->setSystem(f);
    m_state.head(m_dim) = y;
    const StepOutcome outcome
        = m_method->step(*m_joined, t, view(std::as_const(m_state)), h, counters);
    if (outcome == StepOutcome::Done)
        m_increment = tail(m_method->trial()) - m_state.tail(m_increment.size());
    return outcome;
}

template <typename Scalar>
ConstVectorView<Scalar> QuadraturesAsStates<Scalar>::stage(int i) const
{
    const ConstVectorView<Scalar> both = m_method->stage(i);
    return { both.data(), std::min(both.size(), m_dim) };
}

template <typename Scalar>
void QuadraturesAsStates<Scalar>::prepareDense(OdeSystem<Scalar>& f, Counters& counters)
{
    if (m_joined)
        m_joined->setSystem(f);
    m_method->prepareDense(m_joined ? *m_joined : f, counters);
}

template <typename Scalar>
void QuadraturesAsStates<Scalar>::dense(double theta, VectorView<Scalar> y) const
{
    if (!m_joined)
        return m_method->dense(theta, y);
    m_method->dense(theta, view(m_point));
    y = m_point.head(m_dim);
}

template <typename Scalar>
void QuadraturesAsStates<Scalar>::accept()
{
    // BDF continues from its own history, so that q runs on from step to step.
    m_state.tail(m_increment.size()) += m_increment;
    m_method->accept();
}

template <typename Scalar>
ConstVectorView<Scalar> QuadraturesAsStates<Scalar>::derivative() const
{
    const ConstVectorView<Scalar> both = m_method->derivative();
    return { both.data(), std::min(both.size(), m_dim) };
}

template <typename Scalar>
void QuadraturesAsStates<Scalar>::setDerivative(ConstVectorView<Scalar> dydt)
{
    if (!m_joined) // of [y, q] it is one half only: the method evaluates it itself
        m_method->setDerivative(dydt);
}

template class QuadraturesAsStates<float>;
template class QuadraturesAsStates<double>;

} // namespace solvers
