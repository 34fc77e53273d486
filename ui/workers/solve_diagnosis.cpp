// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/solve_diagnosis.h"

#include "solvers/analysis/stability.h"

#include <cmath>

namespace ui {

std::optional<StabilityDiagnosis> diagnose(
    const MethodResult& result, const SampledCurve& reference, solvers::OdeSystem<double>& system)
{
    const solvers::Solution& solution = result.solution;
    const std::size_t dim = solution.dim;
    if (solution.options.adaptive || solution.size() == 0)
        return {};
    double t = solution.t.front();
    std::vector<double> y(solution.state(0), solution.state(0) + dim);
    if (reference.covers(result.failureTime())) {
        t = result.failureTime();
        for (std::size_t k = 0; k < dim; ++k)
            y[k] = reference.value(t, k);
    }
    const double h = std::copysign(solution.options.step, solution.options.t1 - solution.t.front());
    const solvers::StabilityFunction function(*solution.method);
    std::optional<StabilityDiagnosis> worst;
    for (const std::complex<double>& eigenvalue :
        solvers::jacobianEigenvalues(system, t, { y.data(), static_cast<solvers::Index>(dim) })) {
        const std::optional<double> growth = function.amplification(h * eigenvalue);
        if (!growth || !(h * eigenvalue.real() < 0.0) || !(*growth > 1.0)
            || (worst && *growth <= worst->growth))
            continue;
        const auto safe = solvers::largestStableStep(function, std::copysign(1.0, h) * eigenvalue);
        if (safe)
            worst = StabilityDiagnosis { eigenvalue, *growth, *safe };
    }
    return worst;
}

} // namespace ui
