// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/ode_block.h"

#include "nn/data/random.h"
#include "nn/layers/energy_system.h"
#include "nn/layers/field_system.h"

#include <stdexcept>
#include <utility>

namespace nn {

/// What a pass with terms needs, made at the first one.
template <typename Scalar>
struct OdeBlock<Scalar>::Regularised {
    explicit Regularised(EnergySystem<Scalar>&& made)
        : system(std::move(made))
    {
    }

    EnergySystem<Scalar> system;
    DepthTerms terms; ///< of the pass under way
    Index samples = 0; ///< that the sensitivities are for
    bool integrals = false;
    std::unique_ptr<solvers::Sensitivity<Scalar>> sensitivity;
    solvers::Vector<Scalar> state; ///< z and the integrals; their cotangents on the way back
    solvers::Vector<Scalar> signs;
    std::vector<Scalar> pace; ///< of each sample: all the same
};

template <typename Scalar>
struct OdeBlock<Scalar>::State {
    FieldSystem<Scalar> system;
    std::unique_ptr<solvers::Sensitivity<Scalar>> sensitivity;
    std::unique_ptr<solvers::Stepper<Scalar>> stepper; ///< of passes without a gradient
    View<Scalar> cotangent; ///< room below the records, since pullbacks free what is above them
    OdeBlockReport report;
    std::unique_ptr<Regularised> regularised {};
    bool withTerms = false; ///< the pass under way
};

std::string OdeBlockOptions::problem() const
{
    if (gradient->forSmallSystems)
        return "the gradient '" + std::string(gradient->id)
            + "' takes one parameter after the other, which is for systems of a few; a network has "
              "too many; try backprop, checkpointed or adjoint";
    try {
        solvers::makeSensitivity<double>(*gradient, *method, solve);
    } catch (const std::invalid_argument& trouble) {
        return trouble.what();
    }
    return {};
}

template <typename Scalar>
OdeBlock<Scalar>::OdeBlock(std::unique_ptr<Layer<Scalar>> field, const Shape& shape,
    Index firstParameter, Index parameterCount, const OdeBlockOptions& options)
    : m_field(std::move(field))
    , m_shape(shape)
    , m_firstParameter(firstParameter)
    , m_parameterCount(parameterCount)
    , m_options(options)
{
    if (const std::string trouble = options.problem(); !trouble.empty())
        throw std::invalid_argument(trouble);
    const FieldSystem<Scalar> fits(*m_field, shape, firstParameter, parameterCount);
}

template <typename Scalar>
OdeBlock<Scalar>::~OdeBlock() = default;

template <typename Scalar>
Shape OdeBlock<Scalar>::outputShape(const Shape& input) const
{
    if (input != m_shape)
        throw std::invalid_argument("an ODE block was made for another shape");
    return m_shape;
}

template <typename Scalar>
typename OdeBlock<Scalar>::State& OdeBlock<Scalar>::state(Workspace<Scalar>& work) const
{
    return work.template state<State>(m_key, [this] {
        return State { FieldSystem<Scalar>(*m_field, m_shape, m_firstParameter, m_parameterCount),
            solvers::makeSensitivity<Scalar>(
                *m_options.gradient, *m_options.method, m_options.solve),
            solvers::makeStepper<Scalar>(*m_options.method), {}, {} };
    });
}

template <typename Scalar>
OdeBlockReport OdeBlock<Scalar>::report(Workspace<Scalar>& work) const
{
    return state(work).report;
}

template <typename Scalar>
View<Scalar> OdeBlock<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    return forward(x, work, {});
}

template <typename Scalar>
View<Scalar> OdeBlock<Scalar>::forward(
    ConstView<Scalar> x, Workspace<Scalar>& work, const solvers::Observer<Scalar>& observe) const
{
    State& s = state(work);
    s.withTerms = false;
    s.system.begin(work, x.samples);
    s.report = {};
    const View<Scalar> z = work.allocate(x.samples, m_shape);
    z.vector() = x.vector();
    const solvers::VectorView<Scalar> state(z.data, z.size());
    if (work.taping)
        s.cotangent = work.allocate(x.samples, m_shape);
    if (work.taping || m_options.gradient->ownSolve) {
        s.report.forward = s.sensitivity->forward(s.system, state, observe);
    } else {
        s.report.forward
            = solvers::integrate<Scalar>(s.system, *s.stepper, m_options.solve, state, observe);
    }
    return z;
}

template <typename Scalar>
typename OdeBlock<Scalar>::Regularised& OdeBlock<Scalar>::regularised(
    State& s, Index samples, const DepthTerms& terms) const
{
    if (!s.regularised)
        s.regularised = std::make_unique<Regularised>(
            EnergySystem<Scalar>(*m_field, m_shape, m_firstParameter, m_parameterCount));
    Regularised& r = *s.regularised;
    const bool integrals = terms.kinetic > 0.0 || terms.jacobian > 0.0;
    if (!r.sensitivity
        || (m_options.solve.adaptive && (r.samples != samples || r.integrals != integrals))) {
        solvers::SolveOptions solve = m_options.solve;
        solvers::SensitivityOptions more;
        if (solve.adaptive && integrals) {
            more.backward = solve; // an adjoint's system has other components
            solve.errorComponents = static_cast<long>(samples * m_shape.size());
        }
        r.sensitivity
            = solvers::makeSensitivity<Scalar>(*m_options.gradient, *m_options.method, solve, more);
    }
    r.terms = terms;
    r.samples = samples;
    r.integrals = integrals;
    return r;
}

template <typename Scalar>
View<Scalar> OdeBlock<Scalar>::forwardWith(
    const DepthTerms& terms, ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    if (!terms.any())
        return forward(x, work);
    State& s = state(work);
    s.withTerms = true;
    s.report = {};
    Regularised& r = regularised(s, x.samples, terms);
    const bool kinetic = terms.kinetic > 0.0;
    const bool jacobian = terms.jacobian > 0.0;
    r.system.begin(work, x.samples, kinetic, jacobian);
    const double length = m_options.solve.t1 - m_options.solve.t0;
    const double pace = std::isnan(terms.end) ? 1.0 : (terms.end - m_options.solve.t0) / length;
    r.system.setClock(m_options.solve.t0, pace);
    r.pace.assign(static_cast<std::size_t>(x.samples), static_cast<Scalar>(pace));
    r.system.setPace(pace == 1.0 ? nullptr : r.pace.data());
    if (jacobian) {
        Random random(terms.probe);
        r.signs.resize(x.size());
        drawSigns<Scalar>(random, { r.signs.data(), static_cast<std::size_t>(x.size()) });
        r.system.setProbe(r.signs);
    }
    const View<Scalar> z = work.allocate(x.samples, m_shape);
    s.cotangent = work.allocate(x.samples, m_shape);
    r.state.setZero(r.system.dim());
    r.state.head(x.size()) = x.vector();
    s.report.forward = r.sensitivity->forward(r.system, solvers::view(r.state));
    z.vector() = r.state.head(x.size());
    const auto numbers = static_cast<double>(m_shape.size());
    Index at = x.size();
    if (kinetic)
        s.report.kinetic = static_cast<double>(r.state[at++]) / numbers;
    if (jacobian)
        s.report.jacobian = static_cast<double>(r.state[at]) / numbers;
    return z;
}

template <typename Scalar>
void OdeBlock<Scalar>::backwardWith(
    State& s, View<Scalar> a, solvers::VectorView<Scalar> atheta) const
{
    Regularised& r = *s.regularised;
    if (!s.report.forward.reachedEnd())
        return r.system.discardRecords();
    const auto numbers = static_cast<double>(m_shape.size());
    r.state.head(a.size()) = a.vector();
    Index at = a.size();
    for (const double weight : { r.terms.kinetic, r.terms.jacobian })
        if (weight > 0.0)
            r.state[at++] = static_cast<Scalar>(weight / numbers);
    s.report.backward = r.sensitivity->backward(r.system, solvers::view(r.state), atheta);
    a.vector() = r.state.head(a.size());
    s.report.peakBytes = r.sensitivity->peakBytes();
    if (m_options.gradient->continuous)
        s.report.peakBytes += r.system.mostRecordBytes();
}

template <typename Scalar>
View<Scalar> OdeBlock<Scalar>::trace(ConstView<Scalar> x, Workspace<Scalar>& work, int between,
    const solvers::Observer<Scalar>& observe) const
{
    State& s = state(work);
    const bool taping = std::exchange(work.taping, false);
    if (m_options.gradient->ownSolve || between < 1) {
        const View<Scalar> z = forward(x, work, observe);
        work.taping = taping;
        return z;
    }
    s.system.begin(work, x.samples);
    s.report = {};
    const View<Scalar> z = work.allocate(x.samples, m_shape);
    z.vector() = x.vector();
    const View<Scalar> inside = work.allocate(x.samples, m_shape);
    solvers::StepHooks<Scalar> hooks;
    hooks.observeStep = [&](solvers::StepInterpolant<Scalar>& step) {
        for (int i = 1; i <= between; ++i) {
            const double t = step.start() + (step.end() - step.start()) * i / (between + 1);
            step.evaluate(t, { inside.data, inside.size() });
            observe(t, { inside.data, inside.size() });
        }
    };
    s.report.forward = solvers::integrate<Scalar>(s.system, *s.stepper, m_options.solve,
        { z.data, z.size() }, observe, { nullptr, 0 }, {}, hooks);
    work.taping = taping;
    return z;
}

template <typename Scalar>
View<Scalar> OdeBlock<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar> gradients) const
{
    return backward(dy, work, gradients, {});
}

template <typename Scalar>
View<Scalar> OdeBlock<Scalar>::backward(ConstView<Scalar> dy, Workspace<Scalar>& work,
    Gradients<Scalar> gradients, const solvers::AdjointObserver<Scalar>& observe) const
{
    State& s = state(work);
    const View<Scalar> a = s.cotangent;
    assert(a.samples == dy.samples);
    a.vector() = dy.vector();
    const solvers::VectorView<Scalar> atheta(gradients.at(m_firstParameter), m_parameterCount);
    if (s.withTerms) {
        backwardWith(s, a, atheta);
        return a;
    }
    if (!s.report.forward.reachedEnd()) {
        s.system.discardRecords();
        return a;
    }
    s.report.backward = s.sensitivity->backward(s.system, { a.data, a.size() }, atheta, observe);
    s.report.peakBytes = s.sensitivity->peakBytes();
    if (m_options.gradient->continuous) // which counts what it integrates, no records
        s.report.peakBytes += s.system.mostRecordBytes();
    return a;
}

template class OdeBlock<float>;
template class OdeBlock<double>;

} // namespace nn
