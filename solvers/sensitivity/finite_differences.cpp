// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/sensitivity/finite_differences.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace solvers {

namespace {

/// A number that is changed for a while
template <typename Scalar>
class Changed {
public:
    explicit Changed(Scalar& number)
        : m_number(number)
        , m_value(number)
    {
    }
    Changed(const Changed&) = delete;
    Changed& operator=(const Changed&) = delete;
    ~Changed() { m_number = m_value; }

private:
    Scalar& m_number;
    Scalar m_value;
};

} // namespace

template <typename Scalar>
FiniteDifferences<Scalar>::FiniteDifferences(
    const Method& method, const SolveOptions& options, const SensitivityOptions& more)
    : m_options(options)
    , m_difference(more.difference > 0.0
              ? more.difference
              : std::cbrt(static_cast<double>(std::numeric_limits<Scalar>::epsilon())))
    , m_stop(more.stop)
    , m_stepper(makeStepper<Scalar>(method))
{
    if (!(std::isfinite(more.difference) && more.difference >= 0.0))
        throw std::invalid_argument(
            "the difference must be a number above 0, or 0 for the default, eps^(1/3)");
}

template <typename Scalar>
SolveReport FiniteDifferences<Scalar>::forward(
    DifferentiableSystem<Scalar>& f, VectorView<Scalar> z, const Observer<Scalar>& observe)
{
    if (f.parameters().size() != f.parameterCount())
        throw std::invalid_argument("finite-differences changes the parameters one by one, which "
                                    "this system does not let it do; try adjoint or backprop");
    m_z0 = z;
    const SolveReport report
        = integrate<Scalar>(f, *m_stepper, m_options, z, untilStopped<Scalar>(observe, m_stop));
    m_end = report.tReached;
    return report;
}

template <typename Scalar>
Scalar FiniteDifferences<Scalar>::derivative(
    DifferentiableSystem<Scalar>& f, ConstVectorView<Scalar> a, Scalar& p, SolveReport& total)
{
    const Changed<Scalar> changed(p);
    const auto by = static_cast<Scalar>(m_difference * std::max(1.0, std::abs(double(p))));
    const Scalar above = p + by;
    const Scalar below = p - by;
    double ends[2] {};
    for (const bool up : { true, false }) {
        p = up ? above : below;
        m_z = m_z0;
        add(total,
            integrate<Scalar>(
                f, *m_stepper, m_options, view(m_z), untilStopped<Scalar>({}, m_stop)));
        ends[up ? 1 : 0] = a.template cast<double>().dot(m_z.template cast<double>());
        if (!total.reachedEnd())
            return std::numeric_limits<Scalar>::quiet_NaN();
    }
    // What the rounded parameters are apart, not 2 by.
    return static_cast<Scalar>((ends[1] - ends[0]) / (double(above) - double(below)));
}

template <typename Scalar>
SolveReport FiniteDifferences<Scalar>::backward(DifferentiableSystem<Scalar>& f,
    VectorView<Scalar> a, VectorView<Scalar> atheta, const AdjointObserver<Scalar>& observe)
{
    SolveReport report;
    const ConstVectorView<Scalar> atEnd(a.data(), a.size());
    const auto tell = [&](double t) {
        if (observe)
            observe({ t, atEnd, { atheta.data(), atheta.size() } });
    };
    tell(m_end);
    m_az0.resize(a.size());
    for (Index i = 0; i < a.size(); ++i) {
        m_az0[i] = derivative(f, atEnd, m_z0[i], report);
        if (!report.reachedEnd())
            return report;
    }
    VectorView<Scalar> theta = f.parameters();
    for (Index i = 0; i < theta.size(); ++i) {
        const Scalar slope = derivative(f, atEnd, theta[i], report);
        if (!report.reachedEnd())
            return report;
        atheta[i] += slope;
    }
    a = m_az0;
    report.tReached = m_options.t0;
    tell(report.tReached);
    if (!a.allFinite())
        report.status = SolveStatus::Diverged;
    return report;
}

template <typename Scalar>
std::size_t FiniteDifferences<Scalar>::storedBytes() const
{
    return static_cast<std::size_t>(m_z0.size()) * sizeof(Scalar);
}

template class FiniteDifferences<float>;
template class FiniteDifferences<double>;

} // namespace solvers
