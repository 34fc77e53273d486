// SPDX-License-Identifier: GPL-3.0-or-later
// Pairs: where not said otherwise the solution of higher order is carried on.
#include "solvers/methods/tableaus.h"

#include <array>

namespace solvers::tableaus {

namespace {

// clang-format off
namespace heunEuler_ {
constexpr std::array a{1.0};
constexpr std::array b{1.0 / 2, 1.0 / 2};
constexpr std::array bHat{1.0, 0.0};
constexpr std::array c{0.0, 1.0};
// Heun, Z. Math. Phys. 45 (1900) 23-38, with Euler's method embedded.
constexpr ButcherTableau table{"heun-euler", 2, 1, a, b, bHat, c};
static_assert(isConsistent(table));
} // namespace heunEuler_

namespace fehlberg12_ {
constexpr std::array a{1.0 / 2,
                       1.0 / 256, 255.0 / 256};
constexpr std::array b{1.0 / 512, 255.0 / 256, 1.0 / 512};
constexpr std::array bHat{1.0 / 256, 255.0 / 256, 0.0};
constexpr std::array c{0.0, 1.0 / 2, 1.0};
// Fehlberg, NASA TR R-315 (1969), RK1(2).
constexpr ButcherTableau table{"fehlberg12", 2, 1, a, b, bHat, c};
static_assert(isConsistent(table));
} // namespace fehlberg12_

namespace bosh3_ {
constexpr std::array a{1.0 / 2,
                       0.0, 3.0 / 4,
                       2.0 / 9, 1.0 / 3, 4.0 / 9};
constexpr std::array b{2.0 / 9, 1.0 / 3, 4.0 / 9, 0.0};
constexpr std::array bHat{7.0 / 24, 1.0 / 4, 1.0 / 3, 1.0 / 8}; // embedded solution, not b - bHat
constexpr std::array c{0.0, 1.0 / 2, 3.0 / 4, 1.0};
// Bogacki & Shampine, Appl. Math. Lett. 2(4) (1989) 321-325. FSAL; cubic Hermite interpolant.
constexpr ButcherTableau table{"bosh3", 3, 2, a, b, bHat, c, {3, {}, {}, {}}};
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
constexpr std::array d{-12715105075.0 / 11282082432, 0.0, 87487479700.0 / 32700410799,
                       -10690763975.0 / 1880347072, 701980252875.0 / 199316789632,
                       -1453857185.0 / 822651844, 69997945.0 / 29380423};
// Dormand & Prince, J. Comp. Appl. Math. 6 (1980) 19-26, RK5(4)7M; HNW I, table II.5.2. FSAL.
// d: dense output of Shampine, Math. Comp. 46 (1986) 135-150, as in the code DOPRI5.
constexpr ButcherTableau table{"dopri5", 5, 4, a, b, bHat, c, {4, d, {}, {}}};
static_assert(isConsistent(table) && table.fsal());
} // namespace dopri5_

namespace rkf45_ {
constexpr std::array a{1.0 / 4,
                       3.0 / 32, 9.0 / 32,
                       1932.0 / 2197, -7200.0 / 2197, 7296.0 / 2197,
                       439.0 / 216, -8.0, 3680.0 / 513, -845.0 / 4104,
                       -8.0 / 27, 2.0, -3544.0 / 2565, 1859.0 / 4104, -11.0 / 40};
constexpr std::array b{16.0 / 135, 0.0, 6656.0 / 12825, 28561.0 / 56430, -9.0 / 50, 2.0 / 55};
constexpr std::array bHat{25.0 / 216, 0.0, 1408.0 / 2565, 2197.0 / 4104, -1.0 / 5, 0.0};
constexpr std::array c{0.0, 1.0 / 4, 3.0 / 8, 12.0 / 13, 1.0, 1.0 / 2};
// Fehlberg, NASA TR R-315 (1969), RK4(5) formula 2; HNW I, table II.5.1. Carried on at order 5, as
// in Shampine & Watts' code RKF45.
constexpr ButcherTableau table{"rkf45", 5, 4, a, b, bHat, c};
static_assert(isConsistent(table));
} // namespace rkf45_

namespace cashKarp_ {
constexpr std::array a{1.0 / 5,
                       3.0 / 40, 9.0 / 40,
                       3.0 / 10, -9.0 / 10, 6.0 / 5,
                       -11.0 / 54, 5.0 / 2, -70.0 / 27, 35.0 / 27,
                       1631.0 / 55296, 175.0 / 512, 575.0 / 13824, 44275.0 / 110592, 253.0 / 4096};
constexpr std::array b{37.0 / 378, 0.0, 250.0 / 621, 125.0 / 594, 0.0, 512.0 / 1771};
constexpr std::array bHat{2825.0 / 27648, 0.0, 18575.0 / 48384, 13525.0 / 55296, 277.0 / 14336,
                          1.0 / 4};
constexpr std::array c{0.0, 1.0 / 5, 3.0 / 10, 3.0 / 5, 1.0, 7.0 / 8};
// Cash & Karp, ACM Trans. Math. Softw. 16 (1990) 201-222: the solutions of order 5 and 4.
constexpr ButcherTableau table{"cash-karp", 5, 4, a, b, bHat, c};
static_assert(isConsistent(table));
} // namespace cashKarp_

namespace tsit5_ {
constexpr std::array a{0.161,
    -0.008480655492356989, 0.335480655492357,
    2.8971530571054935, -6.359448489975075, 4.3622954328695815,
    5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525,
    5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401,
        -0.028269050394068383,
    0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081,
        2.324710524099774};
constexpr std::array b{0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742,
    -3.290069515436081, 2.324710524099774, 0.0};
constexpr std::array e{-0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995,
    -0.1447110071732629, 0.5823571654525552, -0.45808210592918697, 0.015151515151515152};
constexpr auto bHat = difference(b, e); // the paper prints the difference
constexpr std::array c{0.0, 0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0};
// Leading coefficients of the b_i(theta) of the interpolant, which is C1.
constexpr std::array d{-1.0530884977290216, 0.1017, 2.490627285651252793, -16.54810288924490272,
    47.37952196281928122, -34.87065786149660974, 2.5};
// Tsitouras, Comput. Math. Appl. 62 (2011) 770-775. FSAL.
constexpr ButcherTableau table{"tsit5", 5, 4, a, b, bHat, c, {4, d, {}, {}}};
static_assert(isConsistent(table) && table.fsal());
} // namespace tsit5_
// clang-format on

} // namespace

constinit const ButcherTableau heunEuler = heunEuler_::table;
constinit const ButcherTableau fehlberg12 = fehlberg12_::table;
constinit const ButcherTableau bosh3 = bosh3_::table;
constinit const ButcherTableau rkf45 = rkf45_::table;
constinit const ButcherTableau cashKarp = cashKarp_::table;
constinit const ButcherTableau dopri5 = dopri5_::table;
constinit const ButcherTableau tsit5 = tsit5_::table;

} // namespace solvers::tableaus
