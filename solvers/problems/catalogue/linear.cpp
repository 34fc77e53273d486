// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"

#include <cmath>

namespace solvers::catalogue {

namespace {

Row complexDahlquist()
{
    // Dahlquist, BIT 3 (1963) 27-43: y' = lambda y with a complex lambda = alpha + i beta.
    return { { .id = "dahlquist-complex",
                 .name = "Dahlquist test equation, complex λ",
                 .rhs = { "alpha*y1 - beta*y2", "beta*y1 + alpha*y2" },
                 .y0 = { 1.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .exact
                 = { "exp(alpha*(t - t0))*(y1_0*cos(beta*(t - t0)) - y2_0*sin(beta*(t - t0)))",
                     "exp(alpha*(t - t0))*(y1_0*sin(beta*(t - t0)) + y2_0*cos(beta*(t - t0)))" },
                 .parameters = { { "alpha", -0.2, -50.0, 1.0 }, { "beta", 2.0, -50.0, 50.0 } },
                 .formula = rich("y1' = alpha y1 - beta y2, y2' = beta y1 + alpha y2"),
                 .exactFormula = rich("y1 + i y2 = (y1_0 + i y2_0) e^{(alpha + i beta)(t - t_0)}"),
                 .group = "Linear" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] - p[1] * y[1];
            dydt[1] = p[1] * y[0] + p[0] * y[1];
        },
        [](double, const double*, const double* p, double* dfdy, double* dfdt) {
            JacobianEntries<2> entry(dfdy, dfdt);
            entry(0, 0) = entry(1, 1) = p[0];
            entry(0, 1) = -p[1];
            entry(1, 0) = p[1];
        } };
}

/// exp(A t) y0 for a 2 x 2 matrix: e^{m t} (C I + S (A - m I)), m half the trace.
void planarExponential(double t, double t0, const double* y0, const double* p, double* y)
{
    const double tau = t - t0;
    const double m = (p[0] + p[3]) / 2;
    const double h = (p[0] - p[3]) / 2;
    const double discriminant = h * h + p[1] * p[2];
    const double rate = std::sqrt(std::abs(discriminant));
    double c = 1.0;
    double s = tau; // equal eigenvalues
    if (discriminant > 0.0) {
        c = std::cosh(rate * tau);
        s = std::sinh(rate * tau) / rate;
    } else if (discriminant < 0.0) {
        c = std::cos(rate * tau);
        s = std::sin(rate * tau) / rate;
    }
    const double growth = std::exp(m * tau);
    y[0] = growth * (c * y0[0] + s * (h * y0[0] + p[1] * y0[1]));
    y[1] = growth * (c * y0[1] + s * (p[2] * y0[0] - h * y0[1]));
}

struct Kind {
    const char* id;
    const char* name;
    double a, b, c, d;
    double y1, y2;
};

Row planar(const Kind& kind)
{
    // Strogatz, Nonlinear Dynamics and Chaos (1994), chapter 5.
    return { { .id = kind.id,
                 .name = kind.name,
                 .rhs = { "a*y1 + b*y2", "c*y1 + d*y2" },
                 .y0 = { kind.y1, kind.y2 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .parameters = { { "a", kind.a, -3.0, 3.0 }, { "b", kind.b, -3.0, 3.0 },
                     { "c", kind.c, -3.0, 3.0 }, { "d", kind.d, -3.0, 3.0 } },
                 .formula = rich("y1' = a y1 + b y2, y2' = c y1 + d y2"),
                 .exactFormula = rich("y(t) = e^{A (t - t_0)} y_0"),
                 .group = "Linear" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] + p[1] * y[1];
            dydt[1] = p[2] * y[0] + p[3] * y[1];
        },
        [](double, const double*, const double* p, double* dfdy, double* dfdt) {
            JacobianEntries<2> entry(dfdy, dfdt);
            entry(0, 0) = p[0];
            entry(0, 1) = p[1];
            entry(1, 0) = p[2];
            entry(1, 1) = p[3];
        },
        planarExponential };
}

} // namespace

Rows linear()
{
    return { complexDahlquist(),
        planar({ "linear-node", "Linear system: node", -1.0, 0.5, 0.5, -1.0, 1.0, 0.2 }),
        planar({ "linear-saddle", "Linear system: saddle", 0.0, 0.5, 0.5, 0.0, 1.0, -0.9 }),
        planar({ "linear-spiral", "Linear system: spiral", -0.2, -1.5, 1.5, -0.2, 1.0, 0.0 }),
        planar({ "linear-centre", "Linear system: centre", 0.0, 1.0, -2.0, 0.0, 1.0, 0.0 }),
        planar({ "linear-degenerate", "Linear system: degenerate node", -1.0, 1.0, 0.0, -1.0, 0.5,
            1.0 }) };
}

} // namespace solvers::catalogue
