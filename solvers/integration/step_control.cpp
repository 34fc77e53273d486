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
    const auto scale = static_cast<Scalar>(atol)
        + static_cast<Scalar>(rtol) * y0.array().abs().max(y1.array().abs());
    return static_cast<double>((e.array() / scale).square().sum());
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
    const double factor = safety * std::pow(errorNorm, -1.0 / (embeddedOrder + 1));
    return std::clamp(factor, smallest, afterRejection ? 1.0 : largest);
}

} // namespace solvers
