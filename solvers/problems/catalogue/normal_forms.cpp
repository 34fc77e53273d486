// SPDX-License-Identifier: GPL-3.0-or-later
// Strogatz, Nonlinear Dynamics and Chaos (1994), chapters 3 and 8; Guckenheimer & Holmes,
// Nonlinear Oscillations (1983), sec. 3.4 and 3.5.
#include "solvers/problems/catalogue/row.h"

namespace solvers::catalogue {

namespace {

Row saddleNode()
{
    // tanh for mu > 0, its limit 1/t at 0, tan below
    return { { .id = "saddle-node",
                 .name = "Saddle-node bifurcation",
                 .rhs = { "mu - y^2" },
                 .y0 = { 0.5 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .exact = { "mu > 0 ? sqrt(mu)*(y0 + sqrt(mu)*tanh(sqrt(mu)*(t - t0)))"
                            "/(sqrt(mu) + y0*tanh(sqrt(mu)*(t - t0)))"
                            " : mu < 0 ? sqrt(-mu)*(y0 - sqrt(-mu)*tan(sqrt(-mu)*(t - t0)))"
                            "/(sqrt(-mu) + y0*tan(sqrt(-mu)*(t - t0)))"
                            " : y0/(1 + y0*(t - t0))" },
                 .parameters = { { "mu", 1.0, -1.0, 2.0 } },
                 .formula = rich("y' = mu - y^2"),
                 .exactFormula = rich("equilibria ± sqrt(mu) for mu > 0"),
                 .group = "Normal forms" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] - y[0] * y[0];
        } };
}

Row transcritical()
{
    return { { .id = "transcritical",
                 .name = "Transcritical bifurcation",
                 .rhs = { "mu*y - y^2" },
                 .y0 = { 0.1 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .exact = { "mu == 0 ? y0/(1 + y0*(t - t0))"
                            " : y0*exp(mu*(t - t0))/(1 + y0*(exp(mu*(t - t0)) - 1)/mu)" },
                 .parameters = { { "mu", 1.0, -1.0, 2.0 } },
                 .formula = rich("y' = mu y - y^2"),
                 .exactFormula
                 = rich("y(t) = y_0 e^{mu tau} / (1 + y_0 (e^{mu tau} - 1)/mu), tau = t - t_0"),
                 .group = "Normal forms" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] - y[0] * y[0];
        } };
}

/// The factor by which the next two move: e^{mu tau} / sqrt(1 + S (e^{2 mu tau} - 1) / mu),
/// S the square of the initial distance from the origin.
std::string cubicFactor(const std::string& square)
{
    return "(mu == 0 ? 1/sqrt(1 + 2*" + square + "*(t - t0)) : exp(mu*(t - t0))/sqrt(1 + " + square
        + "*(exp(2*mu*(t - t0)) - 1)/mu))";
}

Row pitchfork()
{
    return { { .id = "pitchfork",
                 .name = "Pitchfork bifurcation",
                 .rhs = { "mu*y - y^3" },
                 .y0 = { 0.1 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .exact = { "y0*" + cubicFactor("y0^2") },
                 .parameters = { { "mu", 1.0, -1.0, 2.0 } },
                 .formula = rich("y' = mu y - y^3"),
                 .exactFormula = rich("y(t) = y_0 e^{mu tau}"
                                      " / sqrt(1 + y_0^2 (e^{2 mu tau} - 1)/mu), tau = t - t_0"),
                 .group = "Normal forms" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] - y[0] * y[0] * y[0];
        } };
}

Row hopf()
{
    const std::string factor = cubicFactor("(y1_0^2 + y2_0^2)");
    return {
        { .id = "hopf",
            .name = "Hopf bifurcation",
            .rhs = { "mu*y1 - omega*y2 - y1*(y1^2 + y2^2)", "omega*y1 + mu*y2 - y2*(y1^2 + y2^2)" },
            .y0 = { 0.1, 0.0 },
            .t0 = 0.0,
            .t1 = 20.0,
            .exact = { "(y1_0*cos(omega*(t - t0)) - y2_0*sin(omega*(t - t0)))*" + factor,
                "(y1_0*sin(omega*(t - t0)) + y2_0*cos(omega*(t - t0)))*" + factor },
            .parameters = { { "mu", 1.0, -1.0, 2.0 }, { "omega", 2.0, 0.0, 6.0 } },
            .formula = rich("y1' = mu y1 - omega y2 - y1 r^2, y2' = omega y1 + mu y2 - y2 r^2,"
                            " r^2 = y1^2 + y2^2"),
            .exactFormula = rich("r(t) = r_0 e^{mu tau} / sqrt(1 + r_0^2 (e^{2 mu tau} - 1)/mu),"
                                 " phi(t) = phi_0 + omega tau, tau = t - t_0"),
            .group = "Normal forms" },
        [](double, const double* y, const double* p, double* dydt) {
            const double square = y[0] * y[0] + y[1] * y[1];
            dydt[0] = p[0] * y[0] - p[1] * y[1] - y[0] * square;
            dydt[1] = p[1] * y[0] + p[0] * y[1] - y[1] * square;
        }
    };
}

} // namespace

Rows normalForms()
{
    return { saddleNode(), transcritical(), pitchfork(), hopf() };
}

} // namespace solvers::catalogue
