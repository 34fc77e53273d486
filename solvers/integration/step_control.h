// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <span>
#include <string_view>
#include <vector>

namespace solvers {

/// How the next step follows from the error estimates of the last ones.
enum class Controller { I, PI, PID, H211b };

/// One row of the registry of controllers.
///
/// The next step is h_n e_n^(-beta1/k) e_(n-1)^(-beta2/k) e_(n-2)^(-beta3/k)
/// (h_n/h_(n-1))^(-alpha), e the error norms over the set point 0.9^k, k = embedded order + 1.
/// Söderlind, ACM TOMS 29 (2003) 1-26, eq. (4).
struct ControllerInfo {
    Controller value;
    std::string_view id; ///< as on the command line
    std::string_view name; ///< as on screen
    std::string_view source;
    double beta1;
    double beta2 = 0.0;
    double beta3 = 0.0;
    double alpha = 0.0;
};

/// All controllers, in the order in which they are shown; the first is the default.
std::span<const ControllerInfo> controllers();
const ControllerInfo& controllerInfo(Controller controller);
/// Throws std::invalid_argument with the closest ids.
Controller controllerById(std::string_view id);

/// What has to be at most 1 for a step to be accepted, of s_i = e_i / (atol + rtol max(|y0_i|,
/// |y1_i|)): the root of their mean square; the largest one; the largest one with an atol for
/// every component (SolveOptions::componentAtol), where a method's two estimates are combined
/// for every component by itself too, so that each satisfies its own tolerance.
enum class ErrorNorm { Rms, Max, Component };

struct ErrorNormInfo {
    ErrorNorm value;
    std::string_view id; ///< as on the command line
    std::string_view name; ///< as on screen
};

std::span<const ErrorNormInfo> errorNorms();
/// Throws std::invalid_argument with the closest ids.
ErrorNorm errorNormById(std::string_view id);

/// Sum over the entries of (e_i / (atol + rtol max(|y0_i|, |y1_i|)))^2; not finite where an
/// entry is not. The RMS norm of several parts is the root of their joint mean.
template <typename Scalar>
double scaledSquares(ConstVectorView<Scalar> e, ConstVectorView<Scalar> y0,
    ConstVectorView<Scalar> y1, double rtol, double atol);

/// RMS norm of an error estimate from the sum of its scaledSquares() over `count` entries. Where
/// a method has a second, coarser estimate e2, both are combined to |e|^2 / (|e|^2 + 0.01
/// |e2|^2)^(1/2), as in the code DOP853; Hairer, Norsett & Wanner, Solving ODEs I, sec. II.10.
double combinedErrorNorm(double squares, double secondSquares, double count);

/// The norms Max and Component of an estimate and a second one (or empty, see Stepper); not
/// finite where an entry is not. componentAtol: empty, or used in place of atol.
template <typename Scalar>
double largestError(ErrorNorm norm, ConstVectorView<Scalar> e, ConstVectorView<Scalar> e2,
    ConstVectorView<Scalar> y0, ConstVectorView<Scalar> y1, double rtol, double atol,
    std::span<const double> componentAtol = {});

/// The factor of the next step of the I controller: safety errorNorm^(-1/(p+1)) within
/// [0.2, 10], at most 1 right after a rejection. p: the embedded order.
/// Hairer, Norsett & Wanner, Solving ODEs I, (II.4.13); limits as in torchdiffeq.
double stepFactor(double errorNorm, int embeddedOrder, bool afterRejection);

/// A controller with its memory of the last accepted steps. What is not known yet counts as on
/// the set point. A rejected step is always followed by that of the I controller: the
/// asymptotic model of the error is what counts there (Hairer & Wanner, Solving ODEs II, sec.
/// IV.2). The limits are those of stepFactor().
class StepController {
public:
    explicit StepController(Controller controller)
        : m_info(&controllerInfo(controller))
    {
    }

    /// Of the step after one of that error norm and signed size; p: the embedded order.
    double factor(double errorNorm, double step, int embeddedOrder, bool afterRejection) const;
    void accepted(double errorNorm, double step);
    void restart() { *this = StepController(m_info->value); }

private:
    const ControllerInfo* m_info;
    int m_known = 0; ///< accepted steps remembered: 0, 1, 2
    double m_norm = 0.0; ///< of the last one
    double m_normBefore = 0.0;
    double m_step = 0.0;
};

} // namespace solvers
