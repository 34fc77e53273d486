// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/ode_system.h"

#include <algorithm>
#include <type_traits>
#include <vector>

namespace solvers {

/// A sum of vectors with fixed weights, as of the stages of a step, in one pass over memory and
/// without a case for the ends of the vectors: they hold paddedSize(n) entries, the last ones 0.
template <typename Scalar>
class Combination {
#ifdef __AVX__
    static constexpr int kBytes = 32;
#else
    static constexpr int kBytes = 16;
#endif

public:
    static constexpr Index kPack = kBytes / sizeof(Scalar); ///< entries taken at a time
    /// Up to this size a step takes so little that one would wait for the stores of f: a wide
    /// load of numbers that were stored one by one stalls until they have left the processor's
    /// queue, narrow loads take them out of it.
    static constexpr Index kSmall = 8;

    /// n rounded up to whole packs
    static constexpr Index paddedSize(Index n)
    {
        return (n + kPack - 1) / kPack * kPack;
    }

    /// The next row, rows[row], gets this weight; 0 leaves it out.
    void add(int row, double weight)
    {
        if (weight != 0.0)
            m_terms.push_back({ static_cast<std::size_t>(row), static_cast<Scalar>(weight) });
    }

    /// out = start + factor sum_j weight_j rows[j], all of them padded to `size` entries. There
    /// must be a row; the last one may have been written a moment ago.
    void apply(Scalar factor, const Scalar* const* rows, const Scalar* start, Scalar* out,
        Index size) const
    {
        const Scalar* newest = rows[m_terms.back().row];
        const Scalar weight = factor * m_terms.back().weight;
        Index at = 0;
        if (size <= kSmall) {
            for (; at < size; at += kPack) {
                const Pack base = load(start + at) + factor * earlier<1>(at, rows).part[0];
                const volatile Scalar* in = newest + at; // or the compiler makes one load of all
                volatile Scalar* to = out + at;
                for (int i = 0; i < kPack; ++i)
                    to[i] = base[i] + weight * in[i];
            }
            return;
        }
        const auto applyAt = [&](auto packs) {
            const auto sum = earlier<packs>(at, rows);
            for (int i = 0; i < packs; ++i, at += kPack)
                store(
                    out + at, load(start + at) + factor * sum.part[i] + weight * load(newest + at));
        };
        while (at + 4 * kPack <= size)
            applyAt(std::integral_constant<int, 4>());
        while (at < size)
            applyAt(std::integral_constant<int, 1>());
    }

    /// Copies n entries to a padded vector; only they change.
    static void copy(const Scalar* from, Index n, Scalar* to)
    {
        if (n > kSmall)
            std::copy_n(from, n, to);
        else
            for (Index at = 0; at < n; at += kPack)
                store(
                    to + at, pack([&](Index i) { return at + i < n ? from[at + i] : Scalar(0); }));
    }

private:
    struct Term {
        std::size_t row;
        Scalar weight;
    };
    typedef Scalar Pack __attribute__((vector_size(kBytes), aligned(alignof(Scalar)), may_alias));
    template <int packs>
    struct Parts {
        Pack part[packs] {};
    };

    static Pack load(const Scalar* from)
    {
        return *reinterpret_cast<const Pack*>(from);
    }
    static void store(Scalar* to, Pack pack)
    {
        *reinterpret_cast<Pack*>(to) = pack;
    }

    /// { entry(0), entry(1), ... }, put together in registers
    template <typename Entry>
    static Pack pack(Entry entry)
    {
        if constexpr (kPack == 2)
            return Pack { entry(0), entry(1) };
        else if constexpr (kPack == 4)
            return Pack { entry(0), entry(1), entry(2), entry(3) };
        else
            return Pack { entry(0), entry(1), entry(2), entry(3), entry(4), entry(5), entry(6),
                entry(7) };
    }

    /// The sum over all rows but the last
    template <int packs>
    Parts<packs> earlier(Index at, const Scalar* const* rows) const
    {
        Parts<packs> sum;
        const Term* last = &m_terms.back();
        for (const Term* term = m_terms.data(); term != last; ++term)
            for (int i = 0; i < packs; ++i)
                sum.part[i] += term->weight * load(rows[term->row] + at + i * kPack);
        return sum;
    }

    std::vector<Term> m_terms;
};

} // namespace solvers
