// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/symplectic_schemes.h"

#include <array>

namespace solvers::schemes {

namespace {

/// Verlet steps of sizes w_1 h, w_2 h, ... one after the other: where two meet, their halves of
/// a kick are one.
template <std::size_t N>
constexpr std::array<double, N + 1> composedKicks(const std::array<double, N>& w)
{
    std::array<double, N + 1> kicks {};
    for (std::size_t i = 0; i < N; ++i) {
        kicks[i] += 0.5 * w[i];
        kicks[i + 1] += 0.5 * w[i];
    }
    return kicks;
}

// GNI, (VI.3.1): the variant that updates the momenta first.
constexpr std::array whole { 1.0 };
constexpr SymplecticScheme symplecticEuler_ { "symplectic-euler", 1, whole, whole };
static_assert(isConsistent(symplecticEuler_));

// Stoermer 1907, Verlet, Phys. Rev. 159 (1967) 98-103; GNI, (I.1.17).
constexpr std::array halves { 0.5, 0.5 };
constexpr SymplecticScheme verlet_ { "verlet", 2, halves, whole };
static_assert(isConsistent(verlet_));

// Forest & Ruth, Physica D 43 (1990) 105-117; Yoshida, Phys. Lett. A 150 (1990) 262-268, (2.11).
constexpr double cubeRootOfTwo = 1.25992104989487316476721060728;
constexpr double outer = 1.0 / (2.0 - cubeRootOfTwo);
constexpr std::array drift4 { outer, -cubeRootOfTwo* outer, outer };
constexpr auto kick4 = composedKicks(drift4);
constexpr SymplecticScheme yoshida4_ { "yoshida4", 4, kick4, drift4 };
static_assert(isConsistent(yoshida4_));

// Yoshida 1990, table 1, solution A.
constexpr double w1 = -0.117767998417887e1;
constexpr double w2 = 0.235573213359357;
constexpr double w3 = 0.784513610477560;
constexpr double w0 = 1.0 - 2.0 * (w1 + w2 + w3);
constexpr std::array drift6 { w3, w2, w1, w0, w1, w2, w3 };
constexpr auto kick6 = composedKicks(drift6);
constexpr SymplecticScheme yoshida6_ { "yoshida6", 6, kick6, drift6 };
static_assert(isConsistent(yoshida6_));

} // namespace

constinit const SymplecticScheme symplecticEuler = symplecticEuler_;
constinit const SymplecticScheme verlet = verlet_;
constinit const SymplecticScheme yoshida4 = yoshida4_;
constinit const SymplecticScheme yoshida6 = yoshida6_;

} // namespace solvers::schemes
