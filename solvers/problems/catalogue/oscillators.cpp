// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"
#include "solvers/problems/catalogue/special_functions.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace solvers::catalogue {

namespace {

Row harmonic()
{
    return { { .id = "harmonic",
                 .name = "Harmonic oscillator",
                 .rhs = { "y2", "-omega^2*y1" },
                 .y0 = { 1.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0 * std::numbers::pi,
                 .exact = { "y1_0*cos(omega*(t - t0)) + y2_0/omega*sin(omega*(t - t0))",
                     "-omega*y1_0*sin(omega*(t - t0)) + y2_0*cos(omega*(t - t0))" },
                 .parameters = { { "omega", 1.0, 0.1, 5.0 } },
                 .formula = rich("y1' = y2, y2' = -omega^2 y1"),
                 .exactFormula = rich("y1(t) = cos omega t, y2(t) = -omega sin omega t"),
                 .group = "Oscillators",
                 .invariants = { { "energy", "(y2^2 + omega^2*y1^2)/2" } } },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = -(p[0] * p[0]) * y[0];
        } };
}

/// x'' + 2 zeta omega x' + omega^2 x = F cos(Omega t) in its three regimes of damping. The
/// response to the force is that of F e^{i Omega t}; without damping it grows at resonance.
void drivenExact(double t, double t0, const double* y0, const double* p, double* y)
{
    using Complex = std::complex<double>;
    const auto [zeta, omega, force, drive] = std::tuple { p[0], p[1], p[2], p[3] };
    const double damping = zeta * omega;
    const Complex nearness(omega * omega - drive * drive, 2 * damping * drive);
    const bool resonance = std::abs(nearness) < 1e-12 * omega * omega;
    const auto response = [&](double time, double& x, double& v) {
        if (resonance) {
            x = force * time * std::sin(omega * time) / (2 * omega);
            v = force / 2 * (std::sin(omega * time) / omega + time * std::cos(omega * time));
            return;
        }
        const Complex wave = force / nearness * std::polar(1.0, drive * time);
        x = wave.real();
        v = -drive * wave.imag();
    };
    double x0 = 0.0;
    double v0 = 0.0;
    response(t0, x0, v0);
    x0 = y0[0] - x0;
    v0 = y0[1] - v0;
    const double tau = t - t0;
    const double discriminant = (zeta * zeta - 1) * omega * omega;
    const double rate = std::sqrt(std::abs(discriminant));
    const double decay = std::exp(-damping * tau);
    double c = decay;
    double s = decay * tau; // critical damping
    if (discriminant > 0) { // overdamped; no cosh, which would overflow before the decay acts
        const double slow = std::exp((rate - damping) * tau);
        const double fast = std::exp((-rate - damping) * tau);
        c = (slow + fast) / 2;
        s = (slow - fast) / (2 * rate);
    } else if (discriminant < 0) {
        c = decay * std::cos(rate * tau);
        s = decay * std::sin(rate * tau) / rate;
    }
    response(t, y[0], y[1]);
    y[0] += x0 * c + (v0 + damping * x0) * s;
    y[1] += v0 * c - (omega * omega * x0 + damping * v0) * s;
}

Row driven()
{
    return { { .id = "driven-oscillator",
                 .name = "Damped oscillator with a driving force",
                 .rhs = { "y2", "F*cos(Omega*t) - 2*zeta*omega*y2 - omega^2*y1" },
                 .y0 = { 1.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 50.0,
                 .parameters = { { "zeta", 0.1, 0.0, 2.0 }, { "omega", 1.0, 0.1, 5.0 },
                     { "F", 0.5, 0.0, 2.0 }, { "Omega", 0.8, 0.0, 5.0 } },
                 .formula = rich("y1' = y2, y2' = F cos Omega t - 2 zeta omega y2 - omega^2 y1"),
                 .exactFormula = rich("y1(t) = e^{-zeta omega t} (a C(t) + b S(t))"
                                      " + F cos(Omega t - phi) / sqrt((omega^2 - Omega^2)^2"
                                      " + (2 zeta omega Omega)^2)"),
                 .group = "Oscillators" },
        [](double t, const double* y, const double* p, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = p[2] * std::cos(p[3] * t) - 2 * p[0] * p[1] * y[1] - p[1] * p[1] * y[0];
        },
        nullptr, drivenExact };
}

/// Released at rest: sin(theta/2) = k cd(t, k), k = sin(theta0/2). Other starts: no such form.
void pendulumExact(double t, double t0, const double* y0, const double*, double* y)
{
    const double k = std::sin(y0[0] / 2);
    const auto [sn, cn, dn] = ellipticFunctions(t - t0, std::abs(k));
    y[0] = 2 * std::asin(k * cn / dn);
    y[1] = -2 * k * std::sqrt((1 - k) * (1 + k)) * sn / dn;
}

Row pendulum()
{
    // Hairer, Lubich & Wanner, Geometric Numerical Integration, 2nd ed., sec. I.1.
    return { { .id = "pendulum",
                 .name = "Pendulum",
                 .rhs = { "y2", "-sin(y1)" },
                 .y0 = { std::numbers::pi / 2, 0.0 },
                 .t0 = 0.0,
                 .t1 = 7.41629870920549, // 4 K(sin(pi/4)), one period
                 .formula = rich("y1' = y2, y2' = -sin y1"),
                 .exactFormula = rich("sin ½y1 = k cn(t, k) / dn(t, k), k = sin ½y1(0)"),
                 .group = "Oscillators",
                 .invariants = { { "energy", "y2^2/2 - cos(y1)" } } },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = -std::sin(y[0]);
        },
        nullptr, pendulumExact };
}

Row vanDerPol()
{
    // Van der Pol, Phil. Mag. 2 (1926) 978-992. With mu = 1 it is E2 of DETEST.
    return { { .id = "van-der-pol",
                 .name = "Van der Pol oscillator",
                 .rhs = { "y2", "mu*(1 - y1^2)*y2 - y1" },
                 .y0 = { 2.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .parameters = { { "mu", 1.0, 0.0, 10.0 } },
                 .formula = rich("y1' = y2, y2' = mu (1 - y1^2) y2 - y1"),
                 .group = "Oscillators" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = p[0] * (1 - y[0] * y[0]) * y[1] - y[0];
        },
        [](double, const double* y, const double* p, double* dfdy, double* dfdt) {
            JacobianEntries<2> entry(dfdy, dfdt);
            entry(0, 1) = 1;
            entry(1, 0) = -2 * p[0] * y[0] * y[1] - 1;
            entry(1, 1) = p[0] * (1 - y[0] * y[0]);
        } };
}

Row duffing()
{
    // Duffing, Erzwungene Schwingungen (1918); Ueda, Int. J. Non-Linear Mech. 20 (1985) 481-491.
    return { { .id = "duffing",
                 .name = "Duffing oscillator",
                 .rhs = { "y2", "F*cos(omega*t) - delta*y2 + y1 - y1^3" },
                 .y0 = { 1.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 50.0,
                 .parameters = { { "delta", 0.3, 0.0, 1.0 }, { "F", 0.37, 0.0, 1.0 },
                     { "omega", 1.2, 0.1, 3.0 } },
                 .formula = rich("y1' = y2, y2' = F cos omega t - delta y2 + y1 - y1^3"),
                 .group = "Oscillators" },
        [](double t, const double* y, const double* p, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = p[1] * std::cos(p[2] * t) - p[0] * y[1] + y[0] - y[0] * y[0] * y[0];
        } };
}

Row cubicSpiral()
{
    // Chen et al., Neural ODEs, arXiv:1806.07366: the truth in torchdiffeq's ode_demo.py.
    return { { .id = "cubic-spiral",
                 .name = "Cubic spiral (truth of a neural ODE)",
                 .rhs = { "a*y1^3 - b*y2^3", "b*y1^3 + a*y2^3" },
                 .y0 = { 2.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 25.0,
                 .parameters = { { "a", -0.1, -0.5, 0.0 }, { "b", 2.0, 0.5, 4.0 } },
                 .formula = rich("y1' = a y1^3 - b y2^3, y2' = b y1^3 + a y2^3"),
                 .group = "Oscillators" },
        [](double, const double* y, const double* p, double* dydt) {
            const double u = y[0] * y[0] * y[0];
            const double v = y[1] * y[1] * y[1];
            dydt[0] = p[0] * u - p[1] * v;
            dydt[1] = p[1] * u + p[0] * v;
        } };
}

} // namespace

Rows oscillators()
{
    return { harmonic(), driven(), pendulum(), vanDerPol(), duffing(), cubicSpiral() };
}

} // namespace solvers::catalogue
