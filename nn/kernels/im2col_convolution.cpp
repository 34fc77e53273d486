// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/convolution.h"
#include "nn/kernels/matrix_products.h"

#include <algorithm>

namespace nn::kernels {

namespace {

template <typename Scalar>
using RowMajor = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <typename Scalar>
class Im2colConvolution final : public Convolution<Scalar> {
public:
    using Convolution<Scalar>::Convolution;

    void forward(ConstView<Scalar> x, const Scalar* weights, const Scalar* bias, Scalar* y,
        Workspace<Scalar>& work) const override
    {
        const auto mark = work.mark();
        const Index rows = x.samples * this->out().pixels();
        const Scalar* columns = gathered(x, work);
        multiply(product(rows), columns, weights, y);
        Eigen::Map<RowMajor<Scalar>>(y, rows, channels()).rowwise()
            += matrix(bias, 1, channels()).row(0);
        work.rewind(mark);
    }

    void backwardInput(ConstView<Scalar> dy, const Scalar* weights, Scalar* dx,
        Workspace<Scalar>& work) const override
    {
        const auto mark = work.mark();
        const Index rows = dy.samples * this->out().pixels();
        Scalar* columns = work.allocate(rows * patch());
        multiplyRightTransposed(product(rows), dy.data, weights, columns);
        std::fill_n(dx, dy.samples * this->shape().in.size(), Scalar(0));
        const Index row = this->shape().kernel * this->shape().in.channels;
        forEachSegment(dy.samples, [&](Index image, Index column, Index skip, Index count) {
            Scalar* to = dx + image;
            const Scalar* from = columns + column * row + skip;
            for (Index i = 0; i < count; ++i)
                to[i] += from[i];
        });
        work.rewind(mark);
    }

    void backwardWeights(ConstView<Scalar> x, ConstView<Scalar> dy, Scalar* dweights, Scalar* dbias,
        Workspace<Scalar>& work) const override
    {
        const auto mark = work.mark();
        const Index rows = x.samples * this->out().pixels();
        const Scalar* columns = gathered(x, work);
        addLeftTransposed(product(rows), columns, dy.data, dweights);
        Eigen::Map<RowMajor<Scalar>>(dbias, 1, channels())
            += matrix(dy.data, rows, channels()).colwise().sum();
        work.rewind(mark);
    }

private:
    static Eigen::Map<const RowMajor<Scalar>> matrix(const Scalar* data, Index rows, Index columns)
    {
        return { data, rows, columns };
    }
    Index patch() const { return this->shape().patch(); }
    Index channels() const { return this->shape().outChannels; }
    /// Output pixels = patches times weights.
    ProductShape product(Index rows) const { return { rows, patch(), channels() }; }

    /// Patches of all output pixels, one a row, with zeros for what is padding.
    const Scalar* gathered(ConstView<Scalar> x, Workspace<Scalar>& work) const
    {
        const Index row = this->shape().kernel * this->shape().in.channels;
        const Index size = x.samples * this->out().pixels() * patch();
        Scalar* columns = work.allocate(size);
        if (this->shape().padding > 0)
            std::fill_n(columns, size, Scalar(0));
        forEachSegment(x.samples, [&](Index image, Index column, Index skip, Index count) {
            std::copy_n(x.data + image, count, columns + column * row + skip);
        });
        return columns;
    }

    /// body(offset in the images, number of the kernel row among all, numbers of it that are
    /// padding, numbers inside the image) for each kernel row of each output pixel.
    template <typename Body>
    void forEachSegment(Index samples, const Body& body) const
    {
        const ConvolutionShape& s = this->shape();
        const Index c = s.in.channels;
        Index column = 0;
        for (Index n = 0; n < samples; ++n)
            for (Index oy = 0; oy < this->out().height; ++oy)
                for (Index ox = 0; ox < this->out().width; ++ox)
                    for (Index k = 0; k < s.kernel; ++k, ++column) {
                        const Index y = oy * s.stride + k - s.padding;
                        const Index left = ox * s.stride - s.padding;
                        const Index first = std::max<Index>(left, 0);
                        const Index last = std::min(left + s.kernel, s.in.width);
                        if (y < 0 || y >= s.in.height || first >= last)
                            continue;
                        body(((n * s.in.height + y) * s.in.width + first) * c, column,
                            (first - left) * c, (last - first) * c);
                    }
    }
};

} // namespace

template <typename Scalar>
std::unique_ptr<Convolution<Scalar>> makeIm2colConvolution(const ConvolutionShape& shape)
{
    return std::make_unique<Im2colConvolution<Scalar>>(shape);
}

template std::unique_ptr<Convolution<float>> makeIm2colConvolution(const ConvolutionShape&);
template std::unique_ptr<Convolution<double>> makeIm2colConvolution(const ConvolutionShape&);

} // namespace nn::kernels
