// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/problem.h"

#include "solvers/problems/catalogue.h"
#include "solvers/problems/expression.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

constexpr std::size_t kLargestDim = 1000;

std::string expressionsProblem(const std::string& field, const std::vector<std::string>& texts,
    const std::vector<std::string>& names)
{
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (const auto error = checkExpression(texts[i], names))
            return field + "[" + std::to_string(i + 1) + "], " + error->sentence();
    return {};
}

std::string sizesProblem(const Problem& problem)
{
    const std::size_t n = problem.rhs.size();
    const auto count = [](std::size_t number, const char* one) {
        return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
    };
    if (n == 0)
        return "rhs: there is no right-hand side; give one expression for each equation";
    if (n > kLargestDim)
        return "rhs: at most " + std::to_string(kLargestDim) + " equations are possible, found "
            + std::to_string(n);
    if (problem.y0.size() != n)
        return "y0: " + count(problem.y0.size(), "initial value") + " for "
            + count(n, "right-hand side") + "; their numbers must agree";
    if (problem.hasExact() && problem.exact.size() != n)
        return "exact: " + count(problem.exact.size(), "exact solution") + " for "
            + count(n, "right-hand side") + "; their numbers must agree";
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
    return {};
}

std::string parametersProblem(const Problem& problem)
{
    const auto states = stateNames(problem.dim());
    for (std::size_t i = 0; i < problem.parameters.size(); ++i) {
        const auto& [name, value, smallest, largest] = problem.parameters[i];
        if (const std::string trouble = nameProblem(name); !trouble.empty())
            return "parameters: " + trouble;
        if (name == "t")
            return "parameters: 't' is the time; choose another name";
        if (std::find(states.begin(), states.end(), name) != states.end())
            return "parameters: '" + name + "' is a component of the state; choose another name";
        for (std::size_t j = 0; j < i; ++j)
            if (problem.parameters[j].name == name)
                return "parameters: '" + name + "' occurs twice";
        if (!std::isfinite(value))
            return "parameters: '" + name + "' must be a finite number";
        if (!std::isfinite(smallest) || !std::isfinite(largest) || smallest > largest)
            return "parameters: the range of '" + name + "' must have finite ends in order";
    }
    return {};
}

/// Expressions over one array of values: [states,] t, parameters.
class CompiledTexts {
public:
    CompiledTexts(const std::vector<std::string>& texts, const std::vector<std::string>& names,
        const std::vector<ProblemParameter>& parameters)
        : m_values(names.size())
        , m_time(names.size() - parameters.size() - 1)
    {
        for (std::size_t i = 0; i < parameters.size(); ++i)
            m_values[m_time + 1 + i] = parameters[i].value;
        m_expressions.reserve(texts.size());
        for (const auto& text : texts)
            m_expressions.emplace_back(text, names, m_values.data());
    }
    // The expressions point into m_values.
    CompiledTexts(const CompiledTexts&) = delete;
    CompiledTexts& operator=(const CompiledTexts&) = delete;

    Index size() const { return static_cast<Index>(m_expressions.size()); }
    double* states() { return m_values.data(); }
    void setTime(double t) { m_values[m_time] = t; }
    void evaluate(VectorView<double> results) const
    {
        for (std::size_t i = 0; i < m_expressions.size(); ++i)
            results[static_cast<Index>(i)] = m_expressions[i].evaluate();
    }

private:
    std::vector<double> m_values;
    std::size_t m_time;
    std::vector<Expression> m_expressions;
};

class TypedSystem final : public OdeSystem<double> {
public:
    explicit TypedSystem(const Problem& problem)
        : m_texts(problem.rhs, rhsNames(problem), problem.parameters)
    {
    }
    Index dim() const override { return m_texts.size(); }
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override
    {
        std::copy_n(y.data(), y.size(), m_texts.states());
        m_texts.setTime(t);
        m_texts.evaluate(dydt);
    }

private:
    CompiledTexts m_texts;
};

class NativeSystem final : public OdeSystem<double> {
public:
    NativeSystem(const Problem& problem, NativeFunction function)
        : m_dim(static_cast<Index>(problem.dim()))
        , m_function(function)
    {
        for (const auto& parameter : problem.parameters)
            m_parameters.push_back(parameter.value);
    }
    Index dim() const override { return m_dim; }
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override
    {
        m_function(t, y.data(), m_parameters.data(), dydt.data());
    }

private:
    Index m_dim;
    NativeFunction m_function;
    std::vector<double> m_parameters;
};

class TypedSolution final : public ExactSolution {
public:
    explicit TypedSolution(const Problem& problem)
        : m_texts(problem.exact, exactNames(problem), problem.parameters)
    {
    }
    void evaluate(double t, VectorView<double> y) const override
    {
        m_texts.setTime(t);
        m_texts.evaluate(y);
    }

private:
    mutable CompiledTexts m_texts; ///< its time is scratch memory
};

/// The first component in which the exact solution is not y0 at t0, and its value there.
std::optional<std::pair<std::size_t, double>> firstMismatch(
    const Problem& problem, const ExactSolution& solution)
{
    constexpr double kTolerance = 1e-9; // y0 may be typed with ten digits
    Vector<double> y(static_cast<Index>(problem.dim()));
    solution.evaluate(problem.t0, view(y));
    const double size = std::max(1.0, y.cwiseAbs().maxCoeff());
    for (std::size_t i = 0; i < problem.dim(); ++i) {
        const double value = y[static_cast<Index>(i)];
        if (!std::isfinite(value) || !(std::abs(value - problem.y0[i]) <= kTolerance * size))
            return std::pair { i, value };
    }
    return std::nullopt;
}

void requireUsable(const Problem& problem)
{
    if (const std::string trouble = problem.problem(); !trouble.empty())
        throw std::invalid_argument(trouble);
}

} // namespace

std::string Problem::problem() const
{
    for (const auto& check : { sizesProblem, numbersProblem, parametersProblem })
        if (std::string trouble = check(*this); !trouble.empty())
            return trouble;
    if (std::string trouble = expressionsProblem("rhs", rhs, rhsNames(*this)); !trouble.empty())
        return trouble;
    return expressionsProblem("exact", exact, exactNames(*this));
}

std::vector<std::string> stateNames(std::size_t dim)
{
    if (dim == 1)
        return { "y" };
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= dim; ++i)
        names.push_back(std::string("y").append(std::to_string(i)));
    return names;
}

std::vector<std::string> rhsNames(const Problem& problem)
{
    std::vector<std::string> names = stateNames(problem.dim());
    const auto others = exactNames(problem);
    names.insert(names.end(), others.begin(), others.end());
    return names;
}

std::vector<std::string> exactNames(const Problem& problem)
{
    std::vector<std::string> names { "t" };
    for (const auto& parameter : problem.parameters)
        names.push_back(parameter.name);
    return names;
}

std::unique_ptr<OdeSystem<double>> makeSystem(const Problem& problem)
{
    requireUsable(problem);
    if (const NativeFunction function = nativeFunction(problem))
        return std::make_unique<NativeSystem>(problem, function);
    return std::make_unique<TypedSystem>(problem);
}

std::unique_ptr<ExactSolution> makeExactSolution(const Problem& problem)
{
    if (!problem.hasExact())
        return nullptr;
    requireUsable(problem);
    auto solution = std::make_unique<TypedSolution>(problem);
    if (firstMismatch(problem, *solution))
        return nullptr;
    return solution;
}

std::string exactSolutionNote(const Problem& problem)
{
    if (!problem.hasExact() || !problem.problem().empty())
        return {};
    const TypedSolution solution(problem);
    const auto mismatch = firstMismatch(problem, solution);
    if (!mismatch)
        return {};
    const auto& [component, value] = *mismatch;
    std::ostringstream text;
    text << "exact[" << component + 1 << "]: the exact solution is " << value
         << " at t = " << problem.t0 << ", not " << problem.y0[component]
         << "; no error is computed";
    return text.str();
}

} // namespace solvers
