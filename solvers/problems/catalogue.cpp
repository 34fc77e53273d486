// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue.h"

#include "solvers/names.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

namespace solvers {

namespace {

/// A problem and the C++ form of its right-hand side.
struct Row {
    Problem problem;
    NativeFunction function;
};

// In rich text as QLabel understands it.
#define Y1 "<i>y</i><sub>1</sub>"
#define Y2 "<i>y</i><sub>2</sub>"
#define Y3 "<i>y</i><sub>3</sub>"

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
                 .formula = "<i>y</i>′ = <i>y</i> − ½ <i>e</i><sup><i>t</i>/2</sup> sin 5<i>t</i>"
                            " + 5 <i>e</i><sup><i>t</i>/2</sup> cos 5<i>t</i>",
                 .exactFormula
                 = "<i>y</i>(<i>t</i>) = <i>e</i><sup><i>t</i>/2</sup> sin 5<i>t</i>" },
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
                 .exact = { "exp(lambda*t)" },
                 .parameters = { { "lambda", -1.0, -50.0, 1.0 } },
                 .formula = "<i>y</i>′ = <i>λy</i>",
                 .exactFormula = "<i>y</i>(<i>t</i>) = <i>e</i><sup><i>λt</i></sup>" },
        [](double, const double* y, const double* p, double* dydt) { dydt[0] = p[0] * y[0]; } };
}

Row logistic()
{
    // Verhulst, Corr. Math. Phys. 10 (1838) 113-121.
    return { { .id = "logistic",
                 .name = "Logistic growth",
                 .rhs = { "r*y*(1 - y/K)" },
                 .y0 = { 0.5 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .exact = { "K/(1 + (K/0.5 - 1)*exp(-r*t))" },
                 .parameters = { { "r", 1.0, 0.1, 3.0 }, { "K", 10.0, 1.0, 20.0 } },
                 .formula = "<i>y</i>′ = <i>r y</i> (1 − <i>y</i>/<i>K</i>)",
                 .exactFormula = "<i>y</i>(<i>t</i>) = <i>K</i> / (1 + (2<i>K</i> − 1) "
                                 "<i>e</i><sup>−<i>rt</i></sup>)" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] * (1 - y[0] / p[1]);
        } };
}

Row harmonic()
{
    return { { .id = "harmonic",
                 .name = "Harmonic oscillator",
                 .rhs = { "y2", "-omega^2*y1" },
                 .y0 = { 1.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0 * std::numbers::pi,
                 .exact = { "cos(omega*t)", "-omega*sin(omega*t)" },
                 .parameters = { { "omega", 1.0, 0.1, 5.0 } },
                 .formula = Y1 "′ = " Y2 ", &nbsp; " Y2 "′ = −<i>ω</i><sup>2</sup> " Y1,
                 .exactFormula = Y1 "(<i>t</i>) = cos <i>ωt</i>, &nbsp; " Y2
                                    "(<i>t</i>) = −<i>ω</i> sin <i>ωt</i>" },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = -(p[0] * p[0]) * y[0];
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
                 .formula = Y1 "′ = <i>a</i> " Y1 " − <i>b</i> " Y1 " " Y2 ", &nbsp; " Y2
                               "′ = −<i>c</i> " Y2 " + <i>d</i> " Y1 " " Y2 },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] - p[1] * y[0] * y[1];
            dydt[1] = -p[2] * y[1] + p[3] * y[0] * y[1];
        } };
}

Row vanDerPol()
{
    // Van der Pol, Phil. Mag. 2 (1926) 978-992.
    return { { .id = "van-der-pol",
                 .name = "Van der Pol oscillator",
                 .rhs = { "y2", "mu*(1 - y1^2)*y2 - y1" },
                 .y0 = { 2.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .parameters = { { "mu", 1.0, 0.0, 10.0 } },
                 .formula = Y1 "′ = " Y2 ", &nbsp; " Y2 "′ = <i>μ</i> (1 − " Y1 "<sup>2</sup>) " Y2
                               " − " Y1 },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = p[0] * (1 - y[0] * y[0]) * y[1] - y[0];
        } };
}

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
                 = Y1 "′ = <i>σ</i> (" Y2 " − " Y1 "), &nbsp; " Y2 "′ = " Y1 " (<i>ρ</i> − " Y3
                      ") − " Y2 ", &nbsp; " Y3 "′ = " Y1 " " Y2 " − <i>β</i> " Y3 },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * (y[1] - y[0]);
            dydt[1] = y[0] * (p[1] - y[2]) - y[1];
            dydt[2] = y[0] * y[1] - p[2] * y[2];
        } };
}

#undef Y1
#undef Y2
#undef Y3

struct Catalogue {
    std::vector<Problem> problems;
    std::vector<NativeFunction> functions;
};

const Catalogue& catalogue()
{
    static const Catalogue all = [] {
        Catalogue result;
        for (const auto& make :
            { article, dahlquist, logistic, harmonic, lotkaVolterra, vanDerPol, lorenz }) {
            Row row = make();
            result.problems.push_back(std::move(row.problem));
            result.functions.push_back(row.function);
        }
        return result;
    }();
    return all;
}

} // namespace

std::span<const Problem> problems()
{
    return catalogue().problems;
}

const Problem* findProblem(std::string_view id)
{
    for (const auto& problem : problems())
        if (problem.id == id)
            return &problem;
    return nullptr;
}

const Problem& problemById(std::string_view id)
{
    if (const Problem* problem = findProblem(id))
        return *problem;
    std::vector<std::string> ids;
    for (const auto& problem : problems())
        ids.push_back(problem.id);
    throw std::invalid_argument(unknownName("problem", id, ids));
}

NativeFunction nativeFunction(const Problem& problem)
{
    const auto sameName = [](const auto& x, const auto& y) { return x.name == y.name; };
    const auto all = problems();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].rhs == problem.rhs
            && std::equal(all[i].parameters.begin(), all[i].parameters.end(),
                problem.parameters.begin(), problem.parameters.end(), sameName))
            return catalogue().functions[i];
    return nullptr;
}

} // namespace solvers
