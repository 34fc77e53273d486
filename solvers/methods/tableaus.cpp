// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/tableaus.h"

#include <array>

namespace solvers::tableaus {

namespace {

constexpr std::array<double, 0> kNone {};

// clang-format off
namespace euler_ {
constexpr std::array b{1.0};
constexpr std::array c{0.0};
// Euler, Institutionum calculi integralis I (1768), sec. 650.
constexpr ButcherTableau table{"euler", 1, 0, kNone, b, kNone, c};
static_assert(isConsistent(table));
} // namespace euler_

namespace midpoint_ {
constexpr std::array a{1.0 / 2};
constexpr std::array b{0.0, 1.0};
constexpr std::array c{0.0, 1.0 / 2};
// Runge, Math. Ann. 46 (1895) 167-178.
constexpr ButcherTableau table{"midpoint", 2, 0, a, b, kNone, c};
static_assert(isConsistent(table));
} // namespace midpoint_

namespace heun_ {
constexpr std::array a{1.0};
constexpr std::array b{1.0 / 2, 1.0 / 2};
constexpr std::array c{0.0, 1.0};
// Heun, Z. Math. Phys. 45 (1900) 23-38; the explicit trapezoidal rule.
constexpr ButcherTableau table{"heun", 2, 0, a, b, kNone, c};
static_assert(isConsistent(table));
} // namespace heun_

namespace ralston_ {
constexpr std::array a{2.0 / 3};
constexpr std::array b{1.0 / 4, 3.0 / 4};
constexpr std::array c{0.0, 2.0 / 3};
// Ralston, Math. Comp. 16 (1962) 431-437: least bound on the second-order error.
constexpr ButcherTableau table{"ralston", 2, 0, a, b, kNone, c};
static_assert(isConsistent(table));
} // namespace ralston_

namespace kutta3_ {
constexpr std::array a{1.0 / 2,
                       -1.0, 2.0};
constexpr std::array b{1.0 / 6, 2.0 / 3, 1.0 / 6};
constexpr std::array c{0.0, 1.0 / 2, 1.0};
// Kutta, Z. Math. Phys. 46 (1901) 435-453.
constexpr ButcherTableau table{"kutta3", 3, 0, a, b, kNone, c};
static_assert(isConsistent(table));
} // namespace kutta3_

namespace ssprk3_ {
constexpr std::array a{1.0,
                       1.0 / 4, 1.0 / 4};
constexpr std::array b{1.0 / 6, 1.0 / 6, 2.0 / 3};
constexpr std::array c{0.0, 1.0, 1.0 / 2};
// Shu & Osher, J. Comp. Phys. 77 (1988) 439-471: strong stability preserving.
constexpr ButcherTableau table{"ssprk3", 3, 0, a, b, kNone, c};
static_assert(isConsistent(table));
} // namespace ssprk3_

namespace rk4_ {
constexpr std::array a{1.0 / 2,
                       0.0, 1.0 / 2,
                       0.0, 0.0, 1.0};
constexpr std::array b{1.0 / 6, 1.0 / 3, 1.0 / 3, 1.0 / 6};
constexpr std::array c{0.0, 1.0 / 2, 1.0 / 2, 1.0};
// Kutta, Z. Math. Phys. 46 (1901) 435-453; HNW I, table II.1.2, left.
constexpr ButcherTableau table{"rk4", 4, 0, a, b, kNone, c};
static_assert(isConsistent(table));
} // namespace rk4_

namespace rk438_ {
constexpr std::array a{1.0 / 3,
                       -1.0 / 3, 1.0,
                       1.0, -1.0, 1.0};
constexpr std::array b{1.0 / 8, 3.0 / 8, 3.0 / 8, 1.0 / 8};
constexpr std::array c{0.0, 1.0 / 3, 2.0 / 3, 1.0};
// Kutta, Z. Math. Phys. 46 (1901) 435-453, the 3/8 rule; HNW I, table II.1.2, right.
constexpr ButcherTableau table{"rk4-38", 4, 0, a, b, kNone, c};
static_assert(isConsistent(table));
} // namespace rk438_
// clang-format on

} // namespace

constinit const ButcherTableau euler = euler_::table;
constinit const ButcherTableau midpoint = midpoint_::table;
constinit const ButcherTableau heun = heun_::table;
constinit const ButcherTableau ralston = ralston_::table;
constinit const ButcherTableau kutta3 = kutta3_::table;
constinit const ButcherTableau ssprk3 = ssprk3_::table;
constinit const ButcherTableau rk4 = rk4_::table;
constinit const ButcherTableau rk438 = rk438_::table;

} // namespace solvers::tableaus
