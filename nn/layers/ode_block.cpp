// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/ode_block.h"

#include <stdexcept>
#include <vector>

namespace nn {

namespace {

/// A layer as the right-hand side of z' = field(z), z all samples in one vector. Records are
/// marks in the workspace: the arena and the tape are the stack.
template <typename Scalar>
class FieldSystem final : public solvers::DifferentiableSystem<Scalar> {
public:
    FieldSystem(const Layer<Scalar>& field, const Shape& shape, Index first, Index count)
        : m_field(field)
        , m_shape(shape)
        , m_firstParameter(first)
        , m_parameterCount(count)
    {
    }

    /// For a new solve: records of an older one are gone with their workspace's pass.
    void begin(Workspace<Scalar>& work, Index samples)
    {
        m_work = &work;
        m_samples = samples;
        m_bytesBefore = work.usedBytes();
        m_records.clear();
    }

    /// Records that no pullback will take off, after a failed solve.
    void discardRecords()
    {
        if (!m_records.empty())
            m_work->rewind(m_records.front());
        m_records.clear();
    }

    Index dim() const override { return m_samples * m_shape.size(); }
    Index parameterCount() const override { return m_parameterCount; }

    void evaluate(
        double, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override
    {
        const auto mark = m_work->mark();
        const bool taping = m_work->taping;
        m_work->taping = false;
        dydt = m_field.forward({ y.data(), m_samples, m_shape }, *m_work).vector();
        m_work->taping = taping;
        m_work->rewind(mark);
    }

    void record(
        double, solvers::ConstVectorView<Scalar> y, solvers::VectorView<Scalar> dydt) override
    {
        m_records.push_back(m_work->mark());
        const View<Scalar> z = m_work->allocate(m_samples, m_shape);
        z.vector() = y;
        dydt = m_field.forward(z, *m_work).vector();
    }

    Scalar pullback(solvers::ConstVectorView<Scalar> a, solvers::VectorView<Scalar> ady,
        solvers::VectorView<Scalar> atheta) override
    {
        assert(!m_records.empty() && atheta.size() == m_parameterCount);
        const Gradients<Scalar> gradients { atheta.data(), m_firstParameter };
        ady = m_field.backward({ a.data(), m_samples, m_shape }, *m_work, gradients).vector();
        m_work->rewind(m_records.back());
        m_records.pop_back();
        return Scalar(0); // the field does not depend on t
    }

    std::size_t recordBytes() const override
    {
        return m_records.empty() ? 0 : m_work->usedBytes() - m_bytesBefore;
    }

private:
    const Layer<Scalar>& m_field;
    Shape m_shape;
    Index m_firstParameter;
    Index m_parameterCount;
    Workspace<Scalar>* m_work = nullptr;
    Index m_samples = 0;
    std::size_t m_bytesBefore = 0;
    std::vector<typename Workspace<Scalar>::Mark> m_records;
};

} // namespace

template <typename Scalar>
struct OdeBlock<Scalar>::State {
    FieldSystem<Scalar> system;
    std::unique_ptr<solvers::Sensitivity<Scalar>> sensitivity;
    std::unique_ptr<solvers::Stepper<Scalar>> stepper; ///< of passes without a gradient
    View<Scalar> cotangent; ///< room below the records, since pullbacks free what is above them
    OdeBlockReport report;
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
    if (m_field->outputShape(shape) != shape)
        throw std::invalid_argument("the field of an ODE block must keep the shape");
    if (const std::string trouble = options.problem(); !trouble.empty())
        throw std::invalid_argument(trouble);
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
    if (!s.report.forward.reachedEnd()) {
        s.system.discardRecords();
        return a;
    }
    const solvers::VectorView<Scalar> atheta(gradients.at(m_firstParameter), m_parameterCount);
    s.report.backward = s.sensitivity->backward(s.system, { a.data, a.size() }, atheta, observe);
    return a;
}

template class OdeBlock<float>;
template class OdeBlock<double>;

} // namespace nn
