// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/problem_options.h"

#include "app/command_line.h"
#include "solvers/names.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/expression.h"
#include "solvers/problems/problem_file.h"

#include <algorithm>

namespace app {

namespace {

/// NAME=VALUE. With a known problem the name must be one of its parameters; with --rhs it is new.
void setParameter(solvers::Problem& problem, const std::string& text, bool mayAdd)
{
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw UsageError("--parameter: expected NAME=VALUE, got '" + text + "'");
    const std::string name = text.substr(0, equals);
    const auto value = parseNumbers("--parameter " + name, text.substr(equals + 1));
    if (value.size() != 1)
        throw UsageError("--parameter " + name + ": expected one number");
    const auto found = std::find_if(problem.parameters.begin(), problem.parameters.end(),
        [&](const auto& parameter) { return parameter.name == name; });
    if (found != problem.parameters.end()) {
        found->value = value.front();
    } else if (mayAdd) {
        problem.parameters.push_back({ name, value.front(), 0.0, 0.0 });
    } else if (problem.parameters.empty()) {
        throw UsageError("--parameter: the problem '" + problem.name + "' has no parameters, got '"
            + text + "'");
    } else {
        std::vector<std::string> names;
        for (const auto& parameter : problem.parameters)
            names.push_back(parameter.name);
        throw UsageError("--parameter: " + solvers::unknownName("parameter", name, names));
    }
}

} // namespace

void ProblemOptions::add(CLI::App& command)
{
    m_command = &command;
    auto* id
        = command.add_option("--problem", m_id, "Catalogue problem: see separatrix list problems");
    auto* file = command.add_option(
        "--problem-file", m_file, "Problem file (.json), or trajectories with their recipe");
    auto* rhs = command.add_option(
        "--rhs", m_rhs, "Right-hand side in t and y, or y1 ... yn: EXPR[;EXPR...]");
    id->excludes(file)->excludes(rhs);
    file->excludes(rhs);
    command.add_option("--y0", m_y0, "Initial value V[,V...]");
    command.add_option("--t0", m_t0, "Start of the interval")->check(finiteNumber());
    command.add_option("--t1", m_t1, "End of the interval; below t0: backwards")
        ->check(finiteNumber());
    command.add_option("--exact", m_exact, "Exact solution in t: EXPR[;EXPR...]");
    command.add_option("--parameter", m_parameters, "NAME=VALUE, may be repeated")
        ->expected(1)
        ->take_all();
}

void ProblemOptions::addEvent(CLI::App& command)
{
    command.add_option("--event", m_event,
        "Look for zeros of this expression in t and y instead of those of the problem's own event."
        " All are listed and the solve goes on to t1, unless --event-count ends it");
    command.add_option("--event-direction", m_eventDirection,
        "rising, falling or either (default): as the solve meets them");
    command.add_option("--event-reset", m_eventReset,
        "The state after each event, in t and the state before it: EXPR[;EXPR...]");
}

/// A typed event replaces that of the problem; direction and reset alone change it.
void ProblemOptions::setEvent(solvers::Problem& problem) const
{
    if (!m_event.empty()) {
        problem.event = m_event;
        problem.eventDirection = 0;
        problem.eventReset.clear();
    }
    if (problem.event.empty()) {
        for (const char* option : { "--event-direction", "--event-reset", "--event-count" })
            if (m_command->get_option_no_throw(option) != nullptr && m_command->count(option) > 0)
                throw UsageError(std::string(option) + ": the problem has no event; give --event");
        return;
    }
    if (!m_eventDirection.empty()) {
        const std::vector<std::string> names { "falling", "either", "rising" };
        const auto found = std::find(names.begin(), names.end(), m_eventDirection);
        if (found == names.end())
            throw UsageError(
                "--event-direction: " + solvers::unknownName("direction", m_eventDirection, names));
        problem.eventDirection = static_cast<int>(found - names.begin()) - 1;
    }
    if (!m_eventReset.empty())
        problem.eventReset = solvers::splitExpressions(m_eventReset);
}

solvers::Problem ProblemOptions::base() const
{
    if (!m_id.empty()) {
        if (const auto* found = solvers::findProblem(m_id))
            return *found;
        std::vector<std::string> ids;
        for (const auto& problem : m_more) {
            if (problem.id == m_id)
                return problem;
            ids.push_back(problem.id);
        }
        for (const auto& problem : solvers::problems())
            ids.push_back(problem.id);
        throw UsageError("--problem: " + solvers::unknownName("problem", m_id, ids));
    }
    if (!m_file.empty())
        return solvers::readProblemFile(m_file);
    if (m_rhs.empty())
        throw UsageError(m_command->get_name()
            + ": name a problem with --problem ID, --problem-file FILE or --rhs EXPR");
    for (const char* needed : { "--y0", "--t0", "--t1" })
        if (m_command->count(needed) == 0)
            throw UsageError(std::string(needed) + ": missing; --rhs needs --y0, --t0 and --t1");
    solvers::Problem problem;
    problem.name = "Typed problem";
    problem.rhs = solvers::splitExpressions(m_rhs);
    return problem;
}

solvers::Problem ProblemOptions::problem() const
{
    solvers::Problem problem = base();
    if (m_command->count("--y0") > 0) {
        const auto y0 = parseNumbers("--y0", m_y0);
        if (y0.size() != problem.dim())
            throw UsageError("--y0: expected " + std::to_string(problem.dim())
                + (problem.dim() == 1 ? " number, got " : " numbers, got ")
                + std::to_string(y0.size()));
        // The exact solution belongs to the initial value that it was written for.
        if (y0 != problem.y0 && !problem.y0.empty())
            problem.exact.clear();
        problem.y0 = y0;
    }
    if (m_command->count("--t0") > 0) {
        if (m_rhs.empty() && m_t0 != problem.t0)
            problem.exact.clear();
        problem.t0 = m_t0;
    }
    if (m_command->count("--t1") > 0)
        problem.t1 = m_t1;
    if (!m_exact.empty())
        problem.exact = solvers::splitExpressions(m_exact);
    for (const auto& parameter : m_parameters)
        setParameter(problem, parameter, !m_rhs.empty());
    setEvent(problem);
    if (std::string trouble = problem.problem(); !trouble.empty()) {
        const bool typedReset = trouble.starts_with("event_reset") && !m_eventReset.empty();
        if (typedReset)
            trouble.replace(0, 11, "event-reset");
        const bool typed = trouble.starts_with("event") && !m_event.empty();
        throw UsageError(typed || typedReset || !m_rhs.empty() ? "--" + trouble : trouble);
    }
    return problem;
}

std::vector<const solvers::Method*> chosenMethods(const std::string& names)
{
    std::vector<const solvers::Method*> methods;
    for (const auto& name : parseNames("--solver", names)) {
        try {
            methods.push_back(&solvers::methodById(name));
        } catch (const std::invalid_argument& error) {
            throw UsageError(std::string("--solver: ") + error.what());
        }
    }
    return methods;
}

} // namespace app
