// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <utility>

namespace solvers {

/// The right-hand sides of equations (1) and (2) for the newest record of f, which is removed:
/// dadt = -a^T df/dz and q -= weight a^T df/dtheta. cotangent: scratch of f.dim() entries.
///
/// The product is linear in the cotangent: with -weight a, dL/dtheta comes out weighted and is
/// added in place; da/dt is freed from the weight again.
template <typename Scalar>
void adjointProduct(DifferentiableSystem<Scalar>& f, ConstVectorView<Scalar> a,
    VectorView<Scalar> dadt, Scalar weight, VectorView<Scalar> q, Vector<Scalar>& cotangent)
{
    cotangent = -weight * a;
    f.pullback(view(std::as_const(cotangent)), dadt, q);
    if (weight != Scalar(1))
        dadt /= weight;
}

} // namespace solvers
