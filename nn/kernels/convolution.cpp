// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/convolution.h"

#include <stdexcept>
#include <string>

namespace nn::kernels {

Shape ConvolutionShape::out() const
{
    const auto extent = [&](Index size) {
        const Index free = size + 2 * padding - kernel;
        if (kernel < 1 || stride < 1 || padding < 0 || free < 0)
            throw std::invalid_argument("a convolution with kernel " + std::to_string(kernel)
                + ", stride " + std::to_string(stride) + " and padding " + std::to_string(padding)
                + " does not fit an image of " + std::to_string(size) + " pixels");
        return free / stride + 1;
    };
    return { extent(in.height), extent(in.width), outChannels };
}

template <typename Scalar>
std::unique_ptr<Convolution<Scalar>> makeConvolution(const ConvolutionShape& shape)
{
    if (auto winograd = makeWinogradConvolution<Scalar>(shape))
        return winograd;
    if (auto direct = makeDirectConvolution<Scalar>(shape))
        return direct;
    return makeIm2colConvolution<Scalar>(shape);
}

template std::unique_ptr<Convolution<float>> makeConvolution(const ConvolutionShape&);
template std::unique_ptr<Convolution<double>> makeConvolution(const ConvolutionShape&);

} // namespace nn::kernels
