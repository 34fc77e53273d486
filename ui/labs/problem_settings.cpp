// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/problem_settings.h"

#include "solvers/json_text.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/problem_file.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;
using Changes = std::vector<SettingsChange>;

} // namespace

solvers::Problem withCatalogueTexts(const solvers::Problem& values, const std::string& id)
{
    const solvers::Problem* listed = solvers::findProblem(id);
    if (listed == nullptr || listed->rhs != values.rhs || listed->definitions != values.definitions
        || listed->parameters.size() != values.parameters.size())
        return values;
    solvers::Problem problem = *listed;
    problem.y0 = values.y0;
    problem.t0 = values.t0;
    problem.t1 = values.t1;
    for (std::size_t i = 0; i < problem.parameters.size(); ++i) {
        if (problem.parameters[i].name != values.parameters[i].name)
            return values;
        problem.parameters[i].value = values.parameters[i].value;
    }
    return problem;
}

solvers::Problem problemFromSettings(const Json& json)
{
    solvers::Problem problem = solvers::problemFromJson(json.at("problem").dump());
    for (solvers::ProblemParameter& parameter : problem.parameters) {
        const Json& range = json.at("ranges").at(parameter.name);
        parameter.smallest = range.at(0).get<double>();
        parameter.largest = range.at(1).get<double>();
    }
    return withCatalogueTexts(problem, json.at("catalogue").get<std::string>());
}

nlohmann::ordered_json problemAsSettings(const solvers::Problem& problem)
{
    Json json { { "problem", solvers::parseJson(solvers::problemToJson(problem)) },
        { "catalogue", problem.id }, { "ranges", Json::object() } };
    for (const solvers::ProblemParameter& parameter : problem.parameters)
        json["ranges"][parameter.name] = { parameter.smallest, parameter.largest };
    return json;
}

namespace {

void addParameterChanges(
    const solvers::Problem& before, const solvers::Problem& after, Changes& changes)
{
    const auto& was = before.parameters;
    const auto& is = after.parameters;
    const bool sameNames = std::ranges::equal(
        was, is, {}, &solvers::ProblemParameter::name, &solvers::ProblemParameter::name);
    if (!sameNames) {
        changes.push_back({ QStringLiteral("parameters"), tr("parameters") });
        return;
    }
    for (std::size_t i = 0; i < is.size(); ++i) {
        const QString name = fromCore(is[i].name);
        if (was[i].value != is[i].value)
            changes.push_back(
                { QStringLiteral("parameter/") + name, tr("parameter %1").arg(name), true });
        else if (was[i] != is[i])
            changes.push_back(
                { QStringLiteral("range/") + name, tr("range of parameter %1").arg(name), true });
    }
}

void addValueChanges(
    const solvers::Problem& before, const solvers::Problem& after, Changes& changes)
{
    for (std::size_t k = 0; k < std::min(before.y0.size(), after.y0.size()); ++k) {
        const QString name = componentName(k, after.dim(), false);
        if (before.y0[k] != after.y0[k])
            changes.push_back(
                { QStringLiteral("y0/%1").arg(k), tr("initial value of %1").arg(name), true });
    }
    if (before.t0 != after.t0)
        changes.push_back({ QStringLiteral("t0"), tr("start of the interval"), true });
    if (before.t1 != after.t1)
        changes.push_back({ QStringLiteral("t1"), tr("end of the interval"), true });
}

} // namespace

std::vector<SettingsChange> problemChanges(
    const solvers::Problem& before, const solvers::Problem& after)
{
    Changes changes;
    if (before.id != after.id || before.name != after.name || before.formula != after.formula)
        return { { QStringLiteral("problem"), tr("problem") } };
    if (before.rhs != after.rhs)
        changes.push_back({ QStringLiteral("rhs"), tr("right-hand side"), true });
    else if (before.definitions != after.definitions)
        changes.push_back({ QStringLiteral("definitions"), tr("definitions"), true });
    else if (before.exact != after.exact)
        changes.push_back({ QStringLiteral("exact"), tr("exact solution"), true });
    if (!changes.empty())
        return changes;
    addParameterChanges(before, after, changes);
    // Initial values may be tied to a parameter: then the parameter is what was changed.
    if (changes.empty())
        addValueChanges(before, after, changes);
    if (changes.empty() && before != after)
        changes.push_back({ QStringLiteral("problem"), tr("problem") });
    return changes;
}

} // namespace ui
