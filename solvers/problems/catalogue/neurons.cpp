// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"

#include <cmath>

namespace solvers::catalogue {

namespace {

Row fitzHughNagumo()
{
    // FitzHugh, Biophys. J. 1 (1961) 445-466; Nagumo, Arimoto & Yoshizawa, Proc. IRE 50 (1962)
    // 2061-2070.
    return { { .id = "fitzhugh-nagumo",
                 .name = "FitzHugh–Nagumo",
                 .rhs = { "y1 - y1^3/3 - y2 + I", "(y1 + a - b*y2)/tau" },
                 .y0 = { 1.0, 1.0 },
                 .t0 = 0.0,
                 .t1 = 100.0,
                 .parameters = { { "I", 0.5, 0.0, 2.0 }, { "a", 0.7, 0.0, 1.0 },
                     { "b", 0.8, 0.0, 1.5 }, { "tau", 12.5, 1.0, 50.0 } },
                 .formula = rich("y1' = y1 - y1^3/3 - y2 + I, y2' = (y1 + a - b y2) / tau"),
                 .group = "Neurons" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = y[0] - y[0] * y[0] * y[0] / 3 - y[1] + p[0];
            dydt[1] = (y[0] + p[1] - p[2] * y[1]) / p[3];
        } };
}

/// u / (1 - e^-u), smooth at 0
double linoid(double u)
{
    return std::abs(u) < 1e-4 ? 1 + u / 2 + u * u / 12 : u / (1 - std::exp(-u));
}

void hodgkinHuxleyFunction(double, const double* y, const double* p, double* dydt)
{
    const double v = y[0];
    const double n = y[1];
    const double m = y[2];
    const double h = y[3];
    const double n4 = n * n * n * n;
    const double m3h = m * m * m * h;
    dydt[0] = p[0] - p[1] * m3h * (v - 50) - p[2] * n4 * (v + 77) - p[3] * (v + 54.387);
    dydt[1] = 0.1 * linoid((v + 55) / 10) * (1 - n) - 0.125 * std::exp(-(v + 65) / 80) * n;
    dydt[2] = linoid((v + 40) / 10) * (1 - m) - 4 * std::exp(-(v + 65) / 18) * m;
    dydt[3] = 0.07 * std::exp(-(v + 65) / 20) * (1 - h) - h / (1 + std::exp(-(v + 35) / 10));
}

Row hodgkinHuxley()
{
    // Hodgkin & Huxley, J. Physiol. 117 (1952) 500-544, potentials in the modern sign with rest
    // at -65 mV (Dayan & Abbott, Theoretical Neuroscience, 2001, sec. 5.6); ms, microampere/cm^2.
    return { { .id = "hodgkin-huxley",
                 .name = "Hodgkin–Huxley, squid axon",
                 .rhs = { "I - gNa*y3^3*y4*(y1 - 50) - gK*y2^4*(y1 + 77) - gL*(y1 + 54.387)",
                     "an*(1 - y2) - bn*y2", "am*(1 - y3) - bm*y3", "ah*(1 - y4) - bh*y4" },
                 .y0 = { -65.0, 0.317676914060697, 0.0529324852572496, 0.596120753508460 },
                 .t0 = 0.0,
                 .t1 = 100.0,
                 .parameters = { { "I", 10.0, 0.0, 20.0 }, { "gNa", 120.0, 0.0, 240.0 },
                     { "gK", 36.0, 0.0, 72.0 }, { "gL", 0.3, 0.0, 1.0 } },
                 .formula = rich("y1' = I - g_{Na} y3^3 y4 (y1 - 50) - g_K y2^4 (y1 + 77)"
                                 " - g_L (y1 + 54.387),\ny2' = alpha_n (1 - y2) - beta_n y2,"
                                 " y3' = alpha_m (1 - y3) - beta_m y3, y4' = alpha_h (1 - y4)"
                                 " - beta_h y4"),
                 .group = "Neurons",
                 .definitions = { { "un", "(y1 + 55)/10" }, { "um", "(y1 + 40)/10" },
                     { "an", "0.1*(abs(un) < 1e-4 ? 1 + un/2 + un^2/12 : un/(1 - exp(-un)))" },
                     { "bn", "0.125*exp(-(y1 + 65)/80)" },
                     { "am", "abs(um) < 1e-4 ? 1 + um/2 + um^2/12 : um/(1 - exp(-um))" },
                     { "bm", "4*exp(-(y1 + 65)/18)" }, { "ah", "0.07*exp(-(y1 + 65)/20)" },
                     { "bh", "1/(1 + exp(-(y1 + 35)/10))" } } },
        hodgkinHuxleyFunction };
}

void morrisLecarFunction(double, const double* y, const double* p, double* dydt)
{
    const double v = y[0];
    const double calcium = (1 + std::tanh((v + 1.2) / 18)) / 2;
    const double potassium = (1 + std::tanh((v - 2) / 30)) / 2;
    dydt[0] = (p[0] - p[1] * calcium * (v - 120) - p[2] * y[1] * (v + 84) - p[3] * (v + 60)) / 20;
    dydt[1] = p[4] * (potassium - y[1]) * std::cosh((v - 2) / 60);
}

Row morrisLecar()
{
    // Morris & Lecar, Biophys. J. 35 (1981) 193-213; values of Rinzel & Ermentrout (1998) for the
    // Hopf regime. Starts at the rest of I = 0; mV, ms, microampere/cm^2.
    return { { .id = "morris-lecar",
                 .name = "Morris–Lecar, barnacle muscle",
                 .rhs = { "(I - gCa*minf*(y1 - 120) - gK*y2*(y1 + 84) - gL*(y1 + 60))/20",
                     "phi*(winf - y2)*cosh((y1 - 2)/60)" },
                 .y0 = { -60.8553908786, 0.0149146041 },
                 .t0 = 0.0,
                 .t1 = 100.0,
                 .parameters
                 = { { "I", 90.0, 0.0, 250.0 }, { "gCa", 4.4, 0.0, 8.0 }, { "gK", 8.0, 0.0, 16.0 },
                     { "gL", 2.0, 0.0, 4.0 }, { "phi", 0.04, 0.01, 0.2 } },
                 .formula = rich("y1' = (I - g_{Ca} m_{inf} (y1 - 120) - g_K y2 (y1 + 84)"
                                 " - g_L (y1 + 60)) / 20,\ny2' = phi (w_{inf} - y2)"
                                 " cosh((y1 - 2)/60)"),
                 .group = "Neurons",
                 .definitions = { { "minf", "(1 + tanh((y1 + 1.2)/18))/2" },
                     { "winf", "(1 + tanh((y1 - 2)/30))/2" } } },
        morrisLecarFunction };
}

} // namespace

Rows neurons()
{
    return { fitzHughNagumo(), hodgkinHuxley(), morrisLecar() };
}

} // namespace solvers::catalogue
