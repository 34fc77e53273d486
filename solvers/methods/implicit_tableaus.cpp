// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/implicit_tableaus.h"

#include <array>

namespace solvers::tableaus {

namespace {

constexpr double kRoot2 = 1.41421356237309504880168872420969808;
constexpr double kRoot3 = 1.73205080756887729352744634150587237;
constexpr double kRoot6 = 2.44948974278317809819728407470589139;
constexpr double kRoot15 = 3.87298334620741688517926539978239962;

} // namespace

// clang-format off

namespace backward_euler {
constexpr std::array a{1.0};
constexpr std::array b{1.0};
constexpr std::array c{1.0};
// Hairer & Wanner II, sec. IV.1, (1.10).
constexpr ImplicitTableau table{.id = "backward-euler", .order = 1, .embeddedOrder = 0,
    .a = a, .b = b, .c = c};
static_assert(isConsistent(table));
} // namespace backward_euler

namespace trapezoidal_rule {
constexpr std::array a{0.0,     0.0,
                       1.0 / 2, 1.0 / 2};
constexpr std::array b{1.0 / 2, 1.0 / 2};
constexpr std::array c{0.0, 1.0};
// Lobatto IIIA with two stages; Hairer & Wanner II, table IV.5.7.
constexpr ImplicitTableau table{.id = "trapezoid", .order = 2, .embeddedOrder = 0,
    .a = a, .b = b, .c = c};
static_assert(isConsistent(table));
} // namespace trapezoidal_rule

namespace implicit_midpoint {
constexpr std::array a{1.0 / 2};
constexpr std::array b{1.0};
constexpr std::array c{1.0 / 2};
// Gauss with one stage; Hairer, Norsett & Wanner I, (II.7.4).
constexpr ImplicitTableau table{.id = "implicit-midpoint", .order = 2, .embeddedOrder = 0,
    .a = a, .b = b, .c = c};
static_assert(isConsistent(table));
} // namespace implicit_midpoint

namespace sdirk_2 {
constexpr double g = 1.0 - kRoot2 / 2;
constexpr double w = 2.0 - 5.0 * kRoot2 / 4;
constexpr std::array a{g,       0.0,
                       1.0 - g, g};
constexpr std::array b{1.0 - g, g};
constexpr std::array bHat{1.0 - w, w};
constexpr std::array c{g, 1.0};
// Alexander, SIAM J. Numer. Anal. 14 (1977) 1006-1021; the embedded solution is that of
// P. Ellsiepen, doctoral thesis, Stuttgart 1999.
constexpr ImplicitTableau table{.id = "sdirk2", .order = 2, .embeddedOrder = 1,
    .a = a, .b = b, .c = c, .bHat = bHat};
static_assert(isConsistent(table));
} // namespace sdirk_2

namespace tr_bdf2 {
constexpr double g = 2.0 - kRoot2;
constexpr double d = g / 2;
constexpr double w = kRoot2 / 4;
constexpr std::array a{0.0, 0.0, 0.0,
                       d,   d,   0.0,
                       w,   w,   d};
constexpr std::array b{w, w, d};
constexpr std::array bHat{(1.0 - w) / 3, (3.0 * w + 1.0) / 3, d / 3};
constexpr std::array c{0.0, g, 1.0};
// Bank et al., IEEE Trans. CAD 4 (1985) 436-451, in the form of Hosea & Shampine,
// Appl. Numer. Math. 20 (1996) 21-37, with their filtered estimate.
constexpr ImplicitTableau table{.id = "tr-bdf2", .order = 2, .embeddedOrder = 3,
    .a = a, .b = b, .c = c, .bHat = bHat, .filtered = true};
static_assert(isConsistent(table));
} // namespace tr_bdf2

namespace kvaerno_3 {
constexpr double g = 0.435866521508458999416019451194; // 6 g^3 - 18 g^2 + 9 g - 1 = 0
constexpr double a31 = (-4 * g * g + 6 * g - 1) / (4 * g);
constexpr double a32 = (-2 * g + 1) / (4 * g);
constexpr double a41 = (6 * g - 1) / (12 * g);
constexpr double a42 = -1 / ((24 * g - 12) * g);
constexpr double a43 = (-6 * g * g + 6 * g - 1) / (6 * g - 3);
constexpr std::array a{0.0, 0.0, 0.0, 0.0,
                       g,   g,   0.0, 0.0,
                       a31, a32, g,   0.0,
                       a41, a42, a43, g};
constexpr std::array b{a41, a42, a43, g};
constexpr std::array bHat{a31, a32, g, 0.0};
constexpr std::array c{0.0, 2 * g, 1.0, 1.0};
// ESDIRK 3/2 A of Kvaerno, BIT 44 (2004) 489-502; both solutions are stiffly accurate.
constexpr ImplicitTableau table{.id = "kvaerno3", .order = 3, .embeddedOrder = 2,
    .a = a, .b = b, .c = c, .bHat = bHat};
static_assert(isConsistent(table));
} // namespace kvaerno_3

namespace kvaerno_5 {
constexpr double g = 0.26;
constexpr double a31 = 0.13;
constexpr double a32 = 0.84033320996790809;
constexpr double a41 = 0.22371961478320505;
constexpr double a42 = 0.47675532319799699;
constexpr double a43 = -0.06470895363112615;
constexpr double a51 = 0.16648564323248321;
constexpr double a52 = 0.10450018841591720;
constexpr double a53 = 0.03631482272098715;
constexpr double a54 = -0.13090704451073998;
constexpr double a61 = 0.13855640231268224;
constexpr double a63 = -0.04245337201752043;
constexpr double a64 = 0.02446657898003141;
constexpr double a65 = 0.61943039072480676;
constexpr double a71 = 0.13659751177640291;
constexpr double a73 = -0.05496908796538376;
constexpr double a74 = -0.04118626728321046;
constexpr double a75 = 0.62993304899016403;
constexpr double a76 = 0.06962479448202728;
constexpr std::array a{0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
                       g,   g,   0.0, 0.0, 0.0, 0.0, 0.0,
                       a31, a32, g,   0.0, 0.0, 0.0, 0.0,
                       a41, a42, a43, g,   0.0, 0.0, 0.0,
                       a51, a52, a53, a54, g,   0.0, 0.0,
                       a61, 0.0, a63, a64, a65, g,   0.0,
                       a71, 0.0, a73, a74, a75, a76, g};
constexpr std::array b{a71, 0.0, a73, a74, a75, a76, g};
constexpr std::array bHat{a61, 0.0, a63, a64, a65, g, 0.0};
constexpr std::array c{0.0, 2 * g, a31 + a32 + g, a41 + a42 + a43 + g, a51 + a52 + a53 + a54 + g,
                       1.0, 1.0};
// ESDIRK 5/4 A of Kvaerno, BIT 44 (2004) 489-502; both solutions are stiffly accurate.
constexpr ImplicitTableau table{.id = "kvaerno5", .order = 5, .embeddedOrder = 4,
    .a = a, .b = b, .c = c, .bHat = bHat};
static_assert(isConsistent(table));
} // namespace kvaerno_5

namespace gauss_2 {
constexpr double r = kRoot3 / 6;
constexpr std::array a{1.0 / 4,     1.0 / 4 - r,
                       1.0 / 4 + r, 1.0 / 4};
constexpr std::array b{1.0 / 2, 1.0 / 2};
constexpr std::array c{1.0 / 2 - r, 1.0 / 2 + r};
// Hammer & Hollingsworth 1955; Hairer & Wanner II, table IV.5.1.
constexpr ImplicitTableau table{.id = "gauss2", .order = 4, .embeddedOrder = 0,
    .a = a, .b = b, .c = c};
static_assert(isConsistent(table));
} // namespace gauss_2

namespace gauss_3 {
constexpr double r = kRoot15;
constexpr std::array a{5.0 / 36,          2.0 / 9 - r / 15, 5.0 / 36 - r / 30,
                       5.0 / 36 + r / 24, 2.0 / 9,          5.0 / 36 - r / 24,
                       5.0 / 36 + r / 30, 2.0 / 9 + r / 15, 5.0 / 36};
constexpr std::array b{5.0 / 18, 4.0 / 9, 5.0 / 18};
constexpr std::array c{1.0 / 2 - r / 10, 1.0 / 2, 1.0 / 2 + r / 10};
// Butcher, Math. Comp. 18 (1964) 50-64; Hairer & Wanner II, table IV.5.2.
constexpr ImplicitTableau table{.id = "gauss3", .order = 6, .embeddedOrder = 0,
    .a = a, .b = b, .c = c};
static_assert(isConsistent(table));
} // namespace gauss_3

namespace radau_2 {
constexpr std::array a{5.0 / 12, -1.0 / 12,
                       3.0 / 4,  1.0 / 4};
constexpr std::array b{3.0 / 4, 1.0 / 4};
constexpr std::array c{1.0 / 3, 1.0};
// Hairer & Wanner II, table IV.5.5.
constexpr ImplicitTableau table{.id = "radau-iia2", .order = 3, .embeddedOrder = 0,
    .a = a, .b = b, .c = c};
static_assert(isConsistent(table));
} // namespace radau_2

namespace radau_3 {
constexpr double r = kRoot6;
constexpr std::array a{
    (88.0 - 7.0 * r) / 360,     (296.0 - 169.0 * r) / 1800, (-2.0 + 3.0 * r) / 225,
    (296.0 + 169.0 * r) / 1800, (88.0 + 7.0 * r) / 360,     (-2.0 - 3.0 * r) / 225,
    (16.0 - r) / 36,            (16.0 + r) / 36,            1.0 / 9};
constexpr std::array b{(16.0 - r) / 36, (16.0 + r) / 36, 1.0 / 9};
constexpr std::array c{(4.0 - r) / 10, (4.0 + r) / 10, 1.0};
constexpr double g = 0.274888829595677367747828603599; // real eigenvalue of A, (6 + 81^(1/3) - 9^(1/3)) / 30
constexpr std::array e{g / 3 * (-13.0 - 7.0 * r), g / 3 * (-13.0 + 7.0 * r), g / 3 * -1.0};
// The method of the code RADAU5; Hairer & Wanner II, table IV.5.6; estimate: (IV.8.18-19).
constexpr ImplicitTableau table{.id = "radau-iia3", .order = 5, .embeddedOrder = 3,
    .a = a, .b = b, .c = c, .filtered = true, .startWeight = g, .e = e, .denseOrder = 3};
static_assert(isConsistent(table));
} // namespace radau_3

// clang-format on

const ImplicitTableau backwardEuler = backward_euler::table;
const ImplicitTableau trapezoid = trapezoidal_rule::table;
const ImplicitTableau implicitMidpoint = implicit_midpoint::table;
const ImplicitTableau sdirk2 = sdirk_2::table;
const ImplicitTableau trBdf2 = tr_bdf2::table;
const ImplicitTableau kvaerno3 = kvaerno_3::table;
const ImplicitTableau kvaerno5 = kvaerno_5::table;
const ImplicitTableau gauss2 = gauss_2::table;
const ImplicitTableau gauss3 = gauss_3::table;
const ImplicitTableau radauIIA2 = radau_2::table;
const ImplicitTableau radauIIA3 = radau_3::table;

} // namespace solvers::tableaus
