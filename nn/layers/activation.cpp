// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/activation.h"

#include <algorithm>
#include <cmath>

namespace nn {

namespace functions {

/// What the functions of x one number at a time share; the tape keeps x, of which derivative() is.
template <typename Function>
struct OfArgument {
    static constexpr bool kKeepsResult = false;

    template <typename Scalar>
    static void apply(ConstView<Scalar> x, View<Scalar> y)
    {
        for (Index i = 0; i < x.size(); ++i)
            y.data[i] = Function::value(x.data[i]);
    }
};

struct Relu : OfArgument<Relu> {
    template <typename Scalar>
    static Scalar value(Scalar x)
    {
        return x > Scalar(0) ? x : Scalar(0);
    }
    template <typename Scalar>
    static Scalar derivative(Scalar x)
    {
        return x > Scalar(0) ? Scalar(1) : Scalar(0);
    }
};

struct Softplus : OfArgument<Softplus> {
    template <typename Scalar>
    static Scalar value(Scalar x)
    {
        return std::max(x, Scalar(0)) + std::log1p(std::exp(-std::abs(x)));
    }
    /// The logistic function; e^x / (1 + e^x) would be infinite over infinite for large x.
    template <typename Scalar>
    static Scalar derivative(Scalar x)
    {
        const Scalar e = std::exp(-std::abs(x));
        return (x > Scalar(0) ? Scalar(1) : e) / (Scalar(1) + e);
    }
};

struct Cube : OfArgument<Cube> {
    template <typename Scalar>
    static Scalar value(Scalar x)
    {
        return x * x * x;
    }
    template <typename Scalar>
    static Scalar derivative(Scalar x)
    {
        return Scalar(3) * x * x;
    }
};

struct Sine : OfArgument<Sine> {
    template <typename Scalar>
    static Scalar value(Scalar x)
    {
        return std::sin(x);
    }
    template <typename Scalar>
    static Scalar derivative(Scalar x)
    {
        return std::cos(x);
    }
};

/// Its derivative needs the result only, which therefore is what the tape keeps: a copy, since a
/// residual block adds to the result in place.
struct Tanh {
    static constexpr bool kKeepsResult = true;

    template <typename Scalar>
    static void apply(ConstView<Scalar> x, View<Scalar> y)
    {
        y.vector() = x.vector().array().tanh();
    }
    template <typename Scalar>
    static Scalar derivative(Scalar y)
    {
        return Scalar(1) - y * y;
    }
};

} // namespace functions

template <typename Scalar, typename Function>
View<Scalar> Activation<Scalar, Function>::forward(
    ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    const View<Scalar> y = work.allocate(x.samples, x.shape);
    Function::apply(x, y);
    if (!work.taping)
        return y;
    if constexpr (Function::kKeepsResult) {
        const View<Scalar> kept = work.allocate(x.samples, x.shape);
        kept.vector() = y.vector();
        work.push(kept);
    } else {
        work.push(x);
    }
    return y;
}

template <typename Scalar, typename Function>
View<Scalar> Activation<Scalar, Function>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar>) const
{
    const ConstView<Scalar> kept = work.pop();
    const View<Scalar> dx = work.allocate(kept.samples, kept.shape);
    for (Index i = 0; i < kept.size(); ++i)
        dx.data[i] = dy.data[i] * Function::derivative(kept.data[i]);
    return dx;
}

template class Activation<float, functions::Relu>;
template class Activation<double, functions::Relu>;
template class Activation<float, functions::Softplus>;
template class Activation<double, functions::Softplus>;
template class Activation<float, functions::Tanh>;
template class Activation<double, functions::Tanh>;
template class Activation<float, functions::Cube>;
template class Activation<double, functions::Cube>;
template class Activation<float, functions::Sine>;
template class Activation<double, functions::Sine>;

} // namespace nn
