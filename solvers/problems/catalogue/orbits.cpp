// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/orbits.h"

#include <array>
#include <cmath>
#include <numbers>

namespace solvers::catalogue {

void keplerFunction(double, const double* y, const double*, double* dydt)
{
    const double square = y[0] * y[0] + y[1] * y[1];
    const double cube = square * std::sqrt(square);
    dydt[0] = y[2];
    dydt[1] = y[3];
    dydt[2] = -y[0] / cube;
    dydt[3] = -y[1] / cube;
}

void keplerExact(double t, double t0, const double* y0, const double*, double* y)
{
    const double r0 = std::hypot(y0[0], y0[1]);
    const double v2 = y0[2] * y0[2] + y0[3] * y0[3];
    const double a = 1 / (2 / r0 - v2); // NaN follows for orbits that are not closed
    const double n = 1 / (a * std::sqrt(a));
    const double ecosE = 1 - r0 / a;
    const double esinE = (y0[0] * y0[2] + y0[1] * y0[3]) / std::sqrt(a);
    const double m = std::remainder(n * (t - t0), 2 * std::numbers::pi);
    // Kepler's equation for the change x of the eccentric anomaly. The left side rises with x
    // and differs from x by at most twice the eccentricity, so that [m - 2, m + 2] holds the root.
    double low = m - 2;
    double high = m + 2;
    double x = m;
    for (int i = 0; i < 100; ++i) {
        const double f = x - ecosE * std::sin(x) + esinE * (1 - std::cos(x)) - m;
        const double slope = 1 - ecosE * std::cos(x) + esinE * std::sin(x);
        (f > 0 ? high : low) = x;
        double next = x - f / slope;
        if (!(next > low && next < high))
            next = (low + high) / 2;
        const bool done = std::abs(next - x) <= 1e-16 * (1 + std::abs(x));
        x = next;
        if (done)
            break;
    }
    const double r = a * (1 - ecosE * std::cos(x) + esinE * std::sin(x));
    const double f = 1 - a / r0 * (1 - std::cos(x));
    const double g = (m - x + std::sin(x)) / n;
    const double fdot = -std::sqrt(a) / (r * r0) * std::sin(x);
    const double gdot = 1 - a / r * (1 - std::cos(x));
    for (int i = 0; i < 2; ++i) {
        y[i] = f * y0[i] + g * y0[i + 2];
        y[i + 2] = fdot * y0[i] + gdot * y0[i + 2];
    }
}

Problem keplerProblem()
{
    const std::string cube = "(y1^2 + y2^2)^1.5";
    Problem problem;
    problem.rhs = { "y3", "y4", "-y1/" + cube, "-y2/" + cube };
    problem.formula = rich("y1'' = -y1 / r^3, y2'' = -y2 / r^3, r^2 = y1^2 + y2^2,"
                           " y3 = y1', y4 = y2'");
    problem.exactFormula = rich("y1 = cos E - eps, y2 = sqrt(1 - eps^2) sin E, E - eps sin E = t");
    problem.invariants = { { "energy", "(y3^2 + y4^2)/2 - 1/sqrt(y1^2 + y2^2)" },
        { "angular momentum", "y1*y4 - y2*y3" },
        { "Runge–Lenz vector, 1", "y4*(y1*y4 - y2*y3) - y1/sqrt(y1^2 + y2^2)" },
        { "Runge–Lenz vector, 2", "-y3*(y1*y4 - y2*y3) - y2/sqrt(y1^2 + y2^2)" } };
    return problem;
}

namespace {

Row kepler()
{
    // Kepler, Astronomia nova (1609). The eccentricity sets where the planet starts.
    const double ecc = 0.6;
    Problem problem = keplerProblem();
    problem.id = "kepler";
    problem.name = "Kepler orbit";
    problem.y0 = { 1 - ecc, 0.0, 0.0, std::sqrt((1 + ecc) / (1 - ecc)) };
    problem.t0 = 0.0;
    problem.t1 = 2 * std::numbers::pi; // one revolution
    problem.parameters = { { "ecc", ecc, 0.0, 0.95 } };
    problem.group = "Orbits";
    problem.startTexts = { "1 - ecc", "0", "0", "sqrt((1 + ecc)/(1 - ecc))" };
    return { problem, keplerFunction, nullptr, keplerExact };
}

Row arenstorf()
{
    // Arenstorf, Amer. J. Math. 85 (1963) 27-35; Hairer, Norsett & Wanner, Solving ODEs I, 2nd
    // ed., sec. II.0: earth, moon and a satellite in the rotating frame.
    const std::string earth = "((y1 + mu)^2 + y2^2)^1.5";
    const std::string moon = "((y1 - 1 + mu)^2 + y2^2)^1.5";
    return { { .id = "arenstorf",
                 .name = "Arenstorf orbit",
                 .rhs = { "y3", "y4",
                     "y1 + 2*y4 - (1 - mu)*(y1 + mu)/" + earth + " - mu*(y1 - 1 + mu)/" + moon,
                     "y2 - 2*y3 - (1 - mu)*y2/" + earth + " - mu*y2/" + moon },
                 .y0 = { 0.994, 0.0, 0.0, -2.00158510637908252240537862224 },
                 .t0 = 0.0,
                 .t1 = 17.0652165601579625588917206249, // one period
                 .parameters = { { "mu", 0.012277471, 0.001, 0.1 } },
                 .formula = rich("y1'' = y1 + 2 y2' - (1 - mu)(y1 + mu)/D1"
                                 " - mu (y1 - 1 + mu)/D2,\ny2'' = y2 - 2 y1' - (1 - mu) y2/D1"
                                 " - mu y2/D2,\nD1 = ((y1 + mu)^2 + y2^2)^{3/2},"
                                 " D2 = ((y1 - 1 + mu)^2 + y2^2)^{3/2}"),
                 .group = "Orbits",
                 .invariants = { { "Jacobi constant",
                     "y1^2 + y2^2 + 2*(1 - mu)/sqrt((y1 + mu)^2 + y2^2)"
                     " + 2*mu/sqrt((y1 - 1 + mu)^2 + y2^2) - y3^2 - y4^2" } } },
        [](double, const double* y, const double* p, double* dydt) {
            const double mu = p[0];
            const double a = y[0] + mu;
            const double b = y[0] - 1 + mu;
            const double d1 = std::pow(a * a + y[1] * y[1], 1.5);
            const double d2 = std::pow(b * b + y[1] * y[1], 1.5);
            dydt[0] = y[2];
            dydt[1] = y[3];
            dydt[2] = y[0] + 2 * y[3] - (1 - mu) * a / d1 - mu * b / d2;
            dydt[3] = y[1] - 2 * y[2] - (1 - mu) * y[1] / d1 - mu * y[1] / d2;
        } };
}

std::string component(std::size_t i) // from 0
{
    return "y" + std::to_string(i + 1);
}

std::string difference(std::size_t i, std::size_t j)
{
    return "(" + component(i) + " - " + component(j) + ")";
}

/// n bodies in the plane. Body i has its place at y[x(i)], y[x(i) + step] and its velocity 2 n
/// entries further on. Gravitation with masses m and unit constant.
struct Bodies {
    std::size_t n;
    std::size_t stride; ///< from body to body
    std::size_t step; ///< from abscissa to ordinate
    std::vector<double> m;

    std::string distance2(std::size_t i, std::size_t j) const
    {
        const auto at = [this](std::size_t body) { return body * stride; };
        return "(" + difference(at(i), at(j)) + "^2 + " + difference(at(i) + step, at(j) + step)
            + "^2)";
    }

    static std::string factor(double mass) // "" or "3*"
    {
        return mass == 1.0 ? "" : std::to_string(static_cast<int>(mass)) + "*";
    }

    std::vector<std::string> rhs() const
    {
        std::vector<std::string> texts(4 * n);
        for (std::size_t k = 0; k < 2 * n; ++k)
            texts[k] = component(2 * n + k);
        for (std::size_t i = 0; i < n; ++i)
            for (const std::size_t axis : { std::size_t { 0 }, step }) {
                std::string& text = texts[2 * n + i * stride + axis];
                for (std::size_t j = 0; j < n; ++j)
                    if (j != i)
                        text += (text.empty() ? "" : " + ") + factor(m[j])
                            + difference(j * stride + axis, i * stride + axis) + "/"
                            + distance2(i, j) + "^1.5";
            }
        return texts;
    }

    std::vector<NamedExpression> invariants() const
    {
        std::string energy, px, py, spin;
        const auto append = [](std::string& sum, const std::string& term) {
            sum += (sum.empty() ? "" : " + ") + term;
        };
        for (std::size_t i = 0; i < n; ++i) {
            const std::string mass = factor(m[i]);
            const std::string x = component(i * stride);
            const std::string y = component(i * stride + step);
            const std::string u = component(2 * n + i * stride);
            const std::string v = component(2 * n + i * stride + step);
            append(energy, mass + "(" + u + "^2 + " + v + "^2)/2");
            append(px, mass + u);
            append(py, mass + v);
            append(spin, mass + "(" + x + "*" + v + " - " + y + "*" + u + ")");
        }
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < i; ++j)
                energy += " - " + std::to_string(static_cast<int>(m[i] * m[j])) + "/sqrt"
                    + distance2(i, j);
        return { { "energy", energy }, { "momentum, 1", px }, { "momentum, 2", py },
            { "angular momentum", spin } };
    }
};

/// The same in C++; masses 1, 1, ... or 1, 2, ...
template <int n, int stride, int step, bool rising>
void attract(double, const double* y, const double*, double* dydt)
{
    std::copy_n(y + 2 * n, 2 * n, dydt);
    double* force = dydt + 2 * n;
    std::fill_n(force, 2 * n, 0.0);
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < i; ++j) {
            const double dx = y[j * stride] - y[i * stride];
            const double dy = y[j * stride + step] - y[i * stride + step];
            const double square = dx * dx + dy * dy;
            const double cube = square * std::sqrt(square);
            const double mi = rising ? i + 1 : 1;
            const double mj = rising ? j + 1 : 1;
            force[i * stride] += mj * dx / cube;
            force[i * stride + step] += mj * dy / cube;
            force[j * stride] -= mi * dx / cube;
            force[j * stride + step] -= mi * dy / cube;
        }
}

Row figureEight()
{
    // Chenciner & Montgomery, Ann. of Math. 152 (2000) 881-901, with the digits of Simo.
    const double x = 0.97000436, y = -0.24308753, u = -0.93240737, v = -0.86473146;
    const Bodies bodies { 3, 2, 1, { 1.0, 1.0, 1.0 } };
    return { { .id = "figure-eight",
                 .name = "Three bodies on a figure eight",
                 .rhs = bodies.rhs(),
                 .y0 = { x, y, -x, -y, 0.0, 0.0, -u / 2, -v / 2, -u / 2, -v / 2, u, v },
                 .t0 = 0.0,
                 .t1 = 6.32591398, // one period
                 .formula = rich("r_i'' = Sigma_{j} (r_j - r_i) / |r_j - r_i|^3, i = 1, 2, 3"),
                 .group = "Orbits",
                 .invariants = bodies.invariants() },
        attract<3, 2, 1, false> };
}

Row pleiades()
{
    // Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. II.10: seven stars of masses 1 ... 7.
    const Bodies bodies { 7, 1, 7, { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0 } };
    return { { .id = "pleiades",
                 .name = "Pleiades, seven stars",
                 .rhs = bodies.rhs(),
                 .y0 = { 3.0, 3.0, -1.0, -3.0, 2.0, -2.0, 2.0, 3.0, -3.0, 2.0, 0.0, 0.0, -4.0, 4.0,
                     0.0, 0.0, 0.0, 0.0, 0.0, 1.75, -1.5, 0.0, 0.0, 0.0, -1.25, 1.0, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 3.0,
                 .formula = rich("r_i'' = Sigma_{j} m_j (r_j - r_i) / |r_j - r_i|^3,"
                                 " m_j = j, i = 1 … 7"),
                 .group = "Orbits",
                 .invariants = bodies.invariants() },
        attract<7, 1, 7, true> };
}

} // namespace

Rows orbits()
{
    return { kepler(), arenstorf(), figureEight(), pleiades() };
}

} // namespace solvers::catalogue
