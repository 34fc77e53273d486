// SPDX-License-Identifier: GPL-3.0-or-later
// What a problem may look like; problem_functions.cpp makes functions of its expressions.
#include "solvers/problems/problem.h"

#include "solvers/names.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/expression.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace solvers {

namespace {

using Strings = std::vector<std::string>;

constexpr std::size_t kLargestDim = 1000;

bool contains(const Strings& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string expressionProblem(
    const std::string& field, const std::string& text, const Strings& names)
{
    const auto error = checkExpression(text, names);
    return error ? field + ", " + error->sentence() : std::string();
}

std::string expressionsProblem(const std::string& field, const Strings& texts, const Strings& names)
{
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (std::string trouble = expressionProblem(
                std::string(field).append("[").append(std::to_string(i + 1)).append("]"), texts[i],
                names);
            !trouble.empty())
            return trouble;
    return {};
}

std::string count(std::size_t number, const char* one)
{
    return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

std::string sizesProblem(const Problem& problem)
{
    const std::size_t n = problem.rhs.size();
    const auto disagree = [n](const Strings& texts) { return !texts.empty() && texts.size() != n; };
    const std::string rest = " for " + count(n, "right-hand side") + "; their numbers must agree";
    if (n == 0)
        return "rhs: there is no right-hand side; give one expression for each equation";
    if (n > kLargestDim)
        return "rhs: at most " + std::to_string(kLargestDim) + " equations are possible, found "
            + std::to_string(n);
    if (problem.y0.size() != n)
        return "y0: " + count(problem.y0.size(), "initial value") + rest;
    if (disagree(problem.exact))
        return "exact: " + count(problem.exact.size(), "exact solution") + rest;
    if (disagree(problem.eventReset))
        return "event_reset: " + count(problem.eventReset.size(), "expression") + rest;
    if (disagree(problem.startTexts))
        return "y0: " + count(problem.startTexts.size(), "expression") + rest;
    return {};
}

std::string numbersProblem(const Problem& problem)
{
    for (std::size_t i = 0; i < problem.y0.size(); ++i)
        if (!std::isfinite(problem.y0[i]))
            return "y0[" + std::to_string(i + 1) + "]: the initial value must be a finite number";
    if (!std::isfinite(problem.t0))
        return "t0: the start of the interval must be a finite number";
    if (!std::isfinite(problem.t1))
        return "t1: the end of the interval must be a finite number";
    if (problem.eventDirection < -1 || problem.eventDirection > 1)
        return "event_direction: it must be +1 (rising), -1 (falling) or 0 (either)";
    if (problem.event.empty() && !problem.eventReset.empty())
        return "event_reset: a reset needs an event; give the expression whose zeros are events";
    return {};
}

/// A new name beside t, the states and those already taken.
std::string newNameProblem(
    const std::string& field, const std::string& name, const Strings& states, const Strings& taken)
{
    if (const std::string trouble = nameProblem(name); !trouble.empty())
        return field + ": " + trouble;
    if (name == "t")
        return field + ": 't' is the time; choose another name";
    if (contains(states, name))
        return field + ": '" + name + "' is a component of the state; choose another name";
    if (contains(taken, name))
        return field + ": '" + name + "' occurs twice";
    return {};
}

std::string parametersProblem(const Problem& problem)
{
    const auto states = stateNames(problem.dim());
    Strings taken;
    for (const auto& [name, value, smallest, largest] : problem.parameters) {
        if (std::string trouble = newNameProblem("parameters", name, states, taken);
            !trouble.empty())
            return trouble;
        taken.push_back(name);
        if (!std::isfinite(value))
            return "parameters: '" + name + "' must be a finite number";
        if (!std::isfinite(smallest) || !std::isfinite(largest) || smallest > largest)
            return "parameters: the range of '" + name + "' must have finite ends in order";
    }
    for (const auto& definition : problem.definitions) {
        if (std::string trouble = newNameProblem("definitions", definition.name, states, taken);
            !trouble.empty())
            return trouble;
        taken.push_back(definition.name);
    }
    return {};
}

std::string definitionsProblem(const Problem& problem)
{
    Strings names = rhsNames(problem);
    names.resize(names.size() - problem.definitions.size());
    for (const auto& [name, expression] : problem.definitions) {
        if (std::string trouble = expressionProblem("definitions." + name, expression, names);
            !trouble.empty())
            return trouble;
        names.push_back(name);
    }
    return {};
}

std::string startProblem(const Problem& problem)
{
    const auto names = startNames(problem);
    if (std::string trouble = expressionsProblem("y0", problem.startTexts, names); !trouble.empty())
        return trouble;
    return problem.endText.empty() ? std::string()
                                   : expressionProblem("t1", problem.endText, names);
}

std::string invariantsProblem(const Problem& problem)
{
    const auto names = rhsNames(problem);
    Strings taken;
    for (const auto& [name, expression] : problem.invariants) {
        if (name.empty())
            return "invariants: an invariant needs a name";
        if (contains(taken, name))
            return "invariants: '" + name + "' occurs twice";
        taken.push_back(name);
        if (std::string trouble = expressionProblem("invariants." + name, expression, names);
            !trouble.empty())
            return trouble;
    }
    return {};
}

std::string eventProblem(const Problem& problem)
{
    if (problem.event.empty())
        return {};
    const auto names = rhsNames(problem);
    if (std::string trouble = expressionProblem("event", problem.event, names); !trouble.empty())
        return trouble;
    return expressionsProblem("event_reset", problem.eventReset, names);
}

double valueOf(const std::string& text, const Problem& problem)
{
    std::vector<double> values;
    for (const auto& parameter : problem.parameters)
        values.push_back(parameter.value);
    values.push_back(problem.t0);
    return Expression(text, startNames(problem), values.data()).evaluate();
}

} // namespace

bool Problem::hasExact() const
{
    return !exact.empty() || nativeExact(*this) != nullptr;
}

std::string Problem::valuesProblem() const
{
    for (const auto& check : { sizesProblem, numbersProblem, parametersProblem })
        if (std::string trouble = check(*this); !trouble.empty())
            return trouble;
    return {};
}

std::string Problem::problem() const
{
    if (std::string trouble = valuesProblem(); !trouble.empty())
        return trouble;
    if (std::string trouble = definitionsProblem(*this); !trouble.empty())
        return trouble;
    if (std::string trouble = expressionsProblem("rhs", rhs, rhsNames(*this)); !trouble.empty())
        return trouble;
    if (std::string trouble = expressionsProblem("exact", exact, exactNames(*this));
        !trouble.empty())
        return trouble;
    for (const auto& check : { eventProblem, invariantsProblem, startProblem })
        if (std::string trouble = check(*this); !trouble.empty())
            return trouble;
    return {};
}

void Problem::setParameter(std::string_view parameter, double value)
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
        [&](const ProblemParameter& p) { return p.name == parameter; });
    if (found == parameters.end()) {
        Strings names;
        for (const auto& p : parameters)
            names.push_back(p.name);
        throw std::invalid_argument(unknownName("parameter", parameter, names));
    }
    found->value = value;
    for (std::size_t i = 0; i < startTexts.size() && i < y0.size(); ++i)
        y0[i] = valueOf(startTexts[i], *this);
    if (!endText.empty())
        t1 = valueOf(endText, *this);
}

std::vector<std::string> stateNames(std::size_t dim)
{
    if (dim == 1)
        return { "y" };
    Strings names;
    for (std::size_t i = 1; i <= dim; ++i)
        names.push_back(std::string("y").append(std::to_string(i)));
    return names;
}

std::vector<std::string> initialNames(std::size_t dim)
{
    Strings names = stateNames(dim);
    for (auto& name : names)
        name += dim == 1 ? "0" : "_0";
    return names;
}

std::vector<std::string> rhsNames(const Problem& problem)
{
    Strings names = stateNames(problem.dim());
    names.emplace_back("t");
    for (const auto& parameter : problem.parameters)
        names.push_back(parameter.name);
    for (const auto& definition : problem.definitions)
        names.push_back(definition.name);
    return names;
}

std::vector<std::string> exactNames(const Problem& problem)
{
    Strings names { "t" };
    for (const auto& parameter : problem.parameters)
        names.push_back(parameter.name);
    const std::size_t own = names.size();
    Strings given = initialNames(problem.dim());
    given.insert(given.begin(), "t0");
    for (auto& name : given)
        if (std::find(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(own), name)
            == names.begin() + static_cast<std::ptrdiff_t>(own))
            names.push_back(std::move(name));
    return names;
}

std::vector<std::string> startNames(const Problem& problem)
{
    Strings names;
    for (const auto& parameter : problem.parameters)
        names.push_back(parameter.name);
    if (!contains(names, "t0"))
        names.emplace_back("t0");
    return names;
}

} // namespace solvers
