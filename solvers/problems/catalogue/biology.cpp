// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"

namespace solvers::catalogue {

namespace {

Row logistic()
{
    // Verhulst, Corr. Math. Phys. 10 (1838) 113-121.
    return { { .id = "logistic",
                 .name = "Logistic growth",
                 .rhs = { "r*y*(1 - y/K)" },
                 .y0 = { 0.5 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .exact = { "K/(1 + (K/y0 - 1)*exp(-r*(t - t0)))" },
                 .parameters = { { "r", 1.0, 0.1, 3.0 }, { "K", 10.0, 1.0, 20.0 } },
                 .formula = rich("y' = r y (1 - y/K)"),
                 .exactFormula = rich("y(t) = K / (1 + (K/y_0 - 1) e^{-r (t - t_0)})"),
                 .group = "Biology" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] * (1 - y[0] / p[1]);
        } };
}

Row lotkaVolterra()
{
    // Lotka, J. Phys. Chem. 14 (1910) 271-274; Volterra, Nature 118 (1926) 558-560.
    return { { .id = "lotka-volterra",
                 .name = "Lotka–Volterra, predator and prey",
                 .rhs = { "a*y1 - b*y1*y2", "-c*y2 + d*y1*y2" },
                 .y0 = { 1.0, 1.0 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .parameters = { { "a", 1.5, 0.1, 4.0 }, { "b", 1.0, 0.1, 4.0 },
                     { "c", 3.0, 0.1, 4.0 }, { "d", 1.0, 0.1, 4.0 } },
                 .formula = rich("y1' = a y1 - b y1 y2, y2' = -c y2 + d y1 y2"),
                 .group = "Biology",
                 .invariants
                 = { { "d y1 − c ln y1 + b y2 − a ln y2", "d*y1 - c*ln(y1) + b*y2 - a*ln(y2)" } } },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] - p[1] * y[0] * y[1];
            dydt[1] = -p[2] * y[1] + p[3] * y[0] * y[1];
        } };
}

Row epidemic()
{
    // Kermack & McKendrick, Proc. R. Soc. A 115 (1927) 700-721: susceptible, infected, removed.
    return { { .id = "sir",
                 .name = "Epidemic (SIR)",
                 .rhs = { "-beta*y1*y2", "beta*y1*y2 - gamma*y2", "gamma*y2" },
                 .y0 = { 0.999, 0.001, 0.0 },
                 .t0 = 0.0,
                 .t1 = 100.0,
                 .parameters = { { "beta", 0.4, 0.05, 1.0 }, { "gamma", 0.1, 0.01, 0.5 } },
                 .formula = rich("y1' = -beta y1 y2, y2' = beta y1 y2 - gamma y2, y3' = gamma y2"),
                 .group = "Biology",
                 .invariants = { { "population", "y1 + y2 + y3" },
                     { "y1 + y2 − (γ/β) ln y1", "y1 + y2 - gamma/beta*ln(y1)" } } },
        [](double, const double* y, const double* p, double* dydt) {
            const double infected = p[0] * y[0] * y[1];
            dydt[0] = -infected;
            dydt[1] = infected - p[1] * y[1];
            dydt[2] = p[1] * y[1];
        } };
}

} // namespace

Rows biology()
{
    return { logistic(), lotkaVolterra(), epidemic() };
}

} // namespace solvers::catalogue
