// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"
#include "solvers/integration/dense_output.h"

#include <cmath>
#include <memory>
#include <optional>

namespace solvers {

/// The times and states to write: those of the steps, or those asked for.
class Rows {
public:
    Rows(const Problem& problem, const Solution& solution,
        const std::optional<std::vector<double>>& samples)
        : m_solution(solution)
        , m_times(samples ? *samples : solution.t)
        , m_sampled(samples.has_value())
        , m_own(m_sampled && !samples->empty() && *samples == solution.sampleTimes)
        , m_state(static_cast<Index>(solution.dim))
    {
        if (m_sampled && !m_own) {
            m_system = makeSystem(problem);
            m_dense.emplace(*m_system, solution.t, solution.y);
        }
    }

    std::size_t size() const { return m_times.size(); }
    double time(std::size_t i) const { return m_times[i]; }

    /// Empty at a time that the solution did not reach; valid until the next call.
    std::span<const double> state(std::size_t i)
    {
        if (!m_sampled)
            return { m_solution.state(i), m_solution.dim };
        if (m_own) {
            const double* state = m_solution.samples.data() + i * m_solution.dim;
            const bool reached = !std::isnan(*state);
            return { state, reached ? m_solution.dim : 0 };
        }
        if (!m_dense->evaluate(m_times[i], view(m_state)))
            return {};
        return { m_state.data(), m_solution.dim };
    }

private:
    const Solution& m_solution;
    const std::vector<double>& m_times;
    bool m_sampled;
    bool m_own; ///< solve() has sampled the solution at these times
    std::unique_ptr<OdeSystem<double>> m_system;
    std::optional<DenseOutput> m_dense;
    Vector<double> m_state;
};

} // namespace solvers
