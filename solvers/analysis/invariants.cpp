// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/invariants.h"

#include <cmath>

namespace solvers {

std::vector<InvariantDrift> invariantDrifts(
    const Problem& problem, const Solution& solution, const std::atomic<bool>* stop)
{
    std::vector<InvariantDrift> result;
    std::vector<std::string> texts;
    for (const auto& [name, expression] : problem.invariants) {
        result.emplace_back().name = name;
        texts.push_back(expression);
    }
    if (texts.empty() || solution.size() == 0)
        return result;
    const auto function = makeStateFunction(problem, texts);
    const auto n = static_cast<Index>(solution.dim);
    Vector<double> values(static_cast<Index>(texts.size()));
    for (InvariantDrift& invariant : result) {
        invariant.drift.reserve(solution.size());
        invariant.maxDrift = 0.0;
    }
    for (std::size_t i = 0; i < solution.size() && (stop == nullptr || !*stop); ++i) {
        function->evaluate(solution.t[i], { solution.state(i), n }, view(values));
        for (std::size_t k = 0; k < result.size(); ++k) {
            InvariantDrift& invariant = result[k];
            const double value = values[static_cast<Index>(k)];
            if (i == 0)
                invariant.initial = value;
            const double drift = std::abs(value - invariant.initial);
            invariant.drift.push_back(drift);
            invariant.endDrift = drift;
            if (!(drift <= invariant.maxDrift) && !std::isnan(invariant.maxDrift))
                invariant.maxDrift = drift;
        }
    }
    return result;
}

} // namespace solvers
