// SPDX-License-Identifier: GPL-3.0-or-later
// Functions of a problem's expressions, or of the C++ forms that the catalogue has for them.
#include "solvers/problems/catalogue.h"
#include "solvers/problems/differentiable_problem.h"
#include "solvers/problems/typed_system.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace solvers {

namespace {

using Strings = std::vector<std::string>;

/// By the catalogue's C++. What it has no Jacobian for is differentiated by its texts: a table of
/// differences would cost an accuracy that Rosenbrock methods need.
class NativeSystem final : public OdeSystem<double> {
public:
    NativeSystem(const Problem& problem, NativeFunction function)
        : m_dim(static_cast<Index>(problem.dim()))
        , m_function(function)
        , m_jacobian(nativeJacobian(problem))
        , m_derivatives(problem)
        , m_parameters(parameterValues(problem))
    {
    }
    Index dim() const override { return m_dim; }
    void evaluate(double t, ConstVectorView<double> y, VectorView<double> dydt) override
    {
        m_function(t, y.data(), m_parameters.data(), dydt.data());
    }
    bool hasJacobian() const override { return true; }
    void jacobian(double t, ConstVectorView<double> y, MatrixView<double> dfdy,
        VectorView<double> dfdt) override
    {
        if (m_jacobian != nullptr)
            m_jacobian(t, y.data(), m_parameters.data(), dfdy.data(), dfdt.data());
        else
            m_derivatives.jacobian(t, y.data(), m_parameters.data(), dfdy, dfdt);
    }

private:
    Index m_dim;
    NativeFunction m_function;
    NativeJacobian m_jacobian;
    RhsDerivatives m_derivatives;
    std::vector<double> m_parameters;
};

/// Expressions over one array of values, in the order of exactNames().
class TypedSolution final : public ExactSolution {
public:
    explicit TypedSolution(const Problem& problem)
    {
        std::unordered_map<std::string, double> known;
        const Strings initial = initialNames(problem.dim());
        for (std::size_t i = 0; i < initial.size(); ++i)
            known[initial[i]] = problem.y0[i];
        known["t0"] = problem.t0;
        for (const auto& parameter : problem.parameters)
            known[parameter.name] = parameter.value;
        const Strings names = exactNames(problem);
        for (const auto& name : names)
            m_values.push_back(known[name]);
        for (const auto& text : problem.exact)
            m_texts.emplace_back(text, names, m_values.data());
    }
    // The expressions point into m_values.
    TypedSolution(const TypedSolution&) = delete;
    TypedSolution& operator=(const TypedSolution&) = delete;

    void evaluate(double t, VectorView<double> y) const override
    {
        m_values.front() = t;
        for (std::size_t i = 0; i < m_texts.size(); ++i)
            y[static_cast<Index>(i)] = m_texts[i].evaluate();
    }

private:
    mutable std::vector<double> m_values; ///< its time is scratch memory
    std::vector<Expression> m_texts;
};

class NativeSolution final : public ExactSolution {
public:
    NativeSolution(const Problem& problem, NativeExact function)
        : m_function(function)
        , m_t0(problem.t0)
        , m_y0(problem.y0)
        , m_parameters(parameterValues(problem))
    {
    }
    void evaluate(double t, VectorView<double> y) const override
    {
        m_function(t, m_t0, m_y0.data(), m_parameters.data(), y.data());
    }

private:
    NativeExact m_function;
    double m_t0;
    std::vector<double> m_y0;
    std::vector<double> m_parameters;
};

/// Of a usable problem; nullptr where it has none.
std::unique_ptr<ExactSolution> exactOf(const Problem& problem)
{
    if (!problem.exact.empty())
        return std::make_unique<TypedSolution>(problem);
    if (const NativeExact function = nativeExact(problem))
        return std::make_unique<NativeSolution>(problem, function);
    return nullptr;
}

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

/// The catalogue's texts are known to be valid, and there are up to 128 of them in a problem:
/// where nothing but numbers was changed, only these are looked at.
std::string usableProblem(const Problem& problem)
{
    const Problem* listed = findProblem(problem.id);
    if (listed == nullptr || problem.parameters.size() != listed->parameters.size())
        return problem.problem();
    Problem texts = problem;
    texts.y0 = listed->y0;
    texts.t0 = listed->t0;
    texts.t1 = listed->t1;
    for (std::size_t i = 0; i < texts.parameters.size(); ++i)
        texts.parameters[i].value = listed->parameters[i].value;
    return texts == *listed ? problem.valuesProblem() : problem.problem();
}

void requireUsable(const Problem& problem)
{
    if (const std::string trouble = usableProblem(problem); !trouble.empty())
        throw std::invalid_argument(trouble);
}

} // namespace

std::unique_ptr<OdeSystem<double>> makeSystem(const Problem& problem)
{
    requireUsable(problem);
    if (const NativeFunction function = nativeFunction(problem))
        return std::make_unique<NativeSystem>(problem, function);
    return std::make_unique<TypedSystem>(problem);
}

std::unique_ptr<DifferentiableSystem<double>> makeDifferentiableSystem(const Problem& problem)
{
    requireUsable(problem);
    return std::make_unique<TypedSystem>(problem);
}

std::unique_ptr<StateFunction> makeStateFunction(
    const Problem& problem, const std::vector<std::string>& texts)
{
    requireUsable(problem);
    return std::make_unique<StateTexts>(problem, texts);
}

std::unique_ptr<ExactSolution> makeExactSolution(const Problem& problem)
{
    if (!problem.hasExact())
        return nullptr;
    requireUsable(problem);
    auto solution = exactOf(problem);
    if (firstMismatch(problem, *solution))
        return nullptr;
    return solution;
}

std::string exactSolutionNote(const Problem& problem)
{
    if (!problem.hasExact() || !usableProblem(problem).empty())
        return {};
    const auto mismatch = firstMismatch(problem, *exactOf(problem));
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
