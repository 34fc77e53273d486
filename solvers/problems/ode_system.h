// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <limits>

namespace solvers {

using Index = Eigen::Index;
template <typename Scalar>
using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
template <typename Scalar>
using VectorView = Eigen::Map<Vector<Scalar>>;
template <typename Scalar>
using ConstVectorView = Eigen::Map<const Vector<Scalar>>;
template <typename Scalar>
using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>; ///< column major
template <typename Scalar>
using MatrixView = Eigen::Map<Matrix<Scalar>>;

template <typename Scalar>
VectorView<Scalar> view(Vector<Scalar>& v)
{
    return { v.data(), v.size() };
}

template <typename Scalar>
ConstVectorView<Scalar> view(const Vector<Scalar>& v)
{
    return { v.data(), v.size() };
}

/// The right-hand side of y' = f(t, y), y in R^dim().
///
/// An instance may keep scratch memory and serves one thread at a time. The engine, not
/// the system, counts evaluations. Arguments never overlap.
template <typename Scalar>
class OdeSystem {
public:
    virtual ~OdeSystem() = default;

    virtual Index dim() const = 0;

    /// dydt = f(t, y)
    virtual void evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) = 0;

    /// Whether jacobian() is exact and cheap; where not, implicit methods take differences.
    virtual bool hasJacobian() const { return false; }

    /// dfdy(i, j) = df_i/dy_j and dfdt = df/dt at (t, y); only where hasJacobian().
    virtual void jacobian(
        double t, ConstVectorView<Scalar> y, MatrixView<Scalar> dfdy, VectorView<Scalar> dfdt)
    {
        (void)t;
        (void)y;
        dfdy.setConstant(std::numeric_limits<Scalar>::quiet_NaN());
        dfdt.setConstant(std::numeric_limits<Scalar>::quiet_NaN());
    }

    /// Number of quadratures q' = g(t, y): integrated beside y, without any influence on it
    /// (as in CVODES; the parameter part of the adjoint equations is one).
    virtual Index quadratureDim() const { return 0; }

    /// dydt = f(t, y) and q += weight * g(t, y) at the cost of one evaluation.
    virtual void evaluateWithQuadrature(double t, ConstVectorView<Scalar> y,
        VectorView<Scalar> dydt, Scalar weight, VectorView<Scalar> q)
    {
        (void)weight;
        (void)q;
        evaluate(t, y, dydt);
    }
};

/// A right-hand side f(t, y; theta) that can be differentiated.
///
/// record() evaluates f and puts what the derivative needs on a stack; pullback() takes the
/// newest record off. The pair is one vector-Jacobian product, and any number of records
/// followed by as many pullbacks is reverse-mode differentiation.
template <typename Scalar>
class DifferentiableSystem : public OdeSystem<Scalar> {
public:
    virtual Index parameterCount() const = 0;

    /// dydt = f(t, y), remembered for pullback()
    virtual void record(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) = 0;

    /// For the newest record, which is removed: ady = a^T df/dy, atheta += a^T df/dtheta;
    /// returns a^T df/dt. a: dim() entries, atheta: parameterCount() entries.
    virtual Scalar pullback(
        ConstVectorView<Scalar> a, VectorView<Scalar> ady, VectorView<Scalar> atheta)
        = 0;

    /// Values of theta, to be changed in place between evaluations; empty where they cannot be.
    virtual VectorView<Scalar> parameters() { return { nullptr, 0 }; }

    /// Whether pushforward() is there; a vector-Jacobian product always is.
    virtual bool hasPushforward() const { return false; }

    /// dydt = f(t, y) and ddydt = df/dy dy + df/dtheta dtheta + df/dt dt, a Jacobian-vector
    /// product; only where hasPushforward(). dtheta: parameterCount() entries.
    virtual void pushforward(double t, ConstVectorView<Scalar> y, Scalar dt,
        ConstVectorView<Scalar> dy, ConstVectorView<Scalar> dtheta, VectorView<Scalar> dydt,
        VectorView<Scalar> ddydt)
    {
        (void)t;
        (void)y;
        (void)dt;
        (void)dy;
        (void)dtheta;
        dydt.setConstant(std::numeric_limits<Scalar>::quiet_NaN());
        ddydt.setConstant(std::numeric_limits<Scalar>::quiet_NaN());
    }

    /// Bytes of the records that no pullback has taken off yet.
    virtual std::size_t recordBytes() const { return 0; }
};

} // namespace solvers
