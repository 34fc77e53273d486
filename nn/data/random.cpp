// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/random.h"

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace nn {

namespace {

/// The output function of SplitMix64: Steele, Lea & Flood, OOPSLA 2014, constants of
/// Stafford's variant 13. A bijection in which every bit of the result depends on all of x.
std::uint64_t mix(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

} // namespace

std::uint64_t streamSeed(std::uint64_t seed, std::string_view stream, std::uint64_t index)
{
    // FNV-1a, 64 bits: Fowler, Noll & Vo.
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : stream)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return mix(mix(mix(seed) ^ hash) ^ index);
}

Random::Random(std::uint64_t seed)
    : m_engine(seed)
{
}

std::uint64_t Random::bits()
{
    return m_engine();
}

double Random::uniform()
{
    return static_cast<double>(bits() >> 11) * 0x1p-53;
}

double Random::uniform(double low, double high)
{
    return low + (high - low) * uniform();
}

std::uint64_t Random::below(std::uint64_t n)
{
    if (n == 0)
        throw std::invalid_argument("Random::below: n is 0");
    // Of the 2^64 values the first 2^64 mod n would make some results likelier.
    const std::uint64_t rejected = (0 - n) % n;
    std::uint64_t value = bits();
    while (value < rejected)
        value = bits();
    return value % n;
}

double Random::normal()
{
    if (m_hasSpare) {
        m_hasSpare = false;
        return m_spare;
    }
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform())); // 1 - u is never 0
    const double angle = 2.0 * std::numbers::pi * uniform();
    m_spare = radius * std::sin(angle);
    m_hasSpare = true;
    return radius * std::cos(angle);
}

} // namespace nn
