// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_exact.h"

#include "ui/text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

using State = solvers::Vector<double>;

constexpr int kPoints = 7;
// Far above what differences and rounding leave (about 1e-9), far below a wrong formula.
constexpr double kTolerance = 1e-4;

std::string sentence(const char* text)
{
    return tr(text).toStdString();
}

double size(const State& y)
{
    return 1.0 + y.lpNorm<Eigen::Infinity>();
}

} // namespace

std::string exactMismatch(const solvers::Problem& problem)
{
    if (!problem.hasExact() || !problem.problem().empty() || problem.t0 == problem.t1)
        return {};
    const auto exact = solvers::makeExactSolution(problem);
    if (!exact)
        return sentence(
            "The exact solution does not start at these initial values and is not used.");
    const auto system = solvers::makeSystem(problem);
    const auto dim = static_cast<solvers::Index>(problem.dim());
    State y(dim);
    State before(dim);
    State after(dim);
    State slope(dim);
    const double span = problem.t1 - problem.t0;
    const double h = std::cbrt(std::numeric_limits<double>::epsilon())
        * std::max(1e-3 * std::abs(span), std::min(1.0, std::abs(span)));
    for (int i = 1; i <= kPoints; ++i) {
        const double t = problem.t0 + span * i / (kPoints + 1);
        exact->evaluate(t - h, solvers::view(before));
        exact->evaluate(t + h, solvers::view(after));
        exact->evaluate(t, solvers::view(y));
        system->evaluate(t, { y.data(), dim }, solvers::view(slope));
        const State residual = (after - before) / (2.0 * h) - slope;
        if (residual.allFinite()
            && residual.lpNorm<Eigen::Infinity>() > kTolerance * (size(slope) + size(y)))
            return sentence("The exact solution does not satisfy the equation and is not used.");
    }
    return {};
}

} // namespace ui
