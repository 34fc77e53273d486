// SPDX-License-Identifier: GPL-3.0-or-later
// Hull, Enright, Fellen & Sedgwick, SIAM J. Numer. Anal. 9 (1972) 603-637: the test set DETEST,
// all on [0, 20]. Classes A (one equation) and B (small systems).
#include "solvers/problems/catalogue/row.h"
#include "solvers/problems/catalogue/special_functions.h"

#include <cmath>
#include <numbers>

namespace solvers::catalogue {

namespace {

Row a1()
{
    return { { .id = "detest-a1",
                 .name = "A1, negative exponential",
                 .rhs = { "-y" },
                 .y0 = { 1.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { "y0*exp(-(t - t0))" },
                 .formula = rich("y' = -y"),
                 .exactFormula = rich("y(t) = y_0 e^{-(t - t_0)}"),
                 .group = "DETEST" },
        [](double, const double* y, const double*, double* dydt) { dydt[0] = -y[0]; } };
}

Row a2()
{
    return { { .id = "detest-a2",
                 .name = "A2, Riccati’s special case",
                 .rhs = { "-y^3/2" },
                 .y0 = { 1.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { "y0/sqrt(1 + y0^2*(t - t0))" },
                 .formula = rich("y' = -y^3/2"),
                 .exactFormula = rich("y(t) = y_0 / sqrt(1 + y_0^2 (t - t_0))"),
                 .group = "DETEST" },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = -(y[0] * y[0] * y[0]) / 2;
        } };
}

Row a3()
{
    return { { .id = "detest-a3",
                 .name = "A3, oscillating growth",
                 .rhs = { "y*cos(t)" },
                 .y0 = { 1.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { "y0*exp(sin(t) - sin(t0))" },
                 .formula = rich("y' = y cos t"),
                 .exactFormula = rich("y(t) = y_0 e^{sin t - sin t_0}"),
                 .group = "DETEST" },
        [](double t, const double* y, const double*, double* dydt) {
            dydt[0] = y[0] * std::cos(t);
        } };
}

Row a4()
{
    return { { .id = "detest-a4",
                 .name = "A4, logistic curve",
                 .rhs = { "y/4*(1 - y/20)" },
                 .y0 = { 1.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { "20/(1 + (20/y0 - 1)*exp(-(t - t0)/4))" },
                 .formula = rich("y' = ¼ y (1 - y/20)"),
                 .exactFormula = rich("y(t) = 20 / (1 + (20/y_0 - 1) e^{-(t - t_0)/4})"),
                 .group = "DETEST" },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = y[0] / 4 * (1 - y[0] / 20);
        } };
}

/// In polar coordinates, t = r cos(phi) and y = r sin(phi), r = r0 e^{phi0 - phi}. As t grows
/// phi falls, down to -pi/4, where y + t = 0 and the solution ends.
void spiralExact(double t, double t0, const double* y0, const double*, double* y)
{
    const double scale = std::log(std::hypot(t0, y0[0])) + std::atan2(y0[0], t0);
    const auto time = [&](double phi) { return std::exp(scale - phi) * std::cos(phi); };
    double low = -std::numbers::pi / 4;
    double high = 3 * std::numbers::pi / 4;
    double phi = std::atan2(y0[0], t0);
    for (int i = 0; i < 200; ++i) {
        const double excess = time(phi) - t;
        (excess > 0 ? low : high) = phi;
        const double slope = -std::exp(scale - phi) * (std::cos(phi) + std::sin(phi));
        double next = phi - excess / slope;
        if (!(next > low && next < high))
            next = (low + high) / 2;
        const bool done = std::abs(next - phi) < 1e-16;
        phi = next;
        if (done)
            break;
    }
    y[0] = std::exp(scale - phi) * std::sin(phi);
}

Row a5()
{
    return { { .id = "detest-a5",
                 .name = "A5, spiral curve",
                 .rhs = { "(y - t)/(y + t)" },
                 .y0 = { 4.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .formula = rich("y' = (y - t) / (y + t)"),
                 .exactFormula = rich("½ ln(t^2 + y^2) + arctan(y/t) = ln 4 + pi/2"),
                 .group = "DETEST",
                 .invariants
                 = { { "½ ln(t² + y²) + arctan(y/t)", "ln(t^2 + y^2)/2 + atan2(y, t)" } } },
        [](double t, const double* y, const double*, double* dydt) {
            dydt[0] = (y[0] - t) / (y[0] + t);
        },
        nullptr, spiralExact };
}

Row b1()
{
    return { { .id = "detest-b1",
                 .name = "B1, two conflicting populations",
                 .rhs = { "2*(y1 - y1*y2)", "-(y2 - y1*y2)" },
                 .y0 = { 1.0, 3.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .formula = rich("y1' = 2 (y1 - y1 y2), y2' = -(y2 - y1 y2)"),
                 .group = "DETEST",
                 .invariants
                 = { { "y1 − ln y1 + 2 (y2 − ln y2)", "y1 - ln(y1) + 2*(y2 - ln(y2))" } } },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = 2 * (y[0] - y[0] * y[1]);
            dydt[1] = -(y[1] - y[0] * y[1]);
        } };
}

Row b2()
{
    // Eigenvalues 0, -1, -3 with eigenvectors (1, 1, 1), (1, 0, -1), (1, -2, 1).
    const std::string rest = "(y1_0 + y2_0 + y3_0)/3";
    const std::string slow = "(y1_0 - y3_0)/2*exp(-(t - t0))";
    const std::string fast = "(y1_0 - 2*y2_0 + y3_0)/6*exp(-3*(t - t0))";
    return { { .id = "detest-b2",
                 .name = "B2, linear chemical reaction",
                 .rhs = { "-y1 + y2", "y1 - 2*y2 + y3", "y2 - y3" },
                 .y0 = { 2.0, 0.0, 1.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { rest + " + " + slow + " + " + fast, rest + " - 2*" + fast,
                     rest + " - " + slow + " + " + fast },
                 .formula = rich("y1' = -y1 + y2, y2' = y1 - 2 y2 + y3, y3' = y2 - y3"),
                 .exactFormula = rich("y1 = 1 + ½ e^{-t} + ½ e^{-3t}, y2 = 1 - e^{-3t},"
                                      " y3 = 1 - ½ e^{-t} + ½ e^{-3t}"),
                 .group = "DETEST",
                 .invariants = { { "mass", "y1 + y2 + y3" } } },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = -y[0] + y[1];
            dydt[1] = y[0] - 2 * y[1] + y[2];
            dydt[2] = y[1] - y[2];
        } };
}

/// y2 = u'/u with u'' = y1 u, so that u = a I0(s) + b K0(s), s = 2 sqrt(y1). Needs y1(0) > 0.
void reactionExact(double t, double t0, const double* y0, const double*, double* y)
{
    const double s0 = 2 * std::sqrt(y0[0]);
    const double s = s0 * std::exp(-(t - t0) / 2);
    const double a = s0 / 2 * std::cyl_bessel_k(1.0, s0) - y0[1] * std::cyl_bessel_k(0.0, s0);
    const double b = s0 / 2 * std::cyl_bessel_i(1.0, s0) + y0[1] * std::cyl_bessel_i(0.0, s0);
    y[0] = y0[0] * std::exp(-(t - t0));
    y[1] = s / 2 * (b * std::cyl_bessel_k(1.0, s) - a * std::cyl_bessel_i(1.0, s))
        / (a * std::cyl_bessel_i(0.0, s) + b * std::cyl_bessel_k(0.0, s));
    y[2] = y0[0] + y0[1] + y0[2] - y[0] - y[1];
}

Row b3()
{
    return { { .id = "detest-b3",
                 .name = "B3, non-linear chemical reaction",
                 .rhs = { "-y1", "y1 - y2^2", "y2^2" },
                 .y0 = { 1.0, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .formula = rich("y1' = -y1, y2' = y1 - y2^2, y3' = y2^2"),
                 .exactFormula
                 = rich("y2 = ½ s (b K_1(s) - a I_1(s)) / (a I_0(s) + b K_0(s)), s = 2 e^{-t/2},"
                        " a = K_1(2), b = I_1(2)"),
                 .group = "DETEST",
                 .invariants = { { "mass", "y1 + y2 + y3" } } },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = -y[0];
            dydt[1] = y[0] - y[1] * y[1];
            dydt[2] = y[1] * y[1];
        },
        nullptr, reactionExact };
}

Row b4()
{
    return { { .id = "detest-b4",
                 .name = "B4, curve on a torus",
                 .rhs = { "-y2 - y1*y3/sqrt(y1^2 + y2^2)", "y1 - y2*y3/sqrt(y1^2 + y2^2)",
                     "y1/sqrt(y1^2 + y2^2)" },
                 .y0 = { 3.0, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { "(2 + cos(t))*cos(t)", "(2 + cos(t))*sin(t)", "sin(t)" },
                 .formula = rich("y1' = -y2 - y1 y3 / r, y2' = y1 - y2 y3 / r, y3' = y1 / r,"
                                 " r^2 = y1^2 + y2^2"),
                 .exactFormula = rich("y1 = (2 + cos t) cos t, y2 = (2 + cos t) sin t, y3 = sin t"),
                 .group = "DETEST",
                 .invariants = { { "shift of the torus", "y3 - y2/sqrt(y1^2 + y2^2)" } } },
        [](double, const double* y, const double*, double* dydt) {
            const double r = std::sqrt(y[0] * y[0] + y[1] * y[1]);
            dydt[0] = -y[1] - y[0] * y[2] / r;
            dydt[1] = y[0] - y[1] * y[2] / r;
            dydt[2] = y[0] / r;
        } };
}

void eulerExact(double t, double t0, const double*, const double*, double* y)
{
    const auto [sn, cn, dn] = ellipticFunctions(t - t0, std::sqrt(0.51));
    y[0] = sn;
    y[1] = cn;
    y[2] = dn;
}

Row b5()
{
    return { { .id = "detest-b5",
                 .name = "B5, Euler’s rigid body",
                 .rhs = { "y2*y3", "-y1*y3", "-0.51*y1*y2" },
                 .y0 = { 0.0, 1.0, 1.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .formula = rich("y1' = y2 y3, y2' = -y1 y3, y3' = -0.51 y1 y2"),
                 .exactFormula = rich("y1 = sn(t, k), y2 = cn(t, k), y3 = dn(t, k), k^2 = 0.51"),
                 .group = "DETEST",
                 .invariants
                 = { { "y1² + y2²", "y1^2 + y2^2" }, { "0.51 y1² + y3²", "0.51*y1^2 + y3^2" } } },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = y[1] * y[2];
            dydt[1] = -y[0] * y[2];
            dydt[2] = -0.51 * y[0] * y[1];
        },
        nullptr, eulerExact };
}

} // namespace

Rows detestSmall()
{
    return { a1(), a2(), a3(), a4(), a5(), b1(), b2(), b3(), b4(), b5() };
}

} // namespace solvers::catalogue
