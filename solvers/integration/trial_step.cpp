// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/trial_step.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace solvers {

namespace {

template <typename Scalar>
ConstVectorView<Scalar> constView(VectorView<Scalar> v)
{
    return { v.data(), v.size() };
}

/// The components whose error counts
template <typename Scalar, typename View>
ConstVectorView<Scalar> counted(const SolveOptions& options, const View& v)
{
    const Index size = options.errorComponents > 0
        ? std::min<Index>(v.size(), options.errorComponents)
        : v.size();
    return { v.data(), size };
}

template <typename Scalar>
double rmsErrorNorm(Stepper<Scalar>& method, const SolveOptions& options, ConstVectorView<Scalar> y,
    ConstVectorView<Scalar> q, ConstVectorView<Scalar> qTrial)
{
    const auto squares = [&options](ConstVectorView<Scalar> e, ConstVectorView<Scalar> y0,
                             ConstVectorView<Scalar> y1) {
        return e.size() == 0 ? 0.0 : scaledSquares<Scalar>(e, y0, y1, options.rtol, options.atol);
    };
    const auto trial = counted<Scalar>(options, method.trial());
    double sum = squares(counted<Scalar>(options, method.error()), y, trial);
    double second = squares(counted<Scalar>(options, method.secondError()), y, trial);
    double count = static_cast<double>(y.size());
    if (qTrial.size() > 0) {
        sum += squares(constView(method.quadratureError()), q, qTrial);
        second += squares(constView(method.secondQuadratureError()), q, qTrial);
        count += static_cast<double>(q.size());
    }
    return combinedErrorNorm(sum, second, count);
}

template <typename Scalar>
double largestErrorNorm(Stepper<Scalar>& method, const SolveOptions& options,
    ConstVectorView<Scalar> y, ConstVectorView<Scalar> q, ConstVectorView<Scalar> qTrial)
{
    const double ofState = largestError<Scalar>(options.norm,
        counted<Scalar>(options, method.error()), counted<Scalar>(options, method.secondError()), y,
        counted<Scalar>(options, method.trial()), options.rtol, options.atol,
        options.componentAtol);
    if (qTrial.size() == 0)
        return ofState;
    return std::max(ofState,
        largestError<Scalar>(options.norm, constView(method.quadratureError()),
            constView(method.secondQuadratureError()), q, qTrial, options.rtol, options.atol));
}

} // namespace

double smallestAtol(const SolveOptions& options)
{
    return options.componentAtol.empty()
        ? options.atol
        : *std::min_element(options.componentAtol.begin(), options.componentAtol.end());
}

template <typename Scalar>
double trialErrorNorm(Stepper<Scalar>& method, const SolveOptions& options,
    ConstVectorView<Scalar> y, ConstVectorView<Scalar> q, Vector<Scalar>& qTrial)
{
    const bool withQuadratures = q.size() > 0 && options.quadratureErrorControl;
    if (withQuadratures)
        qTrial = q + method.quadratureIncrement();
    const ConstVectorView<Scalar> qCounted(qTrial.data(), withQuadratures ? qTrial.size() : 0);
    const auto yCounted = counted<Scalar>(options, y);
    return options.norm == ErrorNorm::Rms
        ? rmsErrorNorm<Scalar>(method, options, yCounted, q, qCounted)
        : largestErrorNorm<Scalar>(method, options, yCounted, q, qCounted);
}

template double trialErrorNorm<float>(Stepper<float>&, const SolveOptions&, ConstVectorView<float>,
    ConstVectorView<float>, Vector<float>&);
template double trialErrorNorm<double>(Stepper<double>&, const SolveOptions&,
    ConstVectorView<double>, ConstVectorView<double>, Vector<double>&);

template <typename Scalar>
double automaticFirstStep(OdeSystem<Scalar>& f, Stepper<Scalar>& method,
    const SolveOptions& options, double t, ConstVectorView<Scalar> y, Counters& counters)
{
    const double span = std::min(std::abs(options.t1 - t), options.maxStep);
    if (options.firstStep > 0.0)
        return std::min(options.firstStep, span);
    const Index n = y.size();
    const double sign = options.t1 < options.t0 ? -1.0 : 1.0;
    const double atol = smallestAtol(options);
    const auto norm = [&, scale = counted<Scalar>(options, y)](ConstVectorView<Scalar> v) {
        return std::sqrt(
            scaledSquares<Scalar>(counted<Scalar>(options, v), scale, scale, options.rtol, atol)
            / static_cast<double>(scale.size()));
    };
    Vector<Scalar> f0(n);
    f.evaluate(t, y, view(f0));
    ++counters.nfe;
    method.setDerivative({ f0.data(), n });
    const double d0 = norm(y);
    const double d1 = norm({ f0.data(), n });
    if (!std::isfinite(d1))
        return 0.0;
    double h0 = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1;
    h0 = std::min(h0, span);
    const Vector<Scalar> y1 = y + static_cast<Scalar>(sign * h0) * f0;
    Vector<Scalar> f1(n);
    f.evaluate(t + sign * h0, { y1.data(), n }, view(f1));
    ++counters.nfe;
    f1 -= f0;
    const double d2 = norm({ f1.data(), n }) / h0;
    const double steepest = std::max(d1, d2);
    const double h1 = !(steepest > 1e-15)
        ? std::max(1e-6, h0 * 1e-3)
        : std::pow(0.01 / steepest, 1.0 / (method.embeddedOrder() + 1));
    return std::min({ 100.0 * h0, std::isfinite(h1) ? h1 : h0, span });
}

template double automaticFirstStep<float>(OdeSystem<float>&, Stepper<float>&, const SolveOptions&,
    double, ConstVectorView<float>, Counters&);
template double automaticFirstStep<double>(OdeSystem<double>&, Stepper<double>&,
    const SolveOptions&, double, ConstVectorView<double>, Counters&);

} // namespace solvers
