// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Eigen/Core>

#include <type_traits>

namespace nn::kernels {

using Index = Eigen::Index;

#if defined(__AVX512F__)
inline constexpr int kSimdBytes = 64;
#elif defined(__AVX__)
inline constexpr int kSimdBytes = 32;
#else
inline constexpr int kSimdBytes = 16;
#endif

/// The widest vectors of the instruction set this was compiled for; loads and stores need no
/// alignment.
template <typename Scalar>
struct Simd {
    static constexpr Index kWidth = kSimdBytes / static_cast<int>(sizeof(Scalar));
    typedef Scalar Pack __attribute__((vector_size(kSimdBytes)));
    typedef Scalar Unaligned
        __attribute__((vector_size(kSimdBytes), aligned(alignof(Scalar)), may_alias));

    static Pack load(const Scalar* p) { return *reinterpret_cast<const Unaligned*>(p); }
    static void store(Scalar* p, Pack v) { *reinterpret_cast<Unaligned*>(p) = v; }
    static Pack all(Scalar value) { return value - Pack {}; } // x - 0 is x, x + 0 is not for -0
    static Scalar sum(Pack v)
    {
        alignas(kSimdBytes) Scalar lanes[kWidth];
        store(lanes, v);
        using Lanes = Eigen::Array<Scalar, kWidth, 1>;
        return Eigen::Map<const Lanes, Eigen::AlignedMax>(lanes).sum(); // in registers
    }
};

/// The same face for one number at a time: channel counts that are no multiple of the width.
template <typename Scalar>
struct OneLane {
    static constexpr Index kWidth = 1;
    using Pack = Scalar;

    static Pack load(const Scalar* p) { return *p; }
    static void store(Scalar* p, Pack v) { *p = v; }
    static Pack all(Scalar value) { return value; }
};

} // namespace nn::kernels
