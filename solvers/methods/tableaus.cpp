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

namespace bosh3_ {
constexpr std::array a{1.0 / 2,
                       0.0, 3.0 / 4,
                       2.0 / 9, 1.0 / 3, 4.0 / 9};
constexpr std::array b{2.0 / 9, 1.0 / 3, 4.0 / 9, 0.0};
constexpr std::array bHat{7.0 / 24, 1.0 / 4, 1.0 / 3, 1.0 / 8}; // embedded solution, not b - bHat
constexpr std::array c{0.0, 1.0 / 2, 3.0 / 4, 1.0};
// Bogacki & Shampine, Appl. Math. Lett. 2(4) (1989) 321-325. FSAL.
constexpr ButcherTableau table{"bosh3", 3, 2, a, b, bHat, c};
static_assert(isConsistent(table) && table.fsal());
} // namespace bosh3_

namespace dopri5_ {
constexpr std::array a{1.0 / 5,
                       3.0 / 40, 9.0 / 40,
                       44.0 / 45, -56.0 / 15, 32.0 / 9,
                       19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729,
                       9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656,
                       35.0 / 384, 0.0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84};
constexpr std::array b{35.0 / 384, 0.0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0.0};
constexpr std::array bHat{5179.0 / 57600, 0.0, 7571.0 / 16695, 393.0 / 640, -92097.0 / 339200,
                          187.0 / 2100, 1.0 / 40};
constexpr std::array c{0.0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1.0, 1.0};
// Dormand & Prince, J. Comp. Appl. Math. 6 (1980) 19-26, RK5(4)7M; HNW I, table II.5.2. FSAL.
constexpr ButcherTableau table{"dopri5", 5, 4, a, b, bHat, c};
static_assert(isConsistent(table) && table.fsal());
} // namespace dopri5_
// clang-format on

} // namespace

constinit const ButcherTableau euler = euler_::table;
constinit const ButcherTableau midpoint = midpoint_::table;
constinit const ButcherTableau heun = heun_::table;
constinit const ButcherTableau ralston = ralston_::table;
constinit const ButcherTableau rk4 = rk4_::table;
constinit const ButcherTableau rk438 = rk438_::table;
constinit const ButcherTableau bosh3 = bosh3_::table;
constinit const ButcherTableau dopri5 = dopri5_::table;

} // namespace solvers::tableaus
