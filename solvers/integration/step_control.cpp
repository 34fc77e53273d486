// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/integration/step_control.h"

#include "solvers/names.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace solvers {

namespace {

constexpr double kSafety = 0.9;
constexpr double kSmallestFactor = 0.2;
constexpr double kLargestFactor = 10.0;
constexpr double kLeastRemembered = 1e-4; ///< a tiny error once must not rule the next steps

constexpr std::array kControllers {
    ControllerInfo { Controller::I, "i", "I (elementary)",
        "Hairer, Norsett & Wanner, Solving ODEs I, sec. II.4", 1.0 },
    ControllerInfo { Controller::PI, "pi", "PI",
        "Gustafsson, ACM TOMS 17 (1991) 533-554; Hairer & Wanner, Solving ODEs II, sec. IV.2", 0.7,
        -0.4 },
    ControllerInfo { Controller::PID, "pid", "PID",
        "Kennedy & Carpenter, Appl. Numer. Math. 44 (2003) 139-181, with the values of SUNDIALS'"
        " ARKODE",
        0.58, -0.21, 0.1 },
    ControllerInfo { Controller::H211b, "h211b", "H211b (digital filter)",
        "Söderlind, ACM TOMS 29 (2003) 1-26, b = 4", 0.25, 0.25, 0.0, 0.25 },
};

constexpr std::array kNorms {
    ErrorNormInfo { ErrorNorm::Rms, "rms", "Root mean square" },
    ErrorNormInfo { ErrorNorm::Max, "max", "Maximum" },
    ErrorNormInfo { ErrorNorm::Component, "component", "Each component by itself" },
};

template <typename Rows>
auto valueById(const char* kind, const Rows& rows, std::string_view id)
{
    std::vector<std::string> ids;
    for (const auto& row : rows) {
        if (row.id == id)
            return row.value;
        ids.emplace_back(row.id);
    }
    throw std::invalid_argument(unknownName(kind, id, ids));
}

} // namespace

std::span<const ControllerInfo> controllers()
{
    return kControllers;
}

const ControllerInfo& controllerInfo(Controller controller)
{
    return *std::find_if(kControllers.begin(), kControllers.end(),
        [controller](const ControllerInfo& info) { return info.value == controller; });
}

Controller controllerById(std::string_view id)
{
    return valueById("controller", kControllers, id);
}

std::span<const ErrorNormInfo> errorNorms()
{
    return kNorms;
}

ErrorNorm errorNormById(std::string_view id)
{
    return valueById("norm", kNorms, id);
}

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

template <typename Scalar>
double largestError(ErrorNorm norm, ConstVectorView<Scalar> e, ConstVectorView<Scalar> e2,
    ConstVectorView<Scalar> y0, ConstVectorView<Scalar> y1, double rtol, double atol,
    std::span<const double> componentAtol)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double largest = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (Index i = 0; i < e.size(); ++i) {
        const double a = componentAtol.empty() ? atol : componentAtol[static_cast<std::size_t>(i)];
        const double scale
            = a + rtol * static_cast<double>(std::max(std::abs(y0[i]), std::abs(y1[i])));
        const double s = static_cast<double>(std::abs(e[i])) / scale;
        const double s2 = e2.size() > 0 ? static_cast<double>(std::abs(e2[i])) / scale : 0.0;
        if (!std::isfinite(s) || !std::isfinite(s2))
            return infinity;
        largest = std::max(largest, combinedErrorNorm(s * s, s2 * s2, 1.0));
        first = std::max(first, s);
        second = std::max(second, s2);
    }
    return norm == ErrorNorm::Component ? largest
                                        : combinedErrorNorm(first * first, second * second, 1.0);
}

template double largestError<float>(ErrorNorm, ConstVectorView<float>, ConstVectorView<float>,
    ConstVectorView<float>, ConstVectorView<float>, double, double, std::span<const double>);
template double largestError<double>(ErrorNorm, ConstVectorView<double>, ConstVectorView<double>,
    ConstVectorView<double>, ConstVectorView<double>, double, double, std::span<const double>);

double stepFactor(double errorNorm, int embeddedOrder, bool afterRejection)
{
    if (!std::isfinite(errorNorm))
        return kSmallestFactor;
    if (errorNorm == 0.0)
        return afterRejection ? 1.0 : kLargestFactor;
    // In single precision, three times as fast: nothing depends on the digits of a step size.
    const double factor = kSafety
        * std::pow(static_cast<float>(errorNorm), -1.0F / static_cast<float>(embeddedOrder + 1));
    return std::clamp(factor, kSmallestFactor, afterRejection ? 1.0 : kLargestFactor);
}

double StepController::factor(
    double errorNorm, double step, int embeddedOrder, bool afterRejection) const
{
    const bool plain = m_info->value == Controller::I || !(errorNorm <= 1.0) || errorNorm == 0.0;
    if (plain)
        return stepFactor(errorNorm, embeddedOrder, afterRejection);
    const double k = embeddedOrder + 1;
    const double setPoint = std::pow(kSafety, k);
    double factor = std::pow(errorNorm / setPoint, -m_info->beta1 / k);
    if (m_known > 0)
        factor *= std::pow(m_norm / setPoint, -m_info->beta2 / k)
            * std::pow(step / m_step, -m_info->alpha);
    if (m_known > 1)
        factor *= std::pow(m_normBefore / setPoint, -m_info->beta3 / k);
    return std::clamp(factor, kSmallestFactor, afterRejection ? 1.0 : kLargestFactor);
}

void StepController::accepted(double errorNorm, double step)
{
    m_known = std::min(m_known + 1, 2);
    m_normBefore = m_norm;
    m_norm = std::max(errorNorm, kLeastRemembered);
    m_step = step;
}

} // namespace solvers
