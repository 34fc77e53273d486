// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"

namespace solvers::catalogue {

namespace {

Row brusselator()
{
    // Prigogine & Lefever, J. Chem. Phys. 48 (1968) 1695-1700; Hairer, Norsett & Wanner, Solving
    // ODEs I, 2nd ed., sec. I.16. A limit cycle appears at B = 1 + A^2.
    return { { .id = "brusselator",
                 .name = "Brusselator",
                 .rhs = { "A + y1^2*y2 - (B + 1)*y1", "B*y1 - y1^2*y2" },
                 .y0 = { 1.5, 3.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .parameters = { { "A", 1.0, 0.2, 3.0 }, { "B", 3.0, 0.5, 6.0 } },
                 .formula = rich("y1' = A + y1^2 y2 - (B + 1) y1, y2' = B y1 - y1^2 y2"),
                 .group = "Chemistry" },
        [](double, const double* y, const double* p, double* dydt) {
            const double rate = y[0] * y[0] * y[1];
            dydt[0] = p[0] + rate - (p[1] + 1) * y[0];
            dydt[1] = p[1] * y[0] - rate;
        },
        [](double, const double* y, const double* p, double* dfdy, double* dfdt) {
            JacobianEntries<2> entry(dfdy, dfdt);
            const double slope = 2 * y[0] * y[1];
            entry(0, 0) = slope - (p[1] + 1);
            entry(0, 1) = y[0] * y[0];
            entry(1, 0) = p[1] - slope;
            entry(1, 1) = -y[0] * y[0];
        } };
}

void oregonatorFunction(double, const double* y, const double* p, double* dydt)
{
    dydt[0] = p[0] * (y[1] + y[0] * (1 - p[1] * y[0] - y[1]));
    dydt[1] = (y[2] - (1 + y[0]) * y[1]) / p[0];
    dydt[2] = p[2] * (y[0] - y[2]);
}

void oregonatorJacobian(double, const double* y, const double* p, double* dfdy, double* dfdt)
{
    JacobianEntries<3> entry(dfdy, dfdt);
    entry(0, 0) = p[0] * (1 - 2 * p[1] * y[0] - y[1]);
    entry(0, 1) = p[0] * (1 - y[0]);
    entry(1, 0) = -y[1] / p[0];
    entry(1, 1) = -(1 + y[0]) / p[0];
    entry(1, 2) = 1 / p[0];
    entry(2, 0) = p[2];
    entry(2, 2) = -p[2];
}

Row oregonator()
{
    // Field & Noyes, J. Chem. Phys. 60 (1974) 1877-1884; Hairer & Wanner, Solving ODEs II, sec.
    // IV.10.
    return { { .id = "oregonator",
                 .name = "Oregonator, Belousov–Zhabotinskii",
                 .rhs = { "s*(y2 + y1*(1 - q*y1 - y2))", "(y3 - (1 + y1)*y2)/s", "w*(y1 - y3)" },
                 .y0 = { 1.0, 2.0, 3.0 },
                 .t0 = 0.0,
                 .t1 = 360.0,
                 .parameters = { { "s", 77.27, 10.0, 150.0 }, { "q", 8.375e-6, 1e-6, 1e-4 },
                     { "w", 0.161, 0.01, 1.0 } },
                 .stiff = true,
                 .formula = rich("y1' = s (y2 + y1 (1 - q y1 - y2)), y2' = (y3 - (1 + y1) y2) / s,"
                                 " y3' = w (y1 - y3)"),
                 .group = "Chemistry" },
        oregonatorFunction, oregonatorJacobian };
}

void robertsonFunction(double, const double* y, const double* p, double* dydt)
{
    const double slow = p[0] * y[0];
    const double fast = p[1] * y[1] * y[1];
    const double back = p[2] * y[1] * y[2];
    dydt[0] = -slow + back;
    dydt[1] = slow - back - fast;
    dydt[2] = fast;
}

void robertsonJacobian(double, const double* y, const double* p, double* dfdy, double* dfdt)
{
    JacobianEntries<3> entry(dfdy, dfdt);
    const double fast = 2 * p[1] * y[1];
    entry(0, 0) = -p[0];
    entry(0, 1) = p[2] * y[2];
    entry(0, 2) = p[2] * y[1];
    entry(1, 0) = p[0];
    entry(1, 1) = -p[2] * y[2] - fast;
    entry(1, 2) = -p[2] * y[1];
    entry(2, 1) = fast;
}

Row robertson(const char* id, const char* name, double end)
{
    // Robertson, in Walsh (ed.), Numerical Analysis, an Introduction (1966) 178-182.
    return { { .id = id,
                 .name = name,
                 .rhs = { "-k1*y1 + k3*y2*y3", "k1*y1 - k3*y2*y3 - k2*y2^2", "k2*y2^2" },
                 .y0 = { 1.0, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = end,
                 .parameters
                 = { { "k1", 0.04, 0.01, 0.1 }, { "k2", 3e7, 1e6, 1e8 }, { "k3", 1e4, 1e3, 1e5 } },
                 .stiff = true,
                 .formula = rich("y1' = -k1 y1 + k3 y2 y3, y2' = k1 y1 - k3 y2 y3 - k2 y2^2,"
                                 " y3' = k2 y2^2"),
                 .group = "Chemistry",
                 .invariants = { { "mass", "y1 + y2 + y3" } } },
        robertsonFunction, robertsonJacobian };
}

void hiresFunction(double, const double* y, const double*, double* dydt)
{
    const double bound = 280 * y[5] * y[7];
    dydt[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
    dydt[1] = 1.71 * y[0] - 8.75 * y[1];
    dydt[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
    dydt[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
    dydt[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
    dydt[5] = -bound + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
    dydt[6] = bound - 1.81 * y[6];
    dydt[7] = -bound + 1.81 * y[6];
}

void hiresJacobian(double, const double* y, const double*, double* dfdy, double* dfdt)
{
    JacobianEntries<8> entry(dfdy, dfdt);
    entry(0, 0) = -1.71;
    entry(0, 1) = 0.43;
    entry(0, 2) = 8.32;
    entry(1, 0) = 1.71;
    entry(1, 1) = -8.75;
    entry(2, 2) = -10.03;
    entry(2, 3) = 0.43;
    entry(2, 4) = 0.035;
    entry(3, 1) = 8.32;
    entry(3, 2) = 1.71;
    entry(3, 3) = -1.12;
    entry(4, 4) = -1.745;
    entry(4, 5) = entry(4, 6) = 0.43;
    entry(5, 3) = 0.69;
    entry(5, 4) = 1.71;
    entry(5, 5) = -280 * y[7] - 0.43;
    entry(5, 6) = 0.69;
    entry(5, 7) = -280 * y[5];
    entry(6, 5) = 280 * y[7];
    entry(6, 6) = -1.81;
    entry(6, 7) = 280 * y[5];
    for (int j = 5; j < 8; ++j)
        entry(7, j) = -entry(6, j);
}

Row hires()
{
    // Schafer, J. Theor. Biol. 55 (1975) 1-17; Hairer & Wanner, Solving ODEs II, sec. IV.10.
    return { { .id = "hires",
                 .name = "HIRES, growth under light",
                 .rhs = { "-1.71*y1 + 0.43*y2 + 8.32*y3 + 0.0007", "1.71*y1 - 8.75*y2",
                     "-10.03*y3 + 0.43*y4 + 0.035*y5", "8.32*y2 + 1.71*y3 - 1.12*y4",
                     "-1.745*y5 + 0.43*y6 + 0.43*y7",
                     "-280*y6*y8 + 0.69*y4 + 1.71*y5 - 0.43*y6 + 0.69*y7", "280*y6*y8 - 1.81*y7",
                     "-280*y6*y8 + 1.81*y7" },
                 .y0 = { 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057 },
                 .t0 = 0.0,
                 .t1 = 321.8122,
                 .stiff = true,
                 .formula = rich("y1' = -1.71 y1 + 0.43 y2 + 8.32 y3 + 0.0007,"
                                 " y2' = 1.71 y1 - 8.75 y2,\ny3' = -10.03 y3 + 0.43 y4"
                                 " + 0.035 y5, y4' = 8.32 y2 + 1.71 y3 - 1.12 y4,\n"
                                 "y5' = -1.745 y5 + 0.43 y6 + 0.43 y7, y6' = -280 y6 y8 + 0.69 y4"
                                 " + 1.71 y5 - 0.43 y6 + 0.69 y7,\ny7' = 280 y6 y8 - 1.81 y7,"
                                 " y8' = -y7'"),
                 .group = "Chemistry",
                 .invariants = { { "y7 + y8", "y7 + y8" } } },
        hiresFunction, hiresJacobian };
}

} // namespace

Rows chemistry()
{
    return { brusselator(), oregonator(),
        robertson("robertson", "Robertson’s reaction, to t = 40", 40.0),
        robertson("robertson-long", "Robertson’s reaction, to t = 10¹¹", 1e11), hires() };
}

} // namespace solvers::catalogue
