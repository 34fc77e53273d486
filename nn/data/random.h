// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <utility>

namespace nn {

/// The seed of one stream of random numbers among those that one run needs ("weights",
/// "shuffling" with the epoch as index, ...), so that a stream does not depend on how much
/// the others draw. Same arguments, same result, on every machine.
std::uint64_t streamSeed(std::uint64_t seed, std::string_view stream, std::uint64_t index = 0);

/// Random numbers from std::mt19937_64, which is the same everywhere, through distributions
/// of our own, since those of the standard library differ between libraries.
class Random {
public:
    explicit Random(std::uint64_t seed);

    std::uint64_t bits(); ///< 64 random bits
    double uniform(); ///< in [0, 1), a multiple of 2^-53
    double uniform(double low, double high); ///< in [low, high], low <= high
    std::uint64_t below(
        std::uint64_t n); ///< in {0, ..., n - 1}, unbiased; n = 0 throws std::invalid_argument
    double normal(); ///< mean 0, variance 1: Box & Muller, Ann. Math. Stat. 29(2) (1958) 610-611

    /// Every order equally likely: Fisher-Yates, Knuth, TAOCP vol. 2, algorithm 3.4.2P.
    template <typename T>
    void shuffle(std::span<T> values)
    {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[static_cast<std::size_t>(below(i))]);
    }

private:
    std::mt19937_64 m_engine;
    double m_spare = 0.0; ///< second value of the last Box-Muller pair
    bool m_hasSpare = false;
};

/// Numbers 1 and -1, as likely, 64 from one draw.
template <typename Scalar>
void drawSigns(Random& random, std::span<Scalar> signs)
{
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < signs.size(); ++i, bits >>= 1) {
        if (i % 64 == 0)
            bits = random.bits();
        signs[i] = (bits & 1) != 0 ? Scalar(1) : Scalar(-1);
    }
}

} // namespace nn
