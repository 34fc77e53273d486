// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"
#include "solvers/problems/catalogue/special_functions.h"

#include <cmath>
#include <numbers>
#include <string>

namespace solvers::catalogue {

namespace {

Row curtissHirschfelder()
{
    // Curtiss & Hirschfelder, Proc. Natl. Acad. Sci. 38 (1952) 235-243, where "stiff" was coined.
    return { { .id = "curtiss-hirschfelder",
                 .name = "Curtiss–Hirschfelder",
                 .rhs = { "-k*(y - cos(t))" },
                 .y0 = { 0.0 },
                 .t0 = 0.0,
                 .t1 = 1.5,
                 .exact = { "k*(k*cos(t) + sin(t))/(k^2 + 1)"
                            " + (y0 - k*(k*cos(t0) + sin(t0))/(k^2 + 1))*exp(-k*(t - t0))" },
                 .parameters = { { "k", 50.0, 1.0, 2000.0 } },
                 .stiff = true,
                 .formula = rich("y' = -k (y - cos t)"),
                 .exactFormula
                 = rich("y(t) = k (k cos t + sin t) / (k^2 + 1) + c e^{-k (t - t_0)}"),
                 .group = "Stiff" },
        [](double t, const double* y, const double* p, double* dydt) {
            dydt[0] = -p[0] * (y[0] - std::cos(t));
        },
        [](double t, const double*, const double* p, double* dfdy, double* dfdt) {
            dfdy[0] = -p[0];
            dfdt[0] = -p[0] * std::sin(t);
        } };
}

Row protheroRobinson()
{
    // Prothero & Robinson, Math. Comp. 28 (1974) 145-162.
    return { { .id = "prothero-robinson",
                 .name = "Prothero–Robinson",
                 .rhs = { "lambda*(y - cos(t)) - sin(t)" },
                 .y0 = { 1.0 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .exact = { "cos(t) + (y0 - cos(t0))*exp(lambda*(t - t0))" },
                 .parameters = { { "lambda", -1e6, -1e6, -1.0 } },
                 .stiff = true,
                 .formula = rich("y' = lambda (y - cos t) - sin t"),
                 .exactFormula = rich("y(t) = cos t + (y_0 - cos t_0) e^{lambda (t - t_0)}"),
                 .group = "Stiff" },
        [](double t, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * (y[0] - std::cos(t)) - std::sin(t);
        },
        [](double t, const double*, const double* p, double* dfdy, double* dfdt) {
            dfdy[0] = p[0];
            dfdt[0] = p[0] * std::sin(t) - std::cos(t);
        } };
}

/// y = 1 / (1 + w), w e^w = a e^{a - t}, a = 1/y0 - 1. Corless et al., see lambertW().
void flameExact(double t, double t0, const double* y0, const double*, double* y)
{
    const double a = 1 / y0[0] - 1;
    const double tau = t - t0;
    const double w = a > 0 ? lambertWOfExp(std::log(a) + a - tau) : lambertW(a * std::exp(a - tau));
    y[0] = 1 / (1 + w);
}

Row flame()
{
    // O'Malley, Singular Perturbation Methods for ODEs (1991), sec. 2.2; Shampine, Gladwell &
    // Thompson, Solving ODEs with MATLAB (2003): the radius of a ball of flame.
    return { { .id = "flame",
                 .name = "Flame",
                 .rhs = { "y^2 - y^3" },
                 .y0 = { 0.01 },
                 .t0 = 0.0,
                 .t1 = 200.0,
                 .parameters = { { "delta", 0.01, 1e-4, 0.1 } },
                 .stiff = true,
                 .formula = rich("y' = y^2 - y^3, y(0) = delta"),
                 .exactFormula = rich("y(t) = 1 / (W(a e^{a - t}) + 1), a = 1/delta - 1"),
                 .group = "Stiff",
                 .startTexts = { "delta" },
                 .endText = "2/delta" },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = y[0] * y[0] - y[0] * y[0] * y[0];
        },
        [](double, const double* y, const double*, double* dfdy, double* dfdt) {
            dfdy[0] = 2 * y[0] - 3 * y[0] * y[0];
            dfdt[0] = 0;
        },
        flameExact };
}

Row kaps()
{
    // Kaps, in Hairer, Lubich & Roche, The Numerical Solution of DAEs (1989); the solution does
    // not depend on eps.
    return { { .id = "kaps",
                 .name = "Kaps",
                 .rhs = { "-(1/eps + 2)*y1 + y2^2/eps", "y1 - y2 - y2^2" },
                 .y0 = { 1.0, 1.0 },
                 .t0 = 0.0,
                 .t1 = 5.0,
                 .exact = { "exp(-2*t)", "exp(-t)" },
                 .parameters = { { "eps", 1e-3, 1e-6, 1.0 } },
                 .stiff = true,
                 .formula = rich("y1' = -(1/eps + 2) y1 + y2^2/eps, y2' = y1 - y2 - y2^2"),
                 .exactFormula = rich("y1(t) = e^{-2t}, y2(t) = e^{-t}"),
                 .group = "Stiff" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = -(1 / p[0] + 2) * y[0] + y[1] * y[1] / p[0];
            dydt[1] = y[0] - y[1] - y[1] * y[1];
        },
        [](double, const double* y, const double* p, double* dfdy, double* dfdt) {
            JacobianEntries<2> entry(dfdy, dfdt);
            entry(0, 0) = -(1 / p[0] + 2);
            entry(0, 1) = 2 * y[1] / p[0];
            entry(1, 0) = 1;
            entry(1, 1) = -1 - 2 * y[1];
        } };
}

Row stiffVanDerPol()
{
    // Hairer & Wanner, Solving ODEs II, sec. IV.10; Mazzia & Magherini, Test Set for IVP Solvers.
    return { { .id = "van-der-pol-stiff",
                 .name = "Van der Pol oscillator, stiff",
                 .rhs = { "y2", "mu*(1 - y1^2)*y2 - y1" },
                 .y0 = { 2.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 2000.0,
                 .parameters = { { "mu", 1000.0, 10.0, 2000.0 } },
                 .stiff = true,
                 .formula = rich("y1' = y2, y2' = mu (1 - y1^2) y2 - y1"),
                 .group = "Stiff" },
        nullptr };
}

constexpr int kHeatPoints = 64;

void heatFunction(double, const double* y, const double*, double* dydt)
{
    constexpr double scale = (kHeatPoints + 1.0) * (kHeatPoints + 1.0);
    for (int i = 0; i < kHeatPoints; ++i) {
        const double left = i > 0 ? y[i - 1] : 0.0;
        const double right = i + 1 < kHeatPoints ? y[i + 1] : 0.0;
        dydt[i] = scale * (left - 2 * y[i] + right);
    }
}

void heatJacobian(double, const double*, const double*, double* dfdy, double* dfdt)
{
    constexpr double scale = (kHeatPoints + 1.0) * (kHeatPoints + 1.0);
    JacobianEntries<kHeatPoints> entry(dfdy, dfdt);
    for (int i = 0; i < kHeatPoints; ++i) {
        entry(i, i) = -2 * scale;
        if (i > 0)
            entry(i, i - 1) = entry(i - 1, i) = scale;
    }
}

Row heat()
{
    // u_t = u_xx on [0, 1] with u = 0 at both ends, by central differences at 64 inner points.
    Problem problem { .id = "heat",
        .name = "Heat equation, 64 points",
        .rhs = {},
        .y0 = {},
        .t0 = 0.0,
        .t1 = 0.1,
        .stiff = true,
        .formula
        = rich("y_i' = (y_{i-1} - 2 y_i + y_{i+1}) / Delta x^2, i = 1 … 64, Delta x = 1/65"),
        .exactFormula = rich("y_i(t) = e^{-lambda t} sin(i pi/65), lambda = 4*65^2 sin^2(pi/130)"),
        .group = "Stiff" };
    for (int i = 1; i <= kHeatPoints; ++i) {
        const auto at = [](int k) { return "y" + std::to_string(k); };
        std::string sum = "-2*" + at(i);
        if (i > 1)
            sum += " + " + at(i - 1);
        if (i < kHeatPoints)
            sum += " + " + at(i + 1);
        problem.rhs.push_back("65^2*(" + sum + ")");
        problem.y0.push_back(std::sin(std::numbers::pi * i / (kHeatPoints + 1)));
        problem.exact.push_back(
            "exp(-4*65^2*sin(pi/130)^2*t)*sin(" + std::to_string(i) + "*pi/65)");
    }
    return { problem, heatFunction, heatJacobian };
}

} // namespace

Rows stiff()
{
    return { curtissHirschfelder(), protheroRobinson(), flame(), kaps(), stiffVanDerPol(), heat() };
}

} // namespace solvers::catalogue
