// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/step_control.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace solvers {

template <typename Scalar>
double scaledSquares(ConstVectorView<Scalar> e, ConstVectorView<Scalar> y0,
    ConstVectorView<Scalar> y1, double rtol, double atol)
{
    const auto absolute = static_cast<Scalar>(atol);
    const auto relative = static_cast<Scalar>(rtol);
    const auto square = [&](Index i) {
        const Scalar ratio = e[i]
            / (absolute + relative * std::max(std::abs(y1[i]), std::abs(y0[i]))); // NaN of y1 stays
        return ratio * ratio;
    };
    // Several sums side by side, which the processor can add to at once.
    constexpr Index lanes = 32 / sizeof(Scalar);
    Scalar sums[lanes] {};
    Index i = 0;
    for (; i + lanes <= e.size(); i += lanes)
        for (Index lane = 0; lane < lanes; ++lane)
            sums[lane] += square(i + lane);
    for (; i < e.size(); ++i)
        sums[0] += square(i);
    for (Index lane = 1; lane < lanes; ++lane)
        sums[0] += sums[lane];
    return static_cast<double>(sums[0]);
}

template double scaledSquares<float>(
    ConstVectorView<float>, ConstVectorView<float>, ConstVectorView<float>, double, double);
template double scaledSquares<double>(
    ConstVectorView<double>, ConstVectorView<double>, ConstVectorView<double>, double, double);

double combinedErrorNorm(double squares, double secondSquares, double count)
{
    if (!std::isfinite(secondSquares))
        return std::numeric_limits<double>::infinity();
    if (count == 0.0 || squares == 0.0)
        return 0.0;
    const double rms = std::sqrt(squares / count);
    return secondSquares > 0.0 ? rms * std::sqrt(squares / (squares + 0.01 * secondSquares)) : rms;
}

double stepFactor(double errorNorm, int embeddedOrder, bool afterRejection)
{
    constexpr double safety = 0.9;
    constexpr double smallest = 0.2;
    constexpr double largest = 10.0;
    if (!std::isfinite(errorNorm))
        return smallest;
    if (errorNorm == 0.0)
        return afterRejection ? 1.0 : largest;
    // In single precision, three times as fast: nothing depends on the digits of a step size.
    const double factor = safety
        * std::pow(static_cast<float>(errorNorm), -1.0F / static_cast<float>(embeddedOrder + 1));
    return std::clamp(factor, smallest, afterRejection ? 1.0 : largest);
}

} // namespace solvers
