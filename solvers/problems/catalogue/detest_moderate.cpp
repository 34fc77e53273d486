// SPDX-License-Identifier: GPL-3.0-or-later
// Hull, Enright, Fellen & Sedgwick, SIAM J. Numer. Anal. 9 (1972) 603-637: the test set DETEST,
// class C (moderate systems).
#include "solvers/problems/catalogue/row.h"

#include <array>
#include <cmath>
#include <numbers>

namespace solvers::catalogue {

namespace {

constexpr int kChain = 10;

std::string at(int i) // from 1
{
    return "y" + std::to_string(i);
}

std::vector<double> first(int n) // (1, 0, ..., 0)
{
    std::vector<double> y(static_cast<std::size_t>(n), 0.0);
    y.front() = 1.0;
    return y;
}

/// 1 minus the others: nothing is lost.
std::string remainder(const std::vector<std::string>& others)
{
    std::string text = "1";
    for (const auto& other : others)
        text += " - " + other;
    return text;
}

Row c1()
{
    Problem problem { .id = "detest-c1",
        .name = "C1, radioactive decay chain",
        .rhs = { "-y1" },
        .y0 = first(kChain),
        .t0 = 0.0,
        .t1 = 20.0,
        .exact = { "exp(-t)" },
        .formula = rich("y1' = -y1, y_i' = y_{i-1} - y_i, y_{10}' = y9"),
        .exactFormula = rich("y_i(t) = t^{i-1} e^{-t} / (i - 1)!, i < 10"),
        .group = "DETEST" };
    for (int i = 2; i < kChain; ++i) {
        problem.rhs.push_back(at(i - 1) + " - " + at(i));
        problem.exact.push_back("t^" + std::to_string(i - 1) + "*exp(-t)/"
            + std::to_string(std::lround(std::tgamma(i))));
    }
    problem.rhs.push_back(at(kChain - 1));
    problem.exact.push_back(remainder(problem.exact));
    return { problem, [](double, const double* y, const double*, double* dydt) {
                dydt[0] = -y[0];
                for (int i = 1; i < kChain - 1; ++i)
                    dydt[i] = y[i - 1] - y[i];
                dydt[kChain - 1] = y[kChain - 2];
            } };
}

Row c2()
{
    Problem problem { .id = "detest-c2",
        .name = "C2, decay chain with rising rates",
        .rhs = { "-y1" },
        .y0 = first(kChain),
        .t0 = 0.0,
        .t1 = 20.0,
        .exact = { "exp(-t)" },
        .formula = rich("y1' = -y1, y_i' = (i - 1) y_{i-1} - i y_i, y_{10}' = 9 y9"),
        .exactFormula = rich("y_i(t) = e^{-t} (1 - e^{-t})^{i-1}, i < 10, y_{10}(t)"
                             " = (1 - e^{-t})^9"),
        .group = "DETEST" };
    for (int i = 2; i < kChain; ++i) {
        problem.rhs.push_back(
            std::to_string(i - 1) + "*" + at(i - 1) + " - " + std::to_string(i) + "*" + at(i));
        problem.exact.push_back("exp(-t)*(1 - exp(-t))^" + std::to_string(i - 1));
    }
    problem.rhs.push_back("9*" + at(kChain - 1));
    problem.exact.push_back("(1 - exp(-t))^9");
    return { problem, [](double, const double* y, const double*, double* dydt) {
                dydt[0] = -y[0];
                for (int i = 1; i < kChain - 1; ++i)
                    dydt[i] = i * y[i - 1] - (i + 1) * y[i];
                dydt[kChain - 1] = (kChain - 1) * y[kChain - 2];
            } };
}

template <int n>
void diffuse(double, const double* y, const double*, double* dydt)
{
    for (int i = 0; i < n; ++i) {
        const double left = i > 0 ? y[i - 1] : 0.0;
        const double right = i + 1 < n ? y[i + 1] : 0.0;
        dydt[i] = left - 2 * y[i] + right;
    }
}

/// By the eigenvectors sin(i k pi / (n + 1)) of the matrix.
template <int n>
void diffuseExact(double t, double t0, const double* y0, const double*, double* y)
{
    // sin(j pi / (n + 1)) for j = 0 ... 2 n + 1, one period
    static const auto sine = [] {
        std::array<double, 2 * n + 2> table {};
        for (std::size_t j = 0; j < table.size(); ++j)
            table[j] = std::sin(std::numbers::pi * static_cast<double>(j) / (n + 1));
        return table;
    }();
    const auto mode
        = [](int i, int k) { return sine[static_cast<std::size_t>(i * k % (2 * n + 2))]; };
    std::fill_n(y, n, 0.0);
    for (int k = 1; k <= n; ++k) {
        double weight = 0.0;
        for (int i = 1; i <= n; ++i)
            weight += y0[i - 1] * mode(i, k);
        const double half = std::sin(k * std::numbers::pi / (2 * (n + 1)));
        weight *= 2.0 / (n + 1) * std::exp(-4 * half * half * (t - t0));
        for (int i = 1; i <= n; ++i)
            y[i - 1] += weight * mode(i, k);
    }
}

template <int n>
Row diffusion(const char* id, const char* name)
{
    Problem problem { .id = id,
        .name = name,
        .rhs = {},
        .y0 = first(n),
        .t0 = 0.0,
        .t1 = 20.0,
        .formula = rich(
            "y_i' = y_{i-1} - 2 y_i + y_{i+1}, i = 1 … " + std::to_string(n) + ", nothing outside"),
        .exactFormula = rich("y_i(t) = Sigma_{k} c_k e^{-4 t sin^2(k pi/"
            + std::to_string(2 * n + 2) + ")} sin(i k pi/" + std::to_string(n + 1) + ")"),
        .group = "DETEST" };
    for (int i = 1; i <= n; ++i) {
        std::string text = "-2*" + at(i);
        if (i > 1)
            text = at(i - 1) + " - 2*" + at(i);
        if (i < n)
            text += " + " + at(i + 1);
        problem.rhs.push_back(text);
    }
    return { problem, diffuse<n>, nullptr, diffuseExact<n> };
}

// Masses as fractions of the sun's, of Jupiter, Saturn, Uranus, Neptune, Pluto; the sun's holds
// those of the inner planets. Unit of time: 100 days; of length: astronomical unit.
constexpr double kGravitation = 2.95912208286;
constexpr double kSun = 1.00000597682;
constexpr int kPlanets = 5;
constexpr std::array<double, kPlanets> kMass { 0.000954786104043, 0.000285583733151,
    0.0000437273164546, 0.0000517759138449, 0.00000277777777778 };
constexpr std::array kMassTexts { "0.000954786104043", "0.000285583733151", "0.0000437273164546",
    "0.0000517759138449", "0.00000277777777778" };

void planetsFunction(double, const double* y, const double*, double* dydt)
{
    std::array<double, kPlanets> pull {}; // r^-3
    for (std::size_t i = 0; i < kPlanets; ++i) {
        const double* r = y + 3 * i;
        const double square = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
        pull[i] = 1 / (square * std::sqrt(square));
    }
    std::copy_n(y + 15, 15, dydt);
    for (std::size_t j = 0; j < kPlanets; ++j) {
        const double* r = y + 3 * j;
        double* force = dydt + 15 + 3 * j;
        for (int axis = 0; axis < 3; ++axis)
            force[axis] = -(kSun + kMass[j]) * r[axis] * pull[j];
        for (std::size_t k = 0; k < kPlanets; ++k) {
            if (k == j)
                continue;
            const double* s = y + 3 * k;
            const double x[3] { s[0] - r[0], s[1] - r[1], s[2] - r[2] };
            const double square = x[0] * x[0] + x[1] * x[1] + x[2] * x[2];
            const double near = 1 / (square * std::sqrt(square));
            for (int axis = 0; axis < 3; ++axis)
                force[axis] += kMass[k] * (x[axis] * near - s[axis] * pull[k]);
        }
        for (int axis = 0; axis < 3; ++axis)
            force[axis] *= kGravitation;
    }
}

/// (|r_a|^2)^1.5, or of the difference of two planets
std::string cube(int a, int b = -1)
{
    std::string text;
    for (int axis = 1; axis <= 3; ++axis) {
        const std::string x = at(3 * a + axis);
        text += (axis == 1 ? "(" : " + ") + (b < 0 ? x : "(" + x + " - " + at(3 * b + axis) + ")")
            + "^2";
    }
    return text + ")^1.5";
}

Row c5()
{
    Problem problem { .id = "detest-c5",
        .name = "C5, five outer planets",
        .rhs = {},
        .y0 = { 3.42947415189, 3.35386959711, 1.35494901715, 6.64145542550, 5.97156957878,
            2.18231499728, 11.2630437207, 14.6952576794, 6.27960525067, -30.1552268759,
            1.65699966404, 1.43785752721, -21.1238353380, 28.4465098142, 15.3882659679,
            -0.557160570446, 0.505696783289, 0.230578543901, -0.415570776342, 0.365682722812,
            0.169143213293, -0.325325669158, 0.189706021964, 0.0877265322780, -0.0240476254170,
            -0.287659532608, -0.117219543175, -0.176860753121, -0.216393453025, -0.0148647893090 },
        .t0 = 0.0,
        .t1 = 20.0,
        .formula = rich("r_j'' = k_2 (-(m_0 + m_j) r_j/|r_j|^3 + Sigma_{k} m_k ((r_k - r_j)"
                        "/|r_k - r_j|^3 - r_k/|r_k|^3))"),
        .group = "DETEST" };
    for (int i = 16; i <= 30; ++i)
        problem.rhs.push_back(at(i));
    for (int j = 0; j < kPlanets; ++j)
        for (int axis = 1; axis <= 3; ++axis) {
            const std::string own = at(3 * j + axis);
            std::string text = std::string("-(1.00000597682 + ")
                + kMassTexts[static_cast<std::size_t>(j)] + ")*" + own + "/" + cube(j);
            for (int k = 0; k < kPlanets; ++k)
                if (k != j) {
                    const std::string other = at(3 * k + axis);
                    text += std::string(" + ") + kMassTexts[static_cast<std::size_t>(k)] + "*(("
                        + other + " - " + own + ")/" + cube(k, j) + " - " + other + "/" + cube(k)
                        + ")";
                }
            problem.rhs.push_back("2.95912208286*(" + text + ")");
        }
    return { problem, planetsFunction };
}

} // namespace

Rows detestModerate()
{
    return { c1(), c2(), diffusion<10>("detest-c3", "C3, diffusion, 10 cells"),
        diffusion<51>("detest-c4", "C4, diffusion, 51 cells"), c5() };
}

} // namespace solvers::catalogue
