// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/solution.h"

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace app {

/// The options that name a problem: --problem, --problem-file or --rhs with what belongs to it.
class ProblemOptions {
public:
    void add(CLI::App& command);
    /// --problem knows this one too, beside the catalogue.
    void alsoKnow(const solvers::Problem& problem) { m_more.push_back(problem); }
    void addEvent(CLI::App& command); ///< --event and what belongs to it, after add()

    /// The problem, valid. Throws UsageError naming the option at fault, or std::runtime_error
    /// for an unreadable file.
    solvers::Problem problem() const;

private:
    solvers::Problem base() const;
    void setEvent(solvers::Problem& problem) const;

    const CLI::App* m_command = nullptr;
    std::vector<solvers::Problem> m_more;
    std::string m_id;
    std::string m_file;
    std::string m_rhs;
    std::string m_exact;
    std::string m_y0;
    double m_t0 = 0.0;
    double m_t1 = 0.0;
    std::vector<std::string> m_parameters;
    std::string m_event;
    std::string m_eventDirection;
    std::string m_eventReset;
};

/// The solvers that --solver names, in order. Throws UsageError.
std::vector<const solvers::Method*> chosenMethods(const std::string& names);

} // namespace app
