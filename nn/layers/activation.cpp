// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/activation.h"

#include <cmath>

namespace nn {

namespace {

template <typename Scalar, typename Function>
View<Scalar> mapped(ConstView<Scalar> x, Workspace<Scalar>& work, const Function& f)
{
    const View<Scalar> y = work.allocate(x.samples, x.shape);
    for (Index i = 0; i < x.size(); ++i)
        y.data[i] = f(x.data[i]);
    if (work.taping)
        work.push(x);
    return y;
}

/// dx = dy * derivative(x), x from the tape
template <typename Scalar, typename Derivative>
View<Scalar> pulledBack(ConstView<Scalar> dy, Workspace<Scalar>& work, const Derivative& derivative)
{
    const ConstView<Scalar> x = work.pop();
    const View<Scalar> dx = work.allocate(x.samples, x.shape);
    for (Index i = 0; i < x.size(); ++i)
        dx.data[i] = dy.data[i] * derivative(x.data[i]);
    return dx;
}

} // namespace

template <typename Scalar>
View<Scalar> Relu<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    return mapped(x, work, [](Scalar v) { return v > Scalar(0) ? v : Scalar(0); });
}

template <typename Scalar>
View<Scalar> Relu<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar>) const
{
    return pulledBack(dy, work, [](Scalar v) { return v > Scalar(0) ? Scalar(1) : Scalar(0); });
}

template <typename Scalar>
View<Scalar> Softplus<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    return mapped(x, work,
        [](Scalar v) { return std::max(v, Scalar(0)) + std::log1p(std::exp(-std::abs(v))); });
}

template <typename Scalar>
View<Scalar> Softplus<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar>) const
{
    // The logistic function; e^x / (1 + e^x) would be infinite over infinite for large x.
    return pulledBack(dy, work, [](Scalar v) {
        const Scalar e = std::exp(-std::abs(v));
        return (v > Scalar(0) ? Scalar(1) : e) / (Scalar(1) + e);
    });
}

template <typename Scalar>
View<Scalar> Tanh<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    return mapped(x, work, [](Scalar v) { return std::tanh(v); });
}

template <typename Scalar>
View<Scalar> Tanh<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar>) const
{
    return pulledBack(dy, work, [](Scalar v) {
        const Scalar y = std::tanh(v);
        return Scalar(1) - y * y;
    });
}

template <typename Scalar>
View<Scalar> Sine<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    return mapped(x, work, [](Scalar v) { return std::sin(v); });
}

template <typename Scalar>
View<Scalar> Sine<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar>) const
{
    return pulledBack(dy, work, [](Scalar v) { return std::cos(v); });
}

template class Relu<float>;
template class Relu<double>;
template class Softplus<float>;
template class Softplus<double>;
template class Tanh<float>;
template class Tanh<double>;
template class Sine<float>;
template class Sine<double>;

} // namespace nn
