// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/forward_sensitivity.h"

#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

using AnyStride = Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>;
template <typename Scalar>
using Columns = Eigen::Map<Matrix<Scalar>, 0, AnyStride>;
template <typename Scalar>
using ConstColumns = Eigen::Map<const Matrix<Scalar>, 0, AnyStride>;

/// How [z, S], dim x (1 + dim + parameters), lies in the state of the joint system.
class Layout {
public:
    /// halves: the columns of a component lie together, so that the first half of the state has
    /// all that belongs to positions and the second what belongs to momenta; else z comes first.
    Layout(Index dim, Index columns, bool halves)
        : m_dim(dim)
        , m_columns(columns)
        , m_halves(halves)
    {
    }

    Index size() const { return m_dim * m_columns; }
    template <typename Scalar>
    Columns<Scalar> of(VectorView<Scalar> y) const
    {
        return { y.data(), m_dim, m_columns, stride() };
    }
    template <typename Scalar>
    ConstColumns<Scalar> of(ConstVectorView<Scalar> y) const
    {
        return { y.data(), m_dim, m_columns, stride() };
    }

private:
    AnyStride stride() const
    {
        return m_halves ? AnyStride(1, m_columns) : AnyStride(m_dim, 1); // outer, inner
    }

    Index m_dim;
    Index m_columns;
    bool m_halves;
};

template <typename Scalar>
Layout layoutFor(const Method& method, const DifferentiableSystem<Scalar>& f)
{
    const bool halves = std::holds_alternative<const SymplecticScheme*>(method.data);
    return { f.dim(), 1 + f.dim() + f.parameterCount(), halves };
}

/// z and its derivatives by z0 and theta as one system.
template <typename Scalar>
class JointSystem final : public OdeSystem<Scalar> {
public:
    JointSystem(DifferentiableSystem<Scalar>& f, const Layout& layout)
        : m_f(f)
        , m_layout(layout)
        , m_z(f.dim())
        , m_slope(f.dim())
        , m_dz(f.dim())
        , m_dslope(f.dim())
        , m_dtheta(Vector<Scalar>::Zero(f.parameterCount()))
    {
        if (f.hasPushforward())
            return;
        m_jacobian.resize(f.dim(), f.dim());
        m_byParameters.resize(f.dim(), f.parameterCount());
    }

    Index dim() const override { return m_layout.size(); }

    void evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) override
    {
        const auto state = m_layout.of(y);
        auto slopes = m_layout.of(dydt);
        m_z = state.col(0);
        if (m_f.hasPushforward())
            pushColumns(t, state, slopes);
        else
            multiplyColumns(t, state, slopes);
        slopes.col(0) = m_slope;
    }

    /// Products, and the evaluations of f beyond one for each of the joint system
    const Counters& counters() const { return m_counters; }

private:
    void pushColumns(double t, const ConstColumns<Scalar>& state, Columns<Scalar>& slopes)
    {
        const Index n = m_f.dim();
        for (Index c = 1; c < state.cols(); ++c) {
            m_dz = state.col(c);
            if (c > n)
                m_dtheta[c - 1 - n] = Scalar(1);
            m_f.pushforward(t, view(std::as_const(m_z)), Scalar(0), view(std::as_const(m_dz)),
                view(std::as_const(m_dtheta)), view(m_slope), view(m_dslope));
            if (c > n)
                m_dtheta[c - 1 - n] = Scalar(0);
            slopes.col(c) = m_dslope;
        }
        m_counters.njvp += state.cols() - 1;
    }

    /// The rows of df/dz and df/dtheta are products with unit vectors.
    void multiplyColumns(double t, const ConstColumns<Scalar>& state, Columns<Scalar>& slopes)
    {
        const Index n = m_f.dim();
        const Index count = m_f.parameterCount();
        for (Index row = 0; row < n; ++row) {
            m_f.record(t, view(std::as_const(m_z)), view(m_slope));
            m_dz = Vector<Scalar>::Unit(n, row);
            m_dtheta.setZero();
            m_f.pullback(view(std::as_const(m_dz)), view(m_dslope), view(m_dtheta));
            m_jacobian.row(row) = m_dslope;
            m_byParameters.row(row) = m_dtheta;
        }
        m_counters.nvjp += n;
        m_counters.nfe += n - 1;
        slopes.rightCols(n + count) = m_jacobian.lazyProduct(state.rightCols(n + count));
        slopes.rightCols(count) += m_byParameters;
    }

    DifferentiableSystem<Scalar>& m_f;
    Layout m_layout;
    Vector<Scalar> m_z;
    Vector<Scalar> m_slope;
    Vector<Scalar> m_dz;
    Vector<Scalar> m_dslope;
    Vector<Scalar> m_dtheta;
    Matrix<Scalar> m_jacobian;
    Matrix<Scalar> m_byParameters;
    Counters m_counters;
};

} // namespace

template <typename Scalar>
ForwardSensitivity<Scalar>::ForwardSensitivity(
    const Method& method, const SolveOptions& options, const SensitivityOptions& more)
    : m_method(&method)
    , m_options(options)
    , m_stop(more.stop)
    , m_stepper(makeStepper<Scalar>(method))
{
}

template <typename Scalar>
SolveReport ForwardSensitivity<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    const Index n = f.dim();
    if (const std::string trouble = m_method->problem(n); !trouble.empty())
        throw std::invalid_argument(trouble);
    const Layout layout = layoutFor(*m_method, f);
    JointSystem<Scalar> system(f, layout);
    m_joint = Vector<Scalar>::Zero(layout.size());
    auto joint = layout.of(view(m_joint));
    joint.col(0) = z;
    joint.middleCols(1, n).setIdentity();

    SolveOptions options = m_options;
    options.errorComponents = static_cast<long>(n);
    const auto goOn = untilStopped<Scalar>(observe, m_stop);
    SolveReport report = integrate<Scalar>(
        system, *m_stepper, options, view(m_joint), [&](double t, ConstVectorView<Scalar> y) {
            z = layout.of(y).col(0);
            return goOn(t, { z.data(), n });
        });
    z = joint.col(0);
    m_end = report.tReached;
    report.counters.nfe += system.counters().nfe;
    report.counters.nvjp = system.counters().nvjp;
    report.counters.njvp = system.counters().njvp;
    return report;
}

template <typename Scalar>
SolveReport ForwardSensitivity<Scalar>::backward(DifferentiableSystem<Scalar>& f,
    VectorView<Scalar> a, VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    SolveReport report;
    report.tReached = m_end;
    if (m_stop.stop_requested()) {
        report.status = SolveStatus::Stopped;
        return report;
    }
    const auto tell = [&](double t) {
        if (observe)
            observe({ t, { a.data(), a.size() }, { atheta.data(), atheta.size() } });
    };
    tell(m_end);
    const auto joint = layoutFor(*m_method, f).of(view(m_joint));
    atheta += joint.rightCols(f.parameterCount()).transpose().lazyProduct(a);
    a = joint.middleCols(1, f.dim()).transpose().lazyProduct(a).eval();
    report.tReached = m_options.t0;
    tell(report.tReached);
    if (!a.allFinite())
        report.status = SolveStatus::Diverged;
    return report;
}

template <typename Scalar>
std::size_t ForwardSensitivity<Scalar>::storedBytes() const
{
    return static_cast<std::size_t>(m_joint.size()) * sizeof(Scalar);
}

template class ForwardSensitivity<float>;
template class ForwardSensitivity<double>;

} // namespace solvers
