// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/convolution.h"
#include "nn/kernels/panels.h"
#include "nn/kernels/winograd_tiles.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

// Convolutions by minimal filtering. A kernel with stride s is s x s interleaved kernels of
// stride 1 with taps = kernel / stride: their inputs stand side by side as channels, and the sum
// over them is part of the products. Where F(3 x 3, taps x taps) covers the image in tiles,
// 16 (taps = 2) or 25 (taps = 3) products do the work of 36 or 81.
namespace nn::kernels {

namespace {

/// Rows of a product that pay for the weights' transform: below, the direct kernel is as fast.
constexpr Index kFewRows = 32;
/// Rows of a panel that stay in the first-level cache beside the rows of A.
constexpr Index kSliceRows = 128;
/// Rows of the planes that are worked on together: they and the weights fit a core's cache.
constexpr Index kRowsTogether = 32;

template <typename Scalar>
using Numbers = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

/// The weights' planes of a pass.
template <typename Scalar>
struct WinogradState {
    std::uint64_t forwardPass = 0; ///< pass they were made in
    std::uint64_t backwardPass = 0;
    Numbers<Scalar> forwardPanels;
    Numbers<Scalar> backwardPanels;
    Numbers<Scalar> transposed;
};

/// C = A B, or C += A B. A: rows x inner, element (i, j) at a[i * rowStride + j * step]; B: panel
/// of `inner` rows; C: rows at a distance of cStride.
template <typename Scalar>
void multiplyPanel(Index rows, Index inner, const Scalar* a, Index rowStride, Index step,
    const Scalar* panel, Scalar* c, Index cStride)
{
    for (Index first = 0; first < inner; first += kSliceRows) {
        const Index last = std::min(first + kSliceRows, inner);
        forEachTile<Scalar>(rows, [&]<int R>(Index i) {
            const Scalar* from[R];
            Scalar* to[R];
            for (int r = 0; r < R; ++r) {
                from[r] = a + (i + r) * rowStride;
                to[r] = c + (i + r) * cStride;
            }
            TileSums<Scalar, R> sums;
            if (first == 0)
                sums.clear();
            else
                sums.load(to, 0);
            const Scalar* b = panel + first * Tile<Scalar>::kColumns;
            for (Index j = first; j < last; ++j, b += Tile<Scalar>::kColumns)
                sums.add(from, j * step, b);
            sums.store(to, 0);
        });
    }
}

template <typename Scalar, int taps>
class WinogradConvolution final : public Convolution<Scalar> {
    using S = Simd<Scalar>;
    using Pack = typename S::Pack;
    using Filter = MinimalFilter<taps>;
    using State = WinogradState<Scalar>;
    static constexpr Index kColumns = Tile<Scalar>::kColumns;
    static constexpr int kPlanes = WinogradTiles<Scalar, taps>::kPlanes;
    static constexpr int kTaps = taps * taps;
    static constexpr auto kFilterAdjoint = transposed(Filter::filter);

public:
    explicit WinogradConvolution(const ConvolutionShape& shape)
        : Convolution<Scalar>(shape)
        , m_direct(makeDirectConvolution<Scalar>(shape))
        , m_tiles(shape)
    {
        if (!m_direct)
            m_direct = makeIm2colConvolution<Scalar>(shape);
    }

    void forward(ConstView<Scalar> x, const Scalar* weights, const Scalar* bias, Scalar* y,
        Workspace<Scalar>& work) const override;
    void backwardInput(ConstView<Scalar> dy, const Scalar* weights, Scalar* dx,
        Workspace<Scalar>& work) const override;
    void backwardWeights(ConstView<Scalar> x, ConstView<Scalar> dy, Scalar* dweights, Scalar* dbias,
        Workspace<Scalar>& work) const override;

private:
    Index inputs() const { return this->shape().in.channels; }
    Index channels() const { return this->shape().outChannels; }
    Index phases() const { return this->shape().stride * this->shape().stride; }
    Index inner() const { return phases() * inputs(); } ///< channels of all phases
    Index tiles() const { return m_tiles.count(); }
    Index imagesTogether(Index samples) const
    {
        return std::clamp<Index>(kRowsTogether / tiles(), 1, samples);
    }
    State& state(Workspace<Scalar>& work) const
    {
        return work.template state<State>(m_key, [] { return State {}; });
    }

    const Scalar* forwardPanels(const Scalar* weights, Workspace<Scalar>& work) const;
    const Scalar* backwardPanels(const Scalar* weights, Workspace<Scalar>& work) const;
    template <typename Store>
    void transformWeights(
        const Scalar* weights, Index rows, Index columns, const Store& store) const;
    void addWeights(const Scalar* planes, Scalar* dweights) const;

    /// Offset of a kernel's element of a phase among all taps.
    Index tap(Index phase, Index a, Index c) const
    {
        const Index stride = this->shape().stride;
        return (stride * a + phase / stride) * this->shape().kernel + stride * c + phase % stride;
    }

    StateKey m_key;
    std::unique_ptr<Convolution<Scalar>> m_direct; ///< for products of few rows
    WinogradTiles<Scalar, taps> m_tiles;
};

/// store(plane, phase, row, column) is where a pack of the transformed weights goes; weights:
/// taps of all phases x rows x columns.
template <typename Scalar, int taps>
template <typename Store>
void WinogradConvolution<Scalar, taps>::transformWeights(
    const Scalar* weights, Index rows, Index columns, const Store& store) const
{
    for (Index phase = 0; phase < phases(); ++phase)
        for (Index row = 0; row < rows; ++row)
            for (Index column = 0; column < columns; column += S::kWidth) {
                Pack filter[kTaps];
                for (Index a = 0; a < taps; ++a)
                    for (Index c = 0; c < taps; ++c)
                        filter[a * taps + c]
                            = S::load(weights + (tap(phase, a, c) * rows + row) * columns + column);
                Pack result[kPlanes];
                applyBothWays<Filter::filter, Scalar>(filter, result);
#pragma GCC unroll 32
                for (int k = 0; k < kPlanes; ++k)
                    S::store(store(k, phase, row, column), result[k]);
            }
}

/// For each plane, panel after panel of output channels: inner() rows.
template <typename Scalar, int taps>
const Scalar* WinogradConvolution<Scalar, taps>::forwardPanels(
    const Scalar* weights, Workspace<Scalar>& work) const
{
    State& s = state(work);
    if (s.forwardPass == work.pass())
        return s.forwardPanels.data();
    s.forwardPass = work.pass();
    s.forwardPanels.resize(kPlanes * inner() * channels());
    transformWeights(
        weights, inputs(), channels(), [&](Index k, Index phase, Index row, Index column) {
            const Index panel = k * (channels() / kColumns) + column / kColumns;
            return s.forwardPanels.data() + (panel * inner() + phase * inputs() + row) * kColumns
                + column % kColumns;
        });
    return s.forwardPanels.data();
}

/// For each plane, panel after panel of input channels of all phases: channels() rows.
template <typename Scalar, int taps>
const Scalar* WinogradConvolution<Scalar, taps>::backwardPanels(
    const Scalar* weights, Workspace<Scalar>& work) const
{
    State& s = state(work);
    if (s.backwardPass == work.pass())
        return s.backwardPanels.data();
    s.backwardPass = work.pass();
    const Index matrix = inputs() * channels();
    s.transposed.resize(this->shape().kernel * this->shape().kernel * matrix);
    using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    for (Index i = 0; i < s.transposed.size(); i += matrix)
        Eigen::Map<Matrix>(s.transposed.data() + i, channels(), inputs())
            = Eigen::Map<const Matrix>(weights + i, inputs(), channels()).transpose();
    s.backwardPanels.resize(kPlanes * inner() * channels());
    transformWeights(s.transposed.data(), channels(), inputs(),
        [&](Index k, Index phase, Index row, Index column) {
            const Index panel = (k * inner() + phase * inputs() + column) / kColumns;
            return s.backwardPanels.data() + (panel * channels() + row) * kColumns
                + column % kColumns;
        });
    return s.backwardPanels.data();
}

/// dweights += the transpose of transformWeights; planes: kPlanes x inner x channels
template <typename Scalar, int taps>
void WinogradConvolution<Scalar, taps>::addWeights(const Scalar* planes, Scalar* dweights) const
{
    const Index plane = inner() * channels();
    for (Index phase = 0; phase < phases(); ++phase)
        for (Index i = 0; i < inputs() * channels(); i += S::kWidth) {
            const Scalar* const from = planes + phase * inputs() * channels() + i;
            Pack sums[kPlanes];
#pragma GCC unroll 32
            for (int k = 0; k < kPlanes; ++k)
                sums[k] = S::load(from + k * plane);
            Pack filter[kTaps];
            applyBothWays<kFilterAdjoint, Scalar>(sums, filter);
            for (Index a = 0; a < taps; ++a)
                for (Index c = 0; c < taps; ++c) {
                    Scalar* const to = dweights + tap(phase, a, c) * inputs() * channels() + i;
                    S::store(to, S::load(to) + filter[a * taps + c]);
                }
        }
}

template <typename Scalar, int taps>
void WinogradConvolution<Scalar, taps>::forward(ConstView<Scalar> x, const Scalar* weights,
    const Scalar* bias, Scalar* y, Workspace<Scalar>& work) const
{
    const Scalar* const panels = forwardPanels(weights, work);
    const auto mark = work.mark();
    const Index group = imagesTogether(x.samples);
    const Index most = group * tiles();
    Scalar* const in = work.allocate(kPlanes * most * inner());
    Scalar* const out = work.allocate(kPlanes * most * channels());
    for (Index n = 0; n < x.samples; n += group) {
        const Index samples = std::min(group, x.samples - n);
        const Index rows = samples * tiles();
        m_tiles.scatterInput({ x.data + n * x.shape.size(), samples, x.shape }, in);
        const Scalar* panel = panels;
        for (int k = 0; k < kPlanes; ++k)
            for (Index c = 0; c < channels(); c += kColumns, panel += inner() * kColumns)
                multiplyPanel(rows, inner(), in + k * rows * inner(), inner(), Index(1), panel,
                    out + k * rows * channels() + c, channels());
        m_tiles.gatherOutput(out, samples, bias, y + n * this->out().size());
    }
    work.rewind(mark);
}

template <typename Scalar, int taps>
void WinogradConvolution<Scalar, taps>::backwardInput(
    ConstView<Scalar> dy, const Scalar* weights, Scalar* dx, Workspace<Scalar>& work) const
{
    const Scalar* const panels = backwardPanels(weights, work);
    const auto mark = work.mark();
    const Index size = this->shape().in.size();
    const Index group = imagesTogether(dy.samples);
    const Index most = group * tiles();
    Scalar* const out = work.allocate(kPlanes * most * channels());
    Scalar* const in = work.allocate(kPlanes * most * inner());
    std::fill_n(dx, dy.samples * size, Scalar(0));
    for (Index n = 0; n < dy.samples; n += group) {
        const Index samples = std::min(group, dy.samples - n);
        const Index rows = samples * tiles();
        m_tiles.scatterOutput({ dy.data + n * dy.shape.size(), samples, dy.shape }, out);
        const Scalar* panel = panels;
        for (int k = 0; k < kPlanes; ++k)
            for (Index c = 0; c < inner(); c += kColumns, panel += channels() * kColumns)
                multiplyPanel(rows, channels(), out + k * rows * channels(), channels(), Index(1),
                    panel, in + k * rows * inner() + c, inner());
        m_tiles.gatherInput(in, samples, dx + n * size);
    }
    work.rewind(mark);
}

template <typename Scalar, int taps>
void WinogradConvolution<Scalar, taps>::backwardWeights(ConstView<Scalar> x, ConstView<Scalar> dy,
    Scalar* dweights, Scalar* dbias, Workspace<Scalar>& work) const
{
    const Index rows = x.samples * tiles();
    if (rows < kFewRows)
        return m_direct->backwardWeights(x, dy, dweights, dbias, work);
    const auto mark = work.mark();
    Scalar* const in = work.allocate(kPlanes * rows * inner());
    Scalar* const out = work.allocate(kPlanes * rows * channels());
    Scalar* const sums = work.allocate(kPlanes * inner() * channels());
    m_tiles.scatterInput(x, in);
    m_tiles.scatterOutput(dy, out);
    Scalar* const panel = work.allocate(rows * kColumns);
    for (int k = 0; k < kPlanes; ++k)
        for (Index c = 0; c < channels(); c += kColumns) {
            const Scalar* plane = out + k * rows * channels();
            packPanels(plane + c, rows, kColumns, channels(), panel);
            multiplyPanel(inner(), rows, in + k * rows * inner(), Index(1), inner(), panel,
                sums + k * inner() * channels() + c, channels());
        }
    addWeights(sums, dweights);
    for (Index c = 0; c < channels(); c += S::kWidth) {
        Pack sum {};
        for (Index p = 0; p < dy.samples * dy.shape.pixels(); ++p)
            sum += S::load(dy.data + p * channels() + c);
        S::store(dbias + c, S::load(dbias + c) + sum);
    }
    work.rewind(mark);
}

} // namespace

template <typename Scalar>
std::unique_ptr<Convolution<Scalar>> makeWinogradConvolution(const ConvolutionShape& shape)
{
    const Shape out = shape.out();
    const bool suits = shape.in.channels % Tile<Scalar>::kColumns == 0
        && shape.outChannels % Tile<Scalar>::kColumns == 0 && out.height >= kTile
        && out.width >= kTile && shape.kernel % shape.stride == 0;
    switch (suits ? shape.kernel / shape.stride : 0) {
    case 2:
        return std::make_unique<WinogradConvolution<Scalar, 2>>(shape);
    case 3:
        return std::make_unique<WinogradConvolution<Scalar, 3>>(shape);
    default:
        return nullptr;
    }
}

template std::unique_ptr<Convolution<float>> makeWinogradConvolution(const ConvolutionShape&);
template std::unique_ptr<Convolution<double>> makeWinogradConvolution(const ConvolutionShape&);

} // namespace nn::kernels
