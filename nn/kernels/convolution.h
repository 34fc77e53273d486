// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/layers/workspace.h"

#include <memory>

namespace nn::kernels {

/// A two-dimensional convolution with square kernels, zero padding and a bias.
struct ConvolutionShape {
    Shape in;
    Index outChannels = 1;
    Index kernel = 1;
    Index stride = 1;
    Index padding = 0;

    Shape out() const; ///< throws std::invalid_argument where the kernel does not fit
    Index patch() const { return kernel * kernel * in.channels; } ///< rows of the weights
};

/// The products of a convolution layer on NHWC images. Weights: patch() x outChannels, patches
/// as (kernel row, kernel column, channel).
///
/// What a kernel prepares from the weights is kept in the workspace until its next pass.
template <typename Scalar>
class Convolution {
public:
    explicit Convolution(const ConvolutionShape& shape)
        : m_shape(shape)
        , m_out(shape.out())
    {
    }
    virtual ~Convolution() = default;

    const ConvolutionShape& shape() const { return m_shape; }
    const Shape& out() const { return m_out; }

    /// y = x * weights + bias
    virtual void forward(ConstView<Scalar> x, const Scalar* weights, const Scalar* bias, Scalar* y,
        Workspace<Scalar>& work) const = 0;
    /// dx = dLoss/dx
    virtual void backwardInput(
        ConstView<Scalar> dy, const Scalar* weights, Scalar* dx, Workspace<Scalar>& work) const = 0;
    /// dweights += dLoss/dweights, dbias += dLoss/dbias
    virtual void backwardWeights(ConstView<Scalar> x, ConstView<Scalar> dy, Scalar* dweights,
        Scalar* dbias, Workspace<Scalar>& work) const = 0;

private:
    ConvolutionShape m_shape;
    Shape m_out;
};

/// Works for every shape: patches copied into a matrix, products by Eigen. The oracle in tests.
template <typename Scalar>
std::unique_ptr<Convolution<Scalar>> makeIm2colConvolution(const ConvolutionShape& shape);

/// Register tiles on the images themselves; nullptr where the shape does not suit (channel
/// counts, padding of kernels above 1 x 1).
template <typename Scalar>
std::unique_ptr<Convolution<Scalar>> makeDirectConvolution(const ConvolutionShape& shape);

/// Minimal filtering in tiles of 3 x 3 outputs, for kernels of two or three times the stride (4 x 4
/// with stride 2, 3 x 3 with stride 1): fewer products, rounding a few times that of a direct sum.
/// nullptr where the shape does not suit (channel counts, images below a tile).
template <typename Scalar>
std::unique_ptr<Convolution<Scalar>> makeWinogradConvolution(const ConvolutionShape& shape);

/// The fastest of the above for the shape.
template <typename Scalar>
std::unique_ptr<Convolution<Scalar>> makeConvolution(const ConvolutionShape& shape);

} // namespace nn::kernels
