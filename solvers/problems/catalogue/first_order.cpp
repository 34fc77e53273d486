// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"

#include <cmath>

namespace solvers::catalogue {

namespace {

Row article()
{
    // T. Carr, What are Neural ODEs? (2020), section 2.
    return { { .id = "article",
                 .name = "Article example",
                 .rhs = { "y - 0.5*exp(t/2)*sin(5*t) + 5*exp(t/2)*cos(5*t)" },
                 .y0 = { 0.0 },
                 .t0 = 0.0,
                 .t1 = 5.0,
                 .exact = { "exp(t/2)*sin(5*t)" },
                 .formula = rich("y' = y - ½ e^{t/2} sin 5t + 5 e^{t/2} cos 5t"),
                 .exactFormula = rich("y(t) = e^{t/2} sin 5t"),
                 .group = "Article" },
        [](double t, const double* y, const double*, double* dydt) {
            const double growth = std::exp(t / 2);
            dydt[0] = y[0] - 0.5 * growth * std::sin(5 * t) + 5 * growth * std::cos(5 * t);
        } };
}

Row dahlquist()
{
    // Dahlquist, BIT 3 (1963) 27-43: the equation by which stability is judged.
    return { { .id = "dahlquist",
                 .name = "Dahlquist test equation",
                 .rhs = { "lambda*y" },
                 .y0 = { 1.0 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .exact = { "y0*exp(lambda*(t - t0))" },
                 .parameters = { { "lambda", -1.0, -50.0, 1.0 } },
                 .formula = rich("y' = lambda y"),
                 .exactFormula = rich("y(t) = y_0 e^{lambda (t - t_0)}"),
                 .group = "First order" },
        [](double, const double* y, const double* p, double* dydt) { dydt[0] = p[0] * y[0]; },
        [](double, const double*, const double* p, double* dfdy, double* dfdt) {
            dfdy[0] = p[0];
            dfdt[0] = 0.0;
        } };
}

Row cooling()
{
    // Newton, Phil. Trans. 22 (1701) 824-829; a capacitor charged through a resistor obeys it too.
    return { { .id = "cooling",
                 .name = "Newton’s cooling, RC circuit",
                 .rhs = { "-k*(y - A)" },
                 .y0 = { 90.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .exact = { "A + (y0 - A)*exp(-k*(t - t0))" },
                 .parameters = { { "k", 0.3, 0.01, 2.0 }, { "A", 20.0, 0.0, 100.0 } },
                 .formula = rich("y' = -k (y - A)"),
                 .exactFormula = rich("y(t) = A + (y_0 - A) e^{-k (t - t_0)}"),
                 .group = "First order" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = -p[0] * (y[0] - p[1]);
        } };
}

Row blowUp()
{
    // The solution has a pole at t0 + 1/y0: no method can pass it.
    return { { .id = "blow-up",
                 .name = "Blow-up in finite time",
                 .rhs = { "y^2" },
                 .y0 = { 1.0 },
                 .t0 = 0.0,
                 .t1 = 0.99,
                 .exact = { "y0/(1 - y0*(t - t0))" },
                 .formula = rich("y' = y^2"),
                 .exactFormula = rich("y(t) = y_0 / (1 - y_0 (t - t_0))"),
                 .group = "First order" },
        [](double, const double* y, const double*, double* dydt) { dydt[0] = y[0] * y[0]; } };
}

Row nonUnique()
{
    // Peano, Math. Ann. 37 (1890) 182-228: f is continuous but not Lipschitz at 0, and both 0 and
    // t^3 pass through (0, 0). A one-step method that starts there finds 0, as does the text.
    return { { .id = "non-unique",
                 .name = "Two solutions through one point",
                 .rhs = { "3*(y^2)^(1/3)" },
                 .y0 = { 0.0 },
                 .t0 = 0.0,
                 .t1 = 2.0,
                 .exact = { "y0 > 0 ? (y0^(1/3) + t - t0)^3 : 0" },
                 .formula = rich("y' = 3 y^{2/3}"),
                 .exactFormula = rich("y(t) = 0 is one solution, y(t) = t^3 another"),
                 .group = "First order" },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = 3 * std::pow(y[0] * y[0], 1.0 / 3);
        } };
}

Row steepAroundLine()
{
    // "constant" of rtqichen/torchdiffeq's tests: a line that repels its neighbours.
    return { { .id = "repelling-line",
                 .name = "Repelling line (torchdiffeq’s “constant”)",
                 .rhs = { "a + (y - a*t - b)^5" },
                 .y0 = { 3.2 },
                 .t0 = 1.0,
                 .t1 = 8.0,
                 .exact = { "a*t + b + (y0 - a*t0 - b)/(1 - 4*(y0 - a*t0 - b)^4*(t - t0))^0.25" },
                 .parameters = { { "a", 0.2, -2.0, 2.0 }, { "b", 3.0, -5.0, 5.0 } },
                 .formula = rich("y' = a + (y - a t - b)^5"),
                 .exactFormula = rich("y(t) = a t + b"),
                 .group = "First order",
                 .startTexts = { "a*t0 + b" } },
        [](double t, const double* y, const double* p, double* dydt) {
            const double d = y[0] - p[0] * t - p[1];
            dydt[0] = p[0] + d * d * d * d * d;
        } };
}

/// The particular solution of the next problem without its homogeneous part, at TIME.
std::string sinePart(const std::string& time)
{
    std::string text = "(-T^4*cos(2*T)/2 + T^3*sin(2*T)/2 + T^2*cos(2*T)/4 - T^3 + 2*T^4"
                       " + (pi - 0.25)*T^2)";
    for (std::size_t at = text.find('T'); at != std::string::npos; at = text.find('T', at))
        text.replace(at, 1, time);
    return text;
}

Row polynomialAndSine()
{
    // "sine" of rtqichen/torchdiffeq's tests.
    return { { .id = "polynomial-sine",
                 .name = "Polynomial and sine (torchdiffeq’s “sine”)",
                 .rhs = { "2*y/t + t^4*sin(2*t) - t^2 + 4*t^3" },
                 .y0 = { 4.4502780761394197 }, // the formula below at t = 1
                 .t0 = 1.0,
                 .t1 = 8.0,
                 .exact = { sinePart("t") + " + (y0 - " + sinePart("t0") + ")*(t/t0)^2" },
                 .formula = rich("y' = 2y/t + t^4 sin 2t - t^2 + 4t^3"),
                 .exactFormula = rich("y(t) = -½ t^4 cos 2t + ½ t^3 sin 2t + ¼ t^2 cos 2t"
                                      " - t^3 + 2t^4 + (pi - ¼) t^2"),
                 .group = "First order" },
        [](double t, const double* y, const double*, double* dydt) {
            const double square = t * t;
            dydt[0] = 2 * y[0] / t + square * square * std::sin(2 * t) - square + 4 * square * t;
        } };
}

} // namespace

Rows firstOrder()
{
    return { article(), dahlquist(), cooling(), blowUp(), nonUnique(), steepAroundLine(),
        polynomialAndSine() };
}

} // namespace solvers::catalogue
