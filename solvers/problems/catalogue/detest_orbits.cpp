// SPDX-License-Identifier: GPL-3.0-or-later
// Hull, Enright, Fellen & Sedgwick, SIAM J. Numer. Anal. 9 (1972) 603-637: the test set DETEST,
// classes D (orbits) and E (equations of second order). E2 is van-der-pol with mu = 1.
#include "solvers/problems/catalogue/orbits.h"

#include <cmath>

namespace solvers::catalogue {

namespace {

Row orbit(int number, double ecc)
{
    Problem problem = keplerProblem();
    problem.id = "detest-d" + std::to_string(number);
    problem.name = "D" + std::to_string(number) + ", orbit of eccentricity 0."
        + std::to_string(std::lround(10 * ecc));
    problem.y0 = { 1 - ecc, 0.0, 0.0, std::sqrt((1 + ecc) / (1 - ecc)) };
    problem.t0 = 0.0;
    problem.t1 = 20.0;
    problem.group = "DETEST";
    return { problem, keplerFunction, nullptr, keplerExact };
}

Row e1()
{
    return { { .id = "detest-e1",
                 .name = "E1, Bessel’s equation of order ½",
                 .rhs = { "y2", "-(y2/(t + 1) + (1 - 0.25/(t + 1)^2)*y1)" },
                 .y0 = { 0.6713967071418030, 0.09540051444747446 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { "sqrt(2/(pi*(t + 1)))*sin(t + 1)",
                     "sqrt(2/(pi*(t + 1)))*(cos(t + 1) - sin(t + 1)/(2*(t + 1)))" },
                 .formula = rich("y1' = y2, y2' = -y2/(t + 1) - (1 - ¼/(t + 1)^2) y1"),
                 .exactFormula
                 = rich("y1(t) = J_{1/2}(t + 1) = sqrt(2 / (pi (t + 1))) sin(t + 1), y2 = y1'"),
                 .group = "DETEST" },
        [](double t, const double* y, const double*, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = -(y[1] / (t + 1) + (1 - 0.25 / ((t + 1) * (t + 1))) * y[0]);
        } };
}

Row e3()
{
    return { { .id = "detest-e3",
                 .name = "E3, Duffing’s equation",
                 .rhs = { "y2", "y1^3/6 - y1 + 2*sin(2.78535*t)" },
                 .y0 = { 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .formula = rich("y1' = y2, y2' = y1^3/6 - y1 + 2 sin 2.78535t"),
                 .group = "DETEST" },
        [](double t, const double* y, const double*, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = y[0] * y[0] * y[0] / 6 - y[0] + 2 * std::sin(2.78535 * t);
        } };
}

Row e4()
{
    return { { .id = "detest-e4",
                 .name = "E4, falling body in air",
                 .rhs = { "y2", "0.032 - 0.4*y2^2" },
                 .y0 = { 30.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact
                 = { "30 + ln(cosh(0.4*sqrt(0.08)*t))/0.4", "sqrt(0.08)*tanh(0.4*sqrt(0.08)*t)" },
                 .formula = rich("y1' = y2, y2' = 0.032 - 0.4 y2^2"),
                 .exactFormula = rich("y1(t) = 30 + 2.5 ln cosh 0.4 v t, y2(t) = v tanh 0.4 v t,"
                                      " v^2 = 0.08"),
                 .group = "DETEST" },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = 0.032 - 0.4 * y[1] * y[1];
        } };
}

Row e5()
{
    return { { .id = "detest-e5",
                 .name = "E5, curve of pursuit",
                 .rhs = { "y2", "sqrt(1 + y2^2)/(25 - t)" },
                 .y0 = { 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { "(-25*ln(1 - t/25) - t + t^2/50)/2", "(25/(25 - t) - (25 - t)/25)/2" },
                 .formula = rich("y1' = y2, y2' = sqrt(1 + y2^2) / (25 - t)"),
                 .exactFormula = rich("y1(t) = ½ (-25 ln(1 - t/25) - t + t^2/50), y2(t) ="
                                      " ½ (25/(25 - t) - (25 - t)/25)"),
                 .group = "DETEST" },
        [](double t, const double* y, const double*, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = std::sqrt(1 + y[1] * y[1]) / (25 - t);
        } };
}

} // namespace

Rows detestOrbits()
{
    return { orbit(1, 0.1), orbit(2, 0.3), orbit(3, 0.5), orbit(4, 0.7), orbit(5, 0.9), e1(), e3(),
        e4(), e5() };
}

} // namespace solvers::catalogue
