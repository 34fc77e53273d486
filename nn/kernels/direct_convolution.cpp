// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/convolution.h"
#include "nn/kernels/panels.h"

#include <cstdint>
#include <vector>

namespace nn::kernels {

namespace {

/// Numbers of a slice of B that stay in the first-level cache beside the rows of A.
constexpr Index kSliceRows = 256;
/// Output pixels from which one sample at a time keeps the tiles full.
constexpr Index kManyPixels = 96;

/// What a kernel keeps in a workspace: packed weights of the pass, pointers to pixels.
template <typename Scalar>
struct DirectState {
    std::uint64_t forwardPass = 0; ///< pass whose weights are packed
    std::uint64_t backwardPass = 0;
    Eigen::Matrix<Scalar, Eigen::Dynamic, 1> forwardPanels;
    Eigen::Matrix<Scalar, Eigen::Dynamic, 1> backwardPanels;
    std::vector<const Scalar*> source;
    std::vector<Scalar*> target;
};

template <typename Scalar>
class DirectConvolution final : public Convolution<Scalar> {
    static constexpr Index kColumns = Tile<Scalar>::kColumns;
    using S = Simd<Scalar>;
    using State = DirectState<Scalar>;

public:
    explicit DirectConvolution(const ConvolutionShape& shape)
        : Convolution<Scalar>(shape)
        , m_general(makeIm2colConvolution<Scalar>(shape))
    {
        const Shape& out = this->out();
        for (Index oy = 0; oy < out.height; ++oy)
            for (Index ox = 0; ox < out.width; ++ox) {
                const Index y = oy * shape.stride - shape.padding;
                const Index x = ox * shape.stride - shape.padding;
                if (y < 0 || x < 0 || y >= shape.in.height || x >= shape.in.width)
                    continue; // a padded 1 x 1 kernel sees nothing there
                m_patches.push_back((y * shape.in.width + x) * shape.in.channels);
                m_pixels.push_back((oy * out.width + ox) * out.channels);
            }
        for (Index i = 0; i < shape.kernel; ++i)
            for (Index j = 0; j < shape.kernel; ++j)
                m_taps.push_back((i * shape.in.width + j) * shape.in.channels);
    }

    void forward(ConstView<Scalar> x, const Scalar* weights, const Scalar* bias, Scalar* y,
        Workspace<Scalar>& work) const override;
    void backwardInput(ConstView<Scalar> dy, const Scalar* weights, Scalar* dx,
        Workspace<Scalar>& work) const override;
    void backwardWeights(ConstView<Scalar> x, ConstView<Scalar> dy, Scalar* dweights, Scalar* dbias,
        Workspace<Scalar>& work) const override;

private:
    Index channels() const { return this->shape().outChannels; }
    Index inputs() const { return this->shape().in.channels; }
    Index patch() const { return this->shape().patch(); }
    Index count() const { return static_cast<Index>(m_pixels.size()); }
    bool bordered() const { return count() < this->out().pixels(); }

    State& state(Workspace<Scalar>& work) const
    {
        return work.template state<State>(m_key, [] { return State {}; });
    }
    const Scalar* forwardPanels(const Scalar* weights, Workspace<Scalar>& work) const;
    const Scalar* backwardPanels(const Scalar* weights, Workspace<Scalar>& work) const;
    const Scalar* packedPixels(ConstView<Scalar> dy, Scalar* dbias, Workspace<Scalar>& work) const;

    StateKey m_key;
    std::unique_ptr<Convolution<Scalar>> m_general;
    std::vector<Index> m_patches; ///< first number of each patch, from that of the image
    std::vector<Index> m_pixels; ///< the output pixel it belongs to, from that of the image
    std::vector<Index> m_taps; ///< offset of each kernel element in a patch
};

/// Panel after panel of patch() rows.
template <typename Scalar>
const Scalar* DirectConvolution<Scalar>::forwardPanels(
    const Scalar* weights, Workspace<Scalar>& work) const
{
    State& s = state(work);
    if (s.forwardPass != work.pass()) {
        s.forwardPass = work.pass();
        s.forwardPanels.resize(patch() * channels());
        packPanels(weights, patch(), channels(), channels(), s.forwardPanels.data());
    }
    return s.forwardPanels.data();
}

/// Panel after panel of input channels, each with the transposed weights of every kernel
/// element: outChannels rows.
template <typename Scalar>
const Scalar* DirectConvolution<Scalar>::backwardPanels(
    const Scalar* weights, Workspace<Scalar>& work) const
{
    State& s = state(work);
    if (s.backwardPass == work.pass())
        return s.backwardPanels.data();
    s.backwardPass = work.pass();
    s.backwardPanels.resize(patch() * channels());
    const Index taps = static_cast<Index>(m_taps.size());
    Scalar* to = s.backwardPanels.data();
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    for (Index c = 0; c < inputs(); c += kColumns)
        for (Index tap = 0; tap < taps; ++tap, to += channels() * kColumns) {
            const Scalar* from = weights + (tap * inputs() + c) * channels();
            Eigen::Map<Matrix>(to, channels(), kColumns)
                = Eigen::Map<const Matrix>(from, kColumns, channels()).transpose();
        }
    return s.backwardPanels.data();
}

template <typename Scalar>
void DirectConvolution<Scalar>::forward(ConstView<Scalar> x, const Scalar* weights,
    const Scalar* bias, Scalar* y, Workspace<Scalar>& work) const
{
    const Scalar* panel = forwardPanels(weights, work);
    State& s = state(work);
    s.source.clear();
    s.target.clear();
    for (Index n = 0; n < x.samples; ++n)
        for (std::size_t p = 0; p < m_pixels.size(); ++p) {
            s.source.push_back(x.data + n * x.shape.size() + m_patches[p]);
            s.target.push_back(y + n * this->out().size() + m_pixels[p]);
        }
    if (bordered())
        for (Index p = 0; p < x.samples * this->out().pixels(); ++p)
            std::copy_n(bias, channels(), y + p * channels());

    const Index kernel = this->shape().kernel;
    const Index row = kernel * inputs();
    const Index stride = this->shape().in.width * inputs();
    const Index rowsAtOnce = std::max<Index>(1, kSliceRows / row);
    for (Index c = 0; c < channels(); c += kColumns, panel += patch() * kColumns)
        for (Index first = 0; first < kernel; first += rowsAtOnce) {
            const Index last = std::min(first + rowsAtOnce, kernel);
            forEachTile<Scalar>(x.samples * count(), [&]<int R>(Index i) {
                const Scalar* const* a = s.source.data() + i;
                Scalar* const* to = s.target.data() + i;
                TileSums<Scalar, R> sums;
                if (first == 0)
                    sums.set(bias + c);
                else
                    sums.load(to, c);
                const Scalar* b = panel + first * row * kColumns;
                const Scalar* from[R];
                std::copy_n(a, R, from);
                for (Index k = first; k < last; ++k)
                    for (Index j = 0; j < row; ++j, b += kColumns)
                        sums.add(from, k * stride + j, b);
                sums.store(to, c);
            });
        }
}

template <typename Scalar>
void DirectConvolution<Scalar>::backwardInput(
    ConstView<Scalar> dy, const Scalar* weights, Scalar* dx, Workspace<Scalar>& work) const
{
    if (inputs() % kColumns != 0)
        return m_general->backwardInput(dy, weights, dx, work);
    const Scalar* panels = backwardPanels(weights, work);
    State& s = state(work);
    const Index size = this->shape().in.size();
    std::fill_n(dx, dy.samples * size, Scalar(0));
    const Index group = count() >= kManyPixels ? 1 : dy.samples;
    const Index taps = static_cast<Index>(m_taps.size());
    for (Index n = 0; n < dy.samples; n += group) {
        s.source.clear();
        s.target.clear();
        for (Index m = n; m < std::min(n + group, dy.samples); ++m)
            for (std::size_t p = 0; p < m_pixels.size(); ++p) {
                s.source.push_back(dy.data + m * this->out().size() + m_pixels[p]);
                s.target.push_back(dx + m * size + m_patches[p]);
            }
        const Scalar* panel = panels;
        for (Index c = 0; c < inputs(); c += kColumns)
            for (Index tap = 0; tap < taps; ++tap, panel += channels() * kColumns) {
                const Index offset = m_taps[static_cast<std::size_t>(tap)] + c;
                forEachTile<Scalar>(static_cast<Index>(s.source.size()), [&]<int R>(Index i) {
                    Scalar* const* to = s.target.data() + i;
                    const Scalar* from[R];
                    std::copy_n(s.source.data() + i, R, from);
                    TileSums<Scalar, R> sums;
                    sums.load(to, offset);
                    const Scalar* b = panel;
                    for (Index j = 0; j < channels(); ++j, b += kColumns)
                        sums.add(from, j, b);
                    sums.store(to, offset);
                });
            }
    }
}

/// dy as panels, pixels that no patch belongs to left out; dbias += sum over all pixels.
template <typename Scalar>
const Scalar* DirectConvolution<Scalar>::packedPixels(
    ConstView<Scalar> dy, Scalar* dbias, Workspace<Scalar>& work) const
{
    Scalar* const packed = work.allocate(dy.samples * count() * channels());
    Scalar* to = packed;
    for (Index c = 0; c < channels(); c += kColumns)
        for (Index n = 0; n < dy.samples; ++n)
            for (const Index pixel : m_pixels) {
                std::copy_n(dy.data + n * dy.shape.size() + pixel + c, kColumns, to);
                to += kColumns;
            }
    for (Index c = 0; c < channels(); c += S::kWidth) {
        typename S::Pack sum {};
        for (Index p = 0; p < dy.samples * dy.shape.pixels(); ++p)
            sum += S::load(dy.data + p * channels() + c);
        S::store(dbias + c, S::load(dbias + c) + sum);
    }
    return packed;
}

template <typename Scalar>
void DirectConvolution<Scalar>::backwardWeights(ConstView<Scalar> x, ConstView<Scalar> dy,
    Scalar* dweights, Scalar* dbias, Workspace<Scalar>& work) const
{
    const auto mark = work.mark();
    const Scalar* packed = packedPixels(dy, dbias, work);
    State& s = state(work);
    s.target.clear();
    for (Index k = 0; k < patch(); ++k)
        s.target.push_back(dweights + k * channels());
    const Index group = count() >= kManyPixels ? 1 : x.samples;
    for (Index c = 0; c < channels(); c += kColumns)
        for (Index n = 0; n < x.samples; n += group) {
            const Index samples = std::min(group, x.samples - n);
            s.source.clear();
            for (const Index tap : m_taps)
                for (Index j = 0; j < inputs(); ++j)
                    s.source.push_back(x.data + n * x.shape.size() + tap + j);
            forEachTile<Scalar>(patch(), [&]<int R>(Index i) {
                Scalar* const* to = s.target.data() + i;
                const Scalar* from[R];
                std::copy_n(s.source.data() + i, R, from);
                TileSums<Scalar, R> sums;
                sums.load(to, c);
                const Scalar* b = packed;
                for (Index m = 0; m < samples; ++m)
                    for (const Index offset : m_patches) {
                        sums.add(from, m * x.shape.size() + offset, b);
                        b += kColumns;
                    }
                sums.store(to, c);
            });
            packed += samples * count() * kColumns;
        }
    work.rewind(mark);
}

} // namespace

template <typename Scalar>
std::unique_ptr<Convolution<Scalar>> makeDirectConvolution(const ConvolutionShape& shape)
{
    const bool suits = shape.outChannels % Tile<Scalar>::kColumns == 0
        && (shape.padding == 0 || shape.kernel == 1);
    return suits ? std::make_unique<DirectConvolution<Scalar>>(shape) : nullptr;
}

template std::unique_ptr<Convolution<float>> makeDirectConvolution(const ConvolutionShape&);
template std::unique_ptr<Convolution<double>> makeDirectConvolution(const ConvolutionShape&);

} // namespace nn::kernels
