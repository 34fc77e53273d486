// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"

#include <cmath>

namespace solvers::catalogue {

namespace {

Row lorenz()
{
    // Lorenz, J. Atmos. Sci. 20 (1963) 130-141.
    return { { .id = "lorenz",
                 .name = "Lorenz attractor",
                 .rhs = { "sigma*(y2 - y1)", "y1*(rho - y3) - y2", "y1*y2 - beta*y3" },
                 .y0 = { 1.0, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .parameters = { { "sigma", 10.0, 0.0, 20.0 }, { "rho", 28.0, 0.0, 50.0 },
                     { "beta", 8.0 / 3.0, 0.0, 5.0 } },
                 .formula
                 = rich("y1' = sigma (y2 - y1), y2' = y1 (rho - y3) - y2, y3' = y1 y2 - beta y3"),
                 .group = "Chaos" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * (y[1] - y[0]);
            dydt[1] = y[0] * (p[1] - y[2]) - y[1];
            dydt[2] = y[0] * y[1] - p[2] * y[2];
        } };
}

Row rossler()
{
    // Rossler, Phys. Lett. A 57 (1976) 397-398.
    return { { .id = "rossler",
                 .name = "Rössler attractor",
                 .rhs = { "-y2 - y3", "y1 + a*y2", "b + y3*(y1 - c)" },
                 .y0 = { 1.0, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 50.0,
                 .parameters
                 = { { "a", 0.2, 0.0, 0.4 }, { "b", 0.2, 0.0, 2.0 }, { "c", 5.7, 1.0, 12.0 } },
                 .formula = rich("y1' = -y2 - y3, y2' = y1 + a y2, y3' = b + y3 (y1 - c)"),
                 .group = "Chaos" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = -y[1] - y[2];
            dydt[1] = y[0] + p[0] * y[1];
            dydt[2] = p[1] + y[2] * (y[0] - p[2]);
        } };
}

Row thomas()
{
    // Thomas, Int. J. Bifurcation Chaos 9 (1999) 1889-1905.
    return { { .id = "thomas",
                 .name = "Thomas’ cyclic attractor",
                 .rhs = { "sin(y2) - b*y1", "sin(y3) - b*y2", "sin(y1) - b*y3" },
                 .y0 = { 1.0, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 200.0,
                 .parameters = { { "b", 0.208186, 0.0, 0.4 } },
                 .formula = rich("y1' = sin y2 - b y1, y2' = sin y3 - b y2, y3' = sin y1 - b y3"),
                 .group = "Chaos" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = std::sin(y[1]) - p[0] * y[0];
            dydt[1] = std::sin(y[2]) - p[0] * y[1];
            dydt[2] = std::sin(y[0]) - p[0] * y[2];
        } };
}

Row chua()
{
    // Matsumoto, Chua & Komuro, IEEE Trans. Circuits Syst. 32 (1985) 797-818: the double scroll.
    return { { .id = "chua",
                 .name = "Chua’s circuit, double scroll",
                 .rhs = { "alpha*(y2 - y1 - (m1*y1 + (m0 - m1)/2*(abs(y1 + 1) - abs(y1 - 1))))",
                     "y1 - y2 + y3", "-beta*y2" },
                 .y0 = { 0.7, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 50.0,
                 .parameters = { { "alpha", 15.6, 5.0, 20.0 }, { "beta", 28.0, 15.0, 40.0 },
                     { "m0", -8.0 / 7.0, -2.0, 0.0 }, { "m1", -5.0 / 7.0, -2.0, 0.0 } },
                 .formula = rich("y1' = alpha (y2 - y1 - m1 y1 - ½ (m0 - m1) (|y1 + 1|"
                                 " - |y1 - 1|)), y2' = y1 - y2 + y3, y3' = -beta y2"),
                 .group = "Chaos" },
        [](double, const double* y, const double* p, double* dydt) {
            const double diode
                = p[3] * y[0] + (p[2] - p[3]) / 2 * (std::abs(y[0] + 1) - std::abs(y[0] - 1));
            dydt[0] = p[0] * (y[1] - y[0] - diode);
            dydt[1] = y[0] - y[1] + y[2];
            dydt[2] = -p[1] * y[1];
        } };
}

Row aizawa()
{
    // Langford, in Nonlinear Dynamics and Turbulence (1983) 215-237; commonly named after Aizawa.
    return { { .id = "aizawa",
                 .name = "Aizawa attractor",
                 .rhs = { "(y3 - b)*y1 - d*y2", "d*y1 + (y3 - b)*y2",
                     "c + a*y3 - y3^3/3 - (y1^2 + y2^2)*(1 + k*y3) + f*y3*y1^3" },
                 .y0 = { 0.1, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 100.0,
                 .parameters
                 = { { "a", 0.95, 0.0, 2.0 }, { "b", 0.7, 0.0, 1.5 }, { "c", 0.6, 0.0, 1.5 },
                     { "d", 3.5, 0.0, 5.0 }, { "k", 0.25, 0.0, 1.0 }, { "f", 0.1, 0.0, 0.5 } },
                 .formula = rich("y1' = (y3 - b) y1 - d y2, y2' = d y1 + (y3 - b) y2,\n"
                                 "y3' = c + a y3 - y3^3/3 - (y1^2 + y2^2)(1 + k y3) + f y3 y1^3"),
                 .group = "Chaos" },
        [](double, const double* y, const double* p, double* dydt) {
            const double radius2 = y[0] * y[0] + y[1] * y[1];
            dydt[0] = (y[2] - p[1]) * y[0] - p[3] * y[1];
            dydt[1] = p[3] * y[0] + (y[2] - p[1]) * y[1];
            dydt[2] = p[2] + p[0] * y[2] - y[2] * y[2] * y[2] / 3 - radius2 * (1 + p[4] * y[2])
                + p[5] * y[2] * y[0] * y[0] * y[0];
        } };
}

} // namespace

Rows chaos()
{
    return { lorenz(), rossler(), thomas(), chua(), aizawa() };
}

} // namespace solvers::catalogue
