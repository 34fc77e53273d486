// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/rosenbrock_tableaus.h"

#include <array>

namespace solvers::tableaus {

namespace {

constexpr double kRoot2 = 1.41421356237309504880168872420969808;

} // namespace

// clang-format off

namespace rosenbrock_23 {
// Shampine & Reichelt, SIAM J. Sci. Comput. 18 (1997) 1-22, the code ode23s: W = I - h d J,
//   W k1 = F0 + h d T,  F1 = f(t + h/2, y + h/2 k1),  W (k2 - k1) = F1 - k1,  y1 = y + h k2,
//   W k3 = F2 - e32 (k2 - F1) - 2 (k1 - F0) + h d T,  F2 = f(t + h, y1),
//   error h/6 (k1 - 2 k2 + k3),
// that is u1 = h d k1, u2 = h d (k2 - k1), u3 = h d (k3 - e32 k2 + (e32 - 2) k1).
constexpr double d = 1.0 / (2.0 + kRoot2);
constexpr double e32 = 6.0 + kRoot2;
constexpr std::array a{1.0 / (2 * d),
                       1.0 / d, 1.0 / d};
constexpr std::array c{-1.0 / d,
                       -2.0 / d, -e32 / d};
constexpr std::array alpha{0.0, 1.0 / 2, 1.0};
constexpr std::array gammas{d, 0.0, -d};
constexpr std::array m{1.0 / d, 1.0 / d, 0.0};
constexpr std::array mHat{7.0 / (6 * d), (4.0 + e32) / (6 * d), 1.0 / (6 * d)};
constexpr RosenbrockTableau table{.id = "rosenbrock23", .order = 2, .embeddedOrder = 3, .gamma = d,
    .a = a, .c = c, .alpha = alpha, .gammas = gammas, .m = m, .mHat = mHat};
static_assert(isConsistent(table));
} // namespace rosenbrock_23

namespace ros_3p {
// Lang & Verwer, BIT 41 (2001) 731-738.
constexpr double g = 7.886751345948129e-01; // 1/2 + 3^(1/2)/6
constexpr std::array a{1.267949192431123e+00,
                       1.267949192431123e+00, 0.0};
constexpr std::array c{-1.607695154586736e+00,
                       -3.464101615137755e+00, -1.732050807568877e+00};
constexpr std::array alpha{0.0, 1.0, 1.0};
constexpr std::array gammas{7.886751345948129e-01, -2.113248654051871e-01,
    -1.077350269189626e+00};
constexpr std::array m{2.000000000000000e+00, 5.773502691896258e-01, 4.226497308103742e-01};
// The paper's embedded weights, 2.113248654051871, 1, 0.4226497308103742, differ from m by a
// multiple of k1 - k2, which vanishes on every linear autonomous system: the estimate would be 0.
// To their solution we add h (d1 k1 + d3 k3 + d4 f(t + h, y1)), which keeps order 2 and leaves
// out the term h^3/6 J^3 y of linear systems; in terms of u: h k1 = u1/g,
// h k3 = u3/g - c31 u1 - c32 u2.
constexpr double r = 1.73205080756887729352744634150587237; // 3^(1/2)
constexpr double d1 = (1.0 + r) / 6;
constexpr double d3 = (r - 2.0) / 3;
constexpr double d4 = (1.0 - r) / 2;
constexpr std::array mHat{2.113248654051871e+00 + d1 / g - d3 * c[1],
    1.000000000000000e+00 - d3 * c[2], 4.226497308103742e-01 + d3 / g};
constexpr RosenbrockTableau table{.id = "ros3p", .order = 3, .embeddedOrder = 2, .gamma = g,
    .a = a, .c = c, .alpha = alpha, .gammas = gammas, .m = m, .mHat = mHat, .endWeight = d4};
static_assert(isConsistent(table));
} // namespace ros_3p

namespace rodas_4 {
// Hairer & Wanner II, 2nd ed. 1996, sec. IV.7, the code RODAS, method 1; stiffly accurate.
constexpr std::array a{
    0.1544000000000000e+01,
    0.9466785280815826e+00, 0.2557011698983284e+00,
    0.3314825187068521e+01, 0.2896124015972201e+01, 0.9986419139977817e+00,
    0.1221224509226641e+01, 0.6019134481288629e+01, 0.1253708332932087e+02,
        -0.6878860361058950e+00,
    0.1221224509226641e+01, 0.6019134481288629e+01, 0.1253708332932087e+02,
        -0.6878860361058950e+00, 1.0};
constexpr std::array c{
    -0.5668800000000000e+01,
    -0.2430093356833875e+01, -0.2063599157091915e+00,
    -0.1073529058151375e+00, -0.9594562251023355e+01, -0.2047028614809616e+02,
    0.7496443313967647e+01, -0.1024680431464352e+02, -0.3399990352819905e+02,
        0.1170890893206160e+02,
    0.8083246795921522e+01, -0.7981132988064893e+01, -0.3152159432874371e+02,
        0.1631930543123136e+02, -0.6058818238834054e+01};
constexpr std::array alpha{0.0, 0.386, 0.21, 0.63, 1.0, 1.0};
constexpr std::array gammas{0.2500000000000000e+00, -0.1043000000000000e+00,
    0.1035000000000000e+00, -0.3620000000000023e-01, 0.0, 0.0};
constexpr std::array m{0.1221224509226641e+01, 0.6019134481288629e+01, 0.1253708332932087e+02,
    -0.6878860361058950e+00, 1.0, 1.0};
constexpr std::array mHat{0.1221224509226641e+01, 0.6019134481288629e+01, 0.1253708332932087e+02,
    -0.6878860361058950e+00, 1.0, 0.0};
constexpr std::array dense{
    0.1012623508344586e+02, -0.7487995877610167e+01, -0.3480091861555747e+02,
    -0.7992771707568823e+01, 0.1025137723295662e+01, 0.0,
    -0.6762803392801253e+00, 0.6087714651680015e+01, 0.1643084320892478e+02,
    0.2476722511418386e+02, -0.6594389125716872e+01, 0.0};
constexpr RosenbrockTableau table{.id = "rodas4", .order = 4, .embeddedOrder = 3, .gamma = 0.25,
    .a = a, .c = c, .alpha = alpha, .gammas = gammas, .m = m, .mHat = mHat, .dense = dense,
    .denseOrder = 3};
static_assert(isConsistent(table));
} // namespace rodas_4

// clang-format on

const RosenbrockTableau rosenbrock23 = rosenbrock_23::table;
const RosenbrockTableau ros3p = ros_3p::table;
const RosenbrockTableau rodas4 = rodas_4::table;

} // namespace solvers::tableaus
