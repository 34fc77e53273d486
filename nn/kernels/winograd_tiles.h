// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/kernels/convolution.h"
#include "nn/kernels/simd.h"
#include "nn/kernels/winograd_transforms.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace nn::kernels {

/// The tiles of a convolution's images and the planes that they are transformed to: plane k holds
/// the k-th number of every transformed tile, a row for each tile of each image. Inputs of the
/// interleaved kernels of a stride (phases) stand side by side in a row.
template <typename Scalar, int taps>
class WinogradTiles {
    using S = Simd<Scalar>;
    using Pack = typename S::Pack;
    using Filter = MinimalFilter<taps>;
    static constexpr Index kSide = kTile + taps - 1; ///< inputs of a tile along a side
    static constexpr int kOutputs = static_cast<int>(kTile * kTile);
    static constexpr auto kInputAdjoint = transposed(Filter::input);
    static constexpr auto kOutputAdjoint = transposed(Filter::output);

public:
    static constexpr int kPlanes = static_cast<int>(kSide * kSide);

    explicit WinogradTiles(const ConvolutionShape& shape)
        : m_shape(shape)
        , m_out(shape.out())
    {
        for (const auto& [row, ownRow] : spans(m_out.height))
            for (const auto& [column, ownColumn] : spans(m_out.width))
                m_places.push_back({ row, column, ownRow, ownColumn });
    }

    Index count() const { return static_cast<Index>(m_places.size()); } ///< tiles of an image

    /// planes (kPlanes x (samples * count()) x (phases * input channels)) of the images x
    void scatterInput(ConstView<Scalar> x, Scalar* planes) const;
    /// The transpose of scatterInput: adds to dx.
    void gatherInput(const Scalar* planes, Index samples, Scalar* dx) const;
    /// y = bias + what the planes (kPlanes x (samples * count()) x output channels) stand for
    void gatherOutput(const Scalar* planes, Index samples, const Scalar* bias, Scalar* y) const;
    /// The transpose of gatherOutput without bias, each output counted in one tile only.
    void scatterOutput(ConstView<Scalar> dy, Scalar* planes) const;

private:
    /// Where a tile's outputs begin, and the first of them that is not another tile's too.
    struct TilePlace {
        Index row, column, ownRow, ownColumn;
    };
    static std::vector<std::pair<Index, Index>> spans(Index extent)
    {
        std::vector<std::pair<Index, Index>> result;
        for (Index begin = 0; begin < extent; begin += kTile) {
            const Index first = std::min(begin, extent - kTile);
            result.emplace_back(first, begin - first);
        }
        return result;
    }

    Index inputs() const { return m_shape.in.channels; }
    Index channels() const { return m_shape.outChannels; }
    Index phases() const { return m_shape.stride * m_shape.stride; }
    template <typename Body>
    void forEachInputTile(Index samples, const Body& body) const;

    ConvolutionShape m_shape;
    Shape m_out;
    std::vector<TilePlace> m_places;
};

/// body(image, number of the tile's row in a plane, phase, first row and column of the tile's
/// inputs, which may lie in the padding)
template <typename Scalar, int taps>
template <typename Body>
void WinogradTiles<Scalar, taps>::forEachInputTile(Index samples, const Body& body) const
{
    const Index stride = m_shape.stride;
    const Index padding = m_shape.padding;
    for (Index n = 0; n < samples; ++n)
        for (Index t = 0; t < count(); ++t)
            for (Index phase = 0; phase < phases(); ++phase) {
                const TilePlace& place = m_places[static_cast<std::size_t>(t)];
                body(n, n * count() + t, phase, stride * place.row + phase / stride - padding,
                    stride * place.column + phase % stride - padding);
            }
}

template <typename Scalar, int taps>
void WinogradTiles<Scalar, taps>::scatterInput(ConstView<Scalar> x, Scalar* planes) const
{
    const Shape& in = x.shape;
    const Index stride = m_shape.stride;
    const Index plane = x.samples * count() * phases() * inputs();
    forEachInputTile(x.samples, [&](Index n, Index row, Index phase, Index top, Index left) {
        const Scalar* const image = x.data + n * in.size();
        Scalar* const to = planes + row * phases() * inputs() + phase * inputs();
        const bool inside = top >= 0 && left >= 0 && top + stride * (kSide - 1) < in.height
            && left + stride * (kSide - 1) < in.width;
        for (Index c = 0; c < inputs(); c += S::kWidth) {
            Pack tile[kPlanes] = {};
#pragma GCC unroll 8
            for (Index a = 0; a < kSide; ++a)
#pragma GCC unroll 8
                for (Index b = 0; b < kSide; ++b) {
                    const Index i = top + stride * a;
                    const Index j = left + stride * b;
                    if (inside || (i >= 0 && j >= 0 && i < in.height && j < in.width))
                        tile[a * kSide + b] = S::load(image + (i * in.width + j) * in.channels + c);
                }
            applyBothWays<Filter::input, Scalar>(tile, tile);
#pragma GCC unroll 32
            for (int k = 0; k < kPlanes; ++k)
                S::store(to + k * plane + c, tile[k]);
        }
    });
}

template <typename Scalar, int taps>
void WinogradTiles<Scalar, taps>::gatherInput(const Scalar* planes, Index samples, Scalar* dx) const
{
    const Shape& in = m_shape.in;
    const Index stride = m_shape.stride;
    const Index plane = samples * count() * phases() * inputs();
    forEachInputTile(samples, [&](Index n, Index row, Index phase, Index top, Index left) {
        Scalar* const image = dx + n * in.size();
        const Scalar* const from = planes + row * phases() * inputs() + phase * inputs();
        const bool inside = top >= 0 && left >= 0 && top + stride * (kSide - 1) < in.height
            && left + stride * (kSide - 1) < in.width;
        for (Index c = 0; c < inputs(); c += S::kWidth) {
            Pack tile[kPlanes];
#pragma GCC unroll 32
            for (int k = 0; k < kPlanes; ++k)
                tile[k] = S::load(from + k * plane + c);
            applyBothWays<kInputAdjoint, Scalar>(tile, tile);
#pragma GCC unroll 8
            for (Index a = 0; a < kSide; ++a)
#pragma GCC unroll 8
                for (Index b = 0; b < kSide; ++b) {
                    const Index i = top + stride * a;
                    const Index j = left + stride * b;
                    if (inside || (i >= 0 && j >= 0 && i < in.height && j < in.width)) {
                        Scalar* const to = image + (i * in.width + j) * in.channels + c;
                        S::store(to, S::load(to) + tile[a * kSide + b]);
                    }
                }
        }
    });
}

template <typename Scalar, int taps>
void WinogradTiles<Scalar, taps>::gatherOutput(
    const Scalar* planes, Index samples, const Scalar* bias, Scalar* y) const
{
    const Shape& out = m_out;
    const Index plane = samples * count() * channels();
    for (Index n = 0; n < samples; ++n)
        for (const TilePlace& place : m_places) {
            Scalar* const to
                = y + n * out.size() + (place.row * out.width + place.column) * out.channels;
            for (Index c = 0; c < channels(); c += S::kWidth) {
                Pack tile[kPlanes];
#pragma GCC unroll 32
                for (int k = 0; k < kPlanes; ++k)
                    tile[k] = S::load(planes + k * plane + c);
                Pack result[kOutputs];
                applyBothWays<Filter::output, Scalar>(tile, result);
                const Pack offset = S::load(bias + c);
#pragma GCC unroll 8
                for (Index a = 0; a < kTile; ++a)
#pragma GCC unroll 8
                    for (Index b = 0; b < kTile; ++b)
                        S::store(to + (a * out.width + b) * out.channels + c,
                            result[a * kTile + b] + offset);
            }
            planes += channels();
        }
}

template <typename Scalar, int taps>
void WinogradTiles<Scalar, taps>::scatterOutput(ConstView<Scalar> dy, Scalar* planes) const
{
    const Shape& out = m_out;
    const Index plane = dy.samples * count() * channels();
    for (Index n = 0; n < dy.samples; ++n)
        for (const TilePlace& place : m_places) {
            const Scalar* const from
                = dy.data + n * out.size() + (place.row * out.width + place.column) * out.channels;
            for (Index c = 0; c < channels(); c += S::kWidth) {
                Pack tile[kOutputs] = {};
#pragma GCC unroll 8
                for (Index a = 0; a < kTile; ++a)
#pragma GCC unroll 8
                    for (Index b = 0; b < kTile; ++b)
                        if (a >= place.ownRow && b >= place.ownColumn)
                            tile[a * kTile + b]
                                = S::load(from + (a * out.width + b) * out.channels + c);
                Pack result[kPlanes];
                applyBothWays<kOutputAdjoint, Scalar>(tile, result);
#pragma GCC unroll 32
                for (int k = 0; k < kPlanes; ++k)
                    S::store(planes + k * plane + c, result[k]);
            }
            planes += channels();
        }
}

} // namespace nn::kernels
