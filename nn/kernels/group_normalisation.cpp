// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/group_normalisation.h"

#include <array>
#include <cassert>
#include <cmath>

namespace nn::kernels {

namespace {

template <typename Scalar>
using ChannelArray = std::array<Scalar, static_cast<std::size_t>(kMostNormalisedChannels)>;

/// Every channel's value becomes the mean over its group, pixels and channels.
template <typename Scalar>
void averageGroups(const GroupNormShape& s, Scalar* sums)
{
    const Index size = s.channels / s.groups;
    const Scalar factor = Scalar(1) / static_cast<Scalar>(size * s.pixels);
    for (Index c = 0; c < s.channels; c += size) {
        Scalar sum = 0;
        for (Index i = c; i < c + size; ++i)
            sum += sums[i];
        for (Index i = c; i < c + size; ++i)
            sums[i] = sum * factor;
    }
}

/// Sum over pixels of term(pack at x), in four chains so that additions overlap.
template <typename S, typename Scalar, typename Term>
typename S::Pack sumOverPixels(const GroupNormShape& s, const Scalar* x, const Term& term)
{
    typename S::Pack sum[4] = {};
    Index p = 0;
    for (; p + 4 <= s.pixels; p += 4)
        for (int i = 0; i < 4; ++i)
            sum[i] += term(S::load(x + (p + i) * s.channels));
    for (; p < s.pixels; ++p)
        sum[0] += term(S::load(x + p * s.channels));
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

template <typename S, typename Scalar>
void forward(const GroupNormShape& s, const Scalar* x, const Scalar* scale, const Scalar* offset,
    Scalar* y, Scalar* mean, Scalar* inverse)
{
    using Pack = typename S::Pack;
    for (Index c = 0; c < s.channels; c += S::kWidth)
        S::store(mean + c, sumOverPixels<S>(s, x + c, [](Pack v) { return v; }));
    averageGroups(s, mean);
    for (Index c = 0; c < s.channels; c += S::kWidth) {
        const Pack centre = S::load(mean + c);
        const auto square = [&](Pack v) { return (v - centre) * (v - centre); };
        S::store(inverse + c, sumOverPixels<S>(s, x + c, square));
    }
    averageGroups(s, inverse);
    for (Index c = 0; c < s.channels; ++c)
        inverse[c] = Scalar(1) / std::sqrt(inverse[c] + static_cast<Scalar>(s.epsilon));
    const Pack zero = S::all(0);
    for (Index c = 0; c < s.channels; c += S::kWidth) {
        const Pack centre = S::load(mean + c);
        const Pack factor = S::load(inverse + c) * S::load(scale + c);
        const Pack shift = S::load(offset + c);
        for (Index p = 0; p < s.pixels; ++p) {
            const Index i = p * s.channels + c;
            const Pack v = (S::load(x + i) - centre) * factor + shift;
            S::store(y + i, s.relu ? (v > zero ? v : zero) : v);
        }
    }
}

template <typename S, typename Scalar>
struct BackwardPass {
    using Pack = typename S::Pack;
    const GroupNormShape& s;
    const Scalar* x;
    const Scalar* dy;
    Pack mean, inverse, scale, offset;

    Pack normalised(Index i) const { return (S::load(x + i) - mean) * inverse; }
    /// dy where the ReLU lets it pass
    Pack passed(Index i, Pack xhat) const
    {
        const Pack g = S::load(dy + i);
        return s.relu ? ((xhat * scale + offset > S::all(0)) ? g : S::all(0)) : g;
    }
};

template <typename S, typename Scalar>
void backward(const GroupNormShape& s, const Scalar* x, const Scalar* dy, const Scalar* mean,
    const Scalar* inverse, const Scalar* scale, const Scalar* offset, Scalar* dx, Scalar* dscale,
    Scalar* doffset)
{
    using Pack = typename S::Pack;
    ChannelArray<Scalar> sum; // of dy * scale, then its mean over the group
    ChannelArray<Scalar> product; // of dy * scale * normalised x, then its mean over the group
    const auto at = [&](Index c) {
        return BackwardPass<S, Scalar> { s, x, dy, S::load(mean + c), S::load(inverse + c),
            S::load(scale + c), S::load(offset + c) };
    };
    for (Index c = 0; c < s.channels; c += S::kWidth) {
        const auto pass = at(c);
        Pack g[2] = {};
        Pack gx[2] = {};
        for (Index p = 0; p < s.pixels; ++p) {
            const Pack xhat = pass.normalised(p * s.channels + c);
            const Pack v = pass.passed(p * s.channels + c, xhat);
            g[p & 1] += v;
            gx[p & 1] += v * xhat;
        }
        const Pack total = g[0] + g[1];
        const Pack totalX = gx[0] + gx[1];
        S::store(doffset + c, S::load(doffset + c) + total);
        S::store(dscale + c, S::load(dscale + c) + totalX);
        S::store(sum.data() + c, total * pass.scale);
        S::store(product.data() + c, totalX * pass.scale);
    }
    averageGroups(s, sum.data());
    averageGroups(s, product.data());
    for (Index c = 0; c < s.channels; c += S::kWidth) {
        const auto pass = at(c);
        const Pack meanG = S::load(sum.data() + c);
        const Pack meanGx = S::load(product.data() + c);
        for (Index p = 0; p < s.pixels; ++p) {
            const Index i = p * s.channels + c;
            const Pack xhat = pass.normalised(i);
            const Pack g = pass.passed(i, xhat) * pass.scale;
            S::store(dx + i, pass.inverse * (g - meanG - xhat * meanGx));
        }
    }
}

template <typename Scalar>
bool fillsVectors(const GroupNormShape& s)
{
    assert(s.channels % s.groups == 0 && s.channels <= kMostNormalisedChannels);
    return s.channels % Simd<Scalar>::kWidth == 0;
}

} // namespace

template <typename Scalar>
void groupNormForward(const GroupNormShape& shape, const Scalar* x, const Scalar* scale,
    const Scalar* offset, Scalar* y, Scalar* mean, Scalar* inverse)
{
    if (fillsVectors<Scalar>(shape))
        forward<Simd<Scalar>>(shape, x, scale, offset, y, mean, inverse);
    else
        forward<OneLane<Scalar>>(shape, x, scale, offset, y, mean, inverse);
}

template <typename Scalar>
void groupNormBackward(const GroupNormShape& shape, const Scalar* x, const Scalar* dy,
    const Scalar* mean, const Scalar* inverse, const Scalar* scale, const Scalar* offset,
    Scalar* dx, Scalar* dscale, Scalar* doffset)
{
    if (fillsVectors<Scalar>(shape))
        backward<Simd<Scalar>>(shape, x, dy, mean, inverse, scale, offset, dx, dscale, doffset);
    else
        backward<OneLane<Scalar>>(shape, x, dy, mean, inverse, scale, offset, dx, dscale, doffset);
}

#define NN_INSTANTIATE(Scalar)                                                                     \
    template void groupNormForward(const GroupNormShape&, const Scalar*, const Scalar*,            \
        const Scalar*, Scalar*, Scalar*, Scalar*);                                                 \
    template void groupNormBackward(const GroupNormShape&, const Scalar*, const Scalar*,           \
        const Scalar*, const Scalar*, const Scalar*, const Scalar*, Scalar*, Scalar*, Scalar*);
NN_INSTANTIATE(float)
NN_INSTANTIATE(double)
#undef NN_INSTANTIATE

} // namespace nn::kernels
