// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

namespace solvers {

/// Sum over the entries of (e_i / (atol + rtol max(|y0_i|, |y1_i|)))^2; not finite where an
/// entry is not. The RMS norm of several parts is the root of their joint mean.
template <typename Scalar>
double scaledSquares(ConstVectorView<Scalar> e, ConstVectorView<Scalar> y0,
    ConstVectorView<Scalar> y1, double rtol, double atol);

/// RMS norm of an error estimate from the sum of its scaledSquares() over `count` entries. Where
/// a method has a second, coarser estimate e2, both are combined to |e|^2 / (|e|^2 + 0.01
/// |e2|^2)^(1/2), as in the code DOP853; Hairer, Norsett & Wanner, Solving ODEs I, sec. II.10.
double combinedErrorNorm(double squares, double secondSquares, double count);

/// The factor of the next step of the I controller: safety errorNorm^(-1/(p+1)) within
/// [0.2, 10], at most 1 right after a rejection. p: the embedded order.
/// Hairer, Norsett & Wanner, Solving ODEs I, (II.4.13); limits as in torchdiffeq.
double stepFactor(double errorNorm, int embeddedOrder, bool afterRejection);

} // namespace solvers
