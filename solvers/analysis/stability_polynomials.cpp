// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/stability_polynomials.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace solvers {

namespace {

/// 1 + sum_k z^k b^T A^(k-1) e, up to the power where A^(k-1) of a strict lower triangle is 0
StabilityPolynomials build(const ButcherTableau& table)
{
    const int s = table.stages();
    Vector<double> stages = Vector<double>::Ones(s);
    Polynomial result { 1.0 };
    for (int k = 0; k < s; ++k) {
        double moment = 0.0;
        for (int i = 0; i < s; ++i)
            moment += table.weight(i) * stages[i];
        result.push_back(moment);
        Vector<double> next = Vector<double>::Zero(s);
        for (int i = 0; i < s; ++i)
            for (int j = 0; j < i; ++j)
                next[i] += table.coefficient(i, j) * stages[j];
        stages = next;
    }
    while (result.size() > 1 && result.back() == 0.0)
        result.pop_back();
    return { result, { 1.0 } };
}

/// det(I - z A) by Faddeev and LeVerrier: A has at most seven rows.
Polynomial determinant(const Matrix<double>& a)
{
    const Index s = a.rows();
    Polynomial result { 1.0 };
    Matrix<double> powers = Matrix<double>::Identity(s, s);
    for (Index k = 1; k <= s; ++k) {
        const Matrix<double> product = a * powers;
        const double coefficient = -product.trace() / static_cast<double>(k);
        result.push_back(coefficient);
        powers = product;
        powers.diagonal().array() += coefficient;
    }
    return result;
}

void dropNoise(Polynomial& polynomial)
{
    double largest = 0.0;
    for (const double coefficient : polynomial)
        largest = std::max(largest, std::abs(coefficient));
    for (double& coefficient : polynomial)
        if (std::abs(coefficient) < 1e-14 * largest)
            coefficient = 0.0;
    while (polynomial.size() > 1 && polynomial.back() == 0.0)
        polynomial.pop_back();
}

StabilityPolynomials build(const ImplicitTableau& table)
{
    const Index s = table.stages();
    Matrix<double> a(s, s);
    Matrix<double> b(s, s); // A - e b^T
    for (int i = 0; i < table.stages(); ++i)
        for (int j = 0; j < table.stages(); ++j) {
            a(i, j) = table.coefficient(i, j);
            b(i, j) = table.coefficient(i, j) - table.weight(j);
        }
    StabilityPolynomials built { determinant(b), determinant(a) };
    dropNoise(built.numerator);
    dropNoise(built.denominator);
    return built;
}

/// u_i = gamma (z (1 + sum_j a_ij u_j) + sum_j c_ij u_j) / w with w = 1 - gamma z, as numerators
/// over w^(i+1).
StabilityPolynomials build(const RosenbrockTableau& table)
{
    const int s = table.stages();
    std::vector<Polynomial> powers { { 1.0 } }; // of w
    for (int i = 0; i < s; ++i)
        powers.push_back(multiply(powers.back(), { 1.0, -table.gamma }));
    const auto power = [&](int i) { return powers[static_cast<std::size_t>(i)]; };
    std::vector<Polynomial> u;
    Polynomial result = power(s);
    for (int i = 0; i < s; ++i) {
        Polynomial sum = multiply({ 0.0, 1.0 }, power(i));
        for (int j = 0; j < i; ++j) {
            const Polynomial factor { table.coupling(i, j), table.argument(i, j) };
            sum = add(
                sum, multiply(multiply(factor, u[static_cast<std::size_t>(j)]), power(i - 1 - j)));
        }
        u.push_back(multiply({ table.gamma }, sum));
        result = add(result, multiply(u.back(), power(s - 1 - i)), table.weight(i));
    }
    return { result, power(s) };
}

/// sum_(j=1)^k (1 - 1/zeta)^j / j = z, times zeta^k; HNW I, (III.1.22')
StabilityPolynomials build(const BdfFormula& formula)
{
    const auto k = static_cast<std::size_t>(formula.order);
    Polynomial inverse { 0.0 }; // by powers of 1/zeta
    Polynomial difference { 1.0 };
    for (std::size_t j = 1; j <= k; ++j) {
        difference = multiply(difference, { 1.0, -1.0 });
        inverse = add(inverse, difference, 1.0 / static_cast<double>(j));
    }
    StabilityPolynomials built;
    for (std::size_t p = 0; p <= k; ++p)
        built.characteristic.push_back({ inverse[k - p] });
    built.characteristic[k].push_back(-1.0);
    return built;
}

/// The predictor alone: zeta^k - zeta^(k-1-back) - z sum_j w_j zeta^(k-1-j). PECE: the predicted
/// value enters the corrector, so that z appears squared.
StabilityPolynomials build(const MultistepFormula& formula)
{
    const auto k = static_cast<std::size_t>(formula.steps());
    std::vector<Polynomial> predicted(k); // of y_(n-j), j = 0, 1, ...
    for (std::size_t j = 0; j < formula.predictor.numerators.size(); ++j)
        predicted[j] = { 0.0, formula.predictor[j] };
    Polynomial& start = predicted[static_cast<std::size_t>(formula.back)];
    start = add(start, { 1.0 });
    std::vector<Polynomial> next = predicted;
    if (formula.corrects()) {
        const Polynomial first { 0.0, formula.corrector[0] };
        for (std::size_t j = 0; j < k; ++j) {
            next[j] = multiply(first, predicted[j]);
            if (j + 1 < formula.corrector.numerators.size())
                next[j] = add(next[j], { 0.0, formula.corrector[j + 1] });
        }
        next[0] = add(next[0], { 1.0 });
    }
    StabilityPolynomials built;
    for (std::size_t p = 0; p < k; ++p)
        built.characteristic.push_back(multiply({ -1.0 }, next[k - 1 - p]));
    built.characteristic.push_back({ 1.0 });
    return built;
}

/// A 2 x 2 matrix of polynomials in z, row by row.
using StepMatrix = std::array<Polynomial, 4>;

StepMatrix product(const StepMatrix& a, const StepMatrix& b)
{
    return { add(multiply(a[0], b[0]), multiply(a[1], b[2])),
        add(multiply(a[0], b[1]), multiply(a[1], b[3])),
        add(multiply(a[2], b[0]), multiply(a[3], b[2])),
        add(multiply(a[2], b[1]), multiply(a[3], b[3])) };
}

/// zeta^2 - trace zeta + determinant
StabilityPolynomials characteristicOf(const StepMatrix& m)
{
    StabilityPolynomials built;
    built.characteristic = { add(multiply(m[0], m[3]), multiply(m[1], m[2]), -1.0),
        multiply({ -1.0 }, add(m[0], m[3])), { 1.0 } };
    for (Polynomial& coefficient : built.characteristic)
        dropNoise(coefficient);
    return built;
}

/// On (q, h p): a kick adds z^2 times its share of q to h p, a drift its share of h p to q.
StabilityPolynomials build(const SymplecticScheme& scheme)
{
    StepMatrix step { Polynomial { 1.0 }, Polynomial {}, Polynomial {}, Polynomial { 1.0 } };
    for (std::size_t i = 0; i < scheme.kick.size(); ++i) {
        step = product({ Polynomial { 1.0 }, Polynomial {}, Polynomial { 0.0, 0.0, scheme.kick[i] },
                           Polynomial { 1.0 } },
            step);
        if (i < scheme.drift.size())
            step = product({ Polynomial { 1.0 }, Polynomial { scheme.drift[i] }, Polynomial {},
                               Polynomial { 1.0 } },
                step);
    }
    StabilityPolynomials built = characteristicOf(step);
    built.characteristic.front() = { 1.0 }; // areas are kept exactly
    return built;
}

StabilityPolynomials build(const ReversibleScheme& scheme)
{
    if (scheme.kind == ReversibleScheme::Kind::Heun) // on (x, y)
        return characteristicOf({ Polynomial { -1.0, 1.0 }, Polynomial { 2.0 },
            Polynomial { 0.0, 0.0, 0.5 }, Polynomial { 1.0, 1.0 } });
    // on (h v, y)
    return characteristicOf({ Polynomial { -1.0, 1.0 }, Polynomial { 0.0, 2.0 },
        Polynomial { 0.0, 0.5 }, Polynomial { 1.0, 1.0 } });
}

} // namespace

StabilityPolynomials stabilityPolynomials(const MethodData& data)
{
    return std::visit([](const auto* family) { return build(*family); }, data);
}

} // namespace solvers
