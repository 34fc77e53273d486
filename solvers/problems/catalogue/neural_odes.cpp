// SPDX-License-Identifier: GPL-3.0-or-later
// The dynamics of the notebooks to T. Carr, What are Neural ODEs? (2020): what its experiments
// with the adjoint method integrate, with all weights as parameters.
#include "solvers/problems/catalogue/row.h"

#include <array>
#include <cmath>
#include <string>

namespace solvers::catalogue {

namespace {

constexpr const char* kGroup = "Neural ODEs of the article";

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

Row adjointExample()
{
    // T. Carr, What are Neural ODEs? (2020), notebook "adjoint".
    return { { .id = "adjoint-example",
                 .name = "Article, adjoint example",
                 .rhs = { "a*y + b*t" },
                 .y0 = { 2.0 },
                 .t0 = 1.0,
                 .t1 = 2.0,
                 .exact = { "(y0 + b/a*t0 + b/a^2)*exp(a*(t - t0)) - b*t/a - b/a^2" },
                 .parameters = { { "a", 3.0, 0.1, 5.0 }, { "b", 1.0, -5.0, 5.0 } },
                 .formula = rich("y' = a y + b t"),
                 .exactFormula = rich("y(t) = (y_0 + b t_0/a + b/a^2) e^{a (t - t_0)} - b t/a"
                                      " - b/a^2"),
                 .group = kGroup },
        [](double t, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[0] + p[1] * t;
        } };
}

Row miniNet()
{
    // Notebook "adjoint", one neuron; start and weight of tests/data/solvers/gradients.json.
    return { { .id = "article-mini-net",
                 .name = "Article, one neuron",
                 .rhs = { "s" },
                 .y0 = { 2.0 },
                 .t0 = 1.0,
                 .t1 = 2.0,
                 .parameters = { { "W", 0.75, -4.0, 4.0 } },
                 .formula = rich("y' = sigma(W y), sigma(x) = 1/(1 + e^{-x})"),
                 .group = kGroup,
                 .definitions = { { "s", "1/(1 + exp(-W*y))" } } },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = sigmoid(p[0] * y[0]);
        } };
}

constexpr std::size_t kSize = 5; // of the small net's state

// Start and weights of tests/data/solvers/gradients.json, W and Y row by row.
// clang-format off
constexpr std::array kStart {
    -0.446839, 0.452022, -0.975924, 0.711237, -0.758226 };
constexpr std::array kInner {
    -2.310412, -0.373251, -1.060817, 0.999509, -0.884025,
    -1.275547, -0.623225, -0.866442, -1.295627, 0.733528,
    -1.321882, 1.314811, -1.487496, -0.713575, 0.519999,
    -0.952886, -0.091742, 1.046865, 0.154295, -0.749892,
    -0.72339, 0.08637, -1.746405, 1.041012, 0.653924 };
constexpr std::array kOuter {
    0.211664, 0.135571, -0.033893, 0.460469, 1.117443,
    0.369045, -0.187202, -3.145296, -0.199608, 0.998344,
    -0.082622, 0.182532, 0.950904, -1.763162, 1.010732,
    0.131004, -1.357311, 0.074247, 1.993646, 0.449865,
    1.553145, 0.053986, 1.474442, 1.013408, 0.854208 };
// clang-format on

/// "W21": row 2, column 1
std::string entry(const char* matrix, std::size_t row, std::size_t column)
{
    return std::string(matrix).append(std::to_string(row + 1)).append(std::to_string(column + 1));
}

/// "W21*y1 + ... + W25*y5"
std::string rowTimes(const char* matrix, std::size_t row, const char* vector)
{
    std::string sum;
    for (std::size_t j = 0; j < kSize; ++j)
        sum.append(j == 0 ? "" : " + ")
            .append(entry(matrix, row, j))
            .append("*")
            .append(vector)
            .append(std::to_string(j + 1));
    return sum;
}

void smallNetFunction(double, const double* y, const double* p, double* dydt)
{
    std::array<double, kSize> hidden {};
    for (std::size_t i = 0; i < kSize; ++i) {
        double sum = 0.0;
        for (std::size_t j = 0; j < kSize; ++j)
            sum += p[kSize * i + j] * y[j];
        hidden[i] = sigmoid(sum);
    }
    for (std::size_t i = 0; i < kSize; ++i) {
        dydt[i] = 0.0;
        for (std::size_t j = 0; j < kSize; ++j)
            dydt[i] += p[kSize * (kSize + i) + j] * hidden[j];
    }
}

Row smallNet()
{
    // Notebook "adjoint", two layers of five neurons without biases.
    Problem problem { .id = "article-small-net",
        .name = "Article, small network",
        .rhs = {},
        .y0 = { kStart.begin(), kStart.end() },
        .t0 = 1.0,
        .t1 = 2.0,
        .formula = rich("y' = Y sigma(W y), sigma(x) = 1/(1 + e^{-x})"),
        .group = kGroup };
    for (std::size_t i = 0; i < kSize; ++i) {
        problem.rhs.push_back(rowTimes("Y", i, "s"));
        problem.definitions.push_back(
            { "s" + std::to_string(i + 1), "1/(1 + exp(-(" + rowTimes("W", i, "y") + ")))" });
    }
    for (const auto& [matrix, values] : { std::pair { "W", &kInner }, std::pair { "Y", &kOuter } })
        for (std::size_t k = 0; k < values->size(); ++k)
            problem.parameters.push_back(
                { entry(matrix, k / kSize, k % kSize), (*values)[k], -4.0, 4.0 });
    return { problem, smallNetFunction };
}

Row fit()
{
    // An earlier notebook fits this to y(5) alone, by Adam from these parameters; with (1/2, 2, 5,
    // 5, 2, 5) it is the article's example.
    return { { .id = "article-fit",
                 .name = "Article, fit of six parameters",
                 .rhs = { "y - A*exp(t/B)*sin(C*t) + D*exp(t/E)*cos(F*t)" },
                 .y0 = { 0.0 },
                 .t0 = 0.0,
                 .t1 = 5.0,
                 .parameters = { { "A", 1.5409961, -5.0, 5.0 }, { "B", -0.2934289 },
                     { "C", -2.1787894, -10.0, 10.0 }, { "D", 0.56843126, -5.0, 5.0 },
                     { "E", -1.0845224 }, { "F", -1.3985955, -10.0, 10.0 } },
                 .formula = rich("y' = y - A e^{t/B} sin C t + D e^{t/E} cos F t"),
                 .group = kGroup },
        [](double t, const double* y, const double* p, double* dydt) {
            dydt[0] = y[0] - p[0] * std::exp(t / p[1]) * std::sin(p[2] * t)
                + p[3] * std::exp(t / p[4]) * std::cos(p[5] * t);
        } };
}

} // namespace

Rows neuralOdes()
{
    return { adjointExample(), miniNet(), smallNet(), fit() };
}

} // namespace solvers::catalogue
