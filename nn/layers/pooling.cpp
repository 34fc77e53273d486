// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/pooling.h"

#include <algorithm>

namespace nn {

template <typename Scalar>
View<Scalar> GlobalAveragePool<Scalar>::forward(ConstView<Scalar> x, Workspace<Scalar>& work) const
{
    const Index channels = x.shape.channels;
    const View<Scalar> y = work.allocate(x.samples, outputShape(x.shape));
    std::fill_n(y.data, y.size(), Scalar(0));
    const Scalar factor = Scalar(1) / static_cast<Scalar>(x.shape.pixels());
    const Scalar* from = x.data;
    for (Index n = 0; n < x.samples; ++n) {
        Scalar* const to = y.data + n * channels;
        for (Index p = 0; p < x.shape.pixels(); ++p, from += channels)
            for (Index c = 0; c < channels; ++c)
                to[c] += from[c];
        for (Index c = 0; c < channels; ++c)
            to[c] *= factor;
    }
    if (work.taping)
        work.push(nullptr, x.samples, x.shape); // only the shape is needed
    return y;
}

template <typename Scalar>
View<Scalar> GlobalAveragePool<Scalar>::backward(
    ConstView<Scalar> dy, Workspace<Scalar>& work, Gradients<Scalar>) const
{
    const ConstView<Scalar> x = work.pop();
    const Index channels = x.shape.channels;
    const View<Scalar> dx = work.allocate(x.samples, x.shape);
    const Scalar factor = Scalar(1) / static_cast<Scalar>(x.shape.pixels());
    Scalar* to = dx.data;
    for (Index n = 0; n < x.samples; ++n) {
        const Scalar* const from = dy.data + n * channels;
        for (Index p = 0; p < x.shape.pixels(); ++p, to += channels)
            for (Index c = 0; c < channels; ++c)
                to[c] = from[c] * factor;
    }
    return dx;
}

template class GlobalAveragePool<float>;
template class GlobalAveragePool<double>;

} // namespace nn
