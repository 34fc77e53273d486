// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue.h"

#include "solvers/names.h"
#include "solvers/problems/catalogue/row.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace solvers {

namespace {

using catalogue::Row;

/// What a newcomer meets first; the others follow by subject.
constexpr std::array kFirst { "article", "dahlquist", "logistic", "harmonic", "lotka-volterra",
    "van-der-pol", "lorenz" };

struct Catalogue {
    std::vector<Row> rows;
    std::vector<Problem> problems; ///< of the rows
};

Catalogue makeCatalogue()
{
    Catalogue all;
    for (const auto& subject :
        { catalogue::firstOrder, catalogue::neuralOdes, catalogue::linear, catalogue::oscillators,
            catalogue::mechanics, catalogue::orbits, catalogue::biology, catalogue::neurons,
            catalogue::chemistry, catalogue::stiff, catalogue::chaos, catalogue::normalForms,
            catalogue::detestSmall, catalogue::detestModerate, catalogue::detestOrbits })
        std::ranges::move(subject(), std::back_inserter(all.rows));
    const auto rank = [](const Row& row) {
        return std::find(kFirst.begin(), kFirst.end(), row.problem.id) - kFirst.begin();
    };
    std::ranges::stable_sort(all.rows, {}, rank);
    for (const auto& row : all.rows)
        all.problems.push_back(row.problem);
    return all;
}

const Catalogue& shipped()
{
    static const Catalogue all = makeCatalogue();
    return all;
}

/// A C++ form from the first row that has one and whose expressions are the problem's.
template <typename Function>
Function firstForm(const Problem& problem, Function Row::*form)
{
    const auto sameName = [](const auto& x, const auto& y) { return x.name == y.name; };
    for (const auto& row : shipped().rows)
        if (row.*form != nullptr && row.problem.rhs == problem.rhs
            && std::ranges::equal(row.problem.parameters, problem.parameters, sameName)
            && row.problem.definitions == problem.definitions)
            return row.*form;
    return nullptr;
}

} // namespace

std::span<const Problem> problems()
{
    return shipped().problems;
}

const Problem* findProblem(std::string_view id)
{
    for (const auto& problem : problems())
        if (problem.id == id)
            return &problem;
    return nullptr;
}

const Problem& problemById(std::string_view id)
{
    if (const Problem* problem = findProblem(id))
        return *problem;
    std::vector<std::string> ids;
    for (const auto& problem : problems())
        ids.push_back(problem.id);
    throw std::invalid_argument(unknownName("problem", id, ids));
}

NativeFunction nativeFunction(const Problem& problem)
{
    return firstForm(problem, &Row::function);
}

NativeJacobian nativeJacobian(const Problem& problem)
{
    return firstForm(problem, &Row::jacobian);
}

NativeExact nativeExact(const Problem& problem)
{
    return problem.exact.empty() ? firstForm(problem, &Row::exact) : nullptr;
}

} // namespace solvers
