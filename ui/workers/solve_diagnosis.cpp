// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/solve_diagnosis.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

using solvers::Index;
using State = solvers::Vector<double>;

Eigen::MatrixXd jacobian(solvers::OdeSystem<double>& system, double t, const State& y)
{
    const Index dim = system.dim();
    Eigen::MatrixXd result(dim, dim);
    State left(dim);
    State right(dim);
    for (Index k = 0; k < dim; ++k) {
        const double h
            = std::cbrt(std::numeric_limits<double>::epsilon()) * std::max(1.0, std::abs(y[k]));
        State moved = y;
        moved[k] = y[k] - h;
        system.evaluate(t, { moved.data(), dim }, solvers::view(left));
        moved[k] = y[k] + h;
        system.evaluate(t, { moved.data(), dim }, solvers::view(right));
        result.col(k) = (right - left) / (2.0 * h);
    }
    return result;
}

double largestStableStep(
    const solvers::Method& method, std::complex<double> eigenvalue, double unstable)
{
    double stable = 0.0;
    constexpr int halvings = 50;
    for (int i = 0; i < halvings; ++i) {
        const double middle = 0.5 * (stable + unstable);
        (stabilityFunction(method, middle * eigenvalue) <= 1.0 ? stable : unstable) = middle;
    }
    return stable;
}

} // namespace

double stabilityFunction(const solvers::Method& method, std::complex<double> z)
{
    const solvers::ButcherTableau& table = *method.tableau();
    std::vector<std::complex<double>> stages;
    std::complex<double> result = 1.0;
    for (int i = 0; i < table.stages(); ++i) {
        std::complex<double> stage = 1.0;
        for (int j = 0; j < i; ++j)
            stage += z * table.coefficient(i, j) * stages[static_cast<std::size_t>(j)];
        stages.push_back(stage);
        result += z * table.weight(i) * stage;
    }
    return std::abs(result);
}

std::optional<StabilityDiagnosis> diagnose(
    const MethodResult& result, const SampledCurve& reference, solvers::OdeSystem<double>& system)
{
    const solvers::Solution& solution = result.solution;
    const std::size_t dim = solution.dim;
    if (solution.options.adaptive || solution.size() == 0)
        return {};
    double t = solution.t.front();
    State y = Eigen::Map<const State>(solution.state(0), static_cast<Index>(dim));
    if (reference.covers(result.failureTime())) {
        t = result.failureTime();
        for (std::size_t k = 0; k < dim; ++k)
            y[static_cast<Index>(k)] = reference.value(t, k);
    }
    const Eigen::MatrixXd matrix = jacobian(system, t, y);
    if (!matrix.allFinite())
        return {};
    const double h = std::copysign(solution.options.step, solution.options.t1 - solution.t.front());
    std::optional<StabilityDiagnosis> worst;
    for (const std::complex<double>& eigenvalue : matrix.eigenvalues()) {
        const double growth = stabilityFunction(*solution.method, h * eigenvalue);
        if (h * eigenvalue.real() < 0.0 && growth > 1.0 && (!worst || growth > worst->growth))
            worst = StabilityDiagnosis { eigenvalue, growth,
                std::abs(largestStableStep(*solution.method, eigenvalue, h)) };
    }
    return worst;
}

} // namespace ui
