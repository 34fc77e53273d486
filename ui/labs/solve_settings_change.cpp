// SPDX-License-Identifier: GPL-3.0-or-later
// Differences between settings, in words.
#include "ui/labs/solve_settings.h"
#include "ui/labs/solve_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace ui {

namespace {

using Changes = std::vector<SettingsChange>;

QString tr(const char* text)
{
    return QCoreApplication::translate("ui::SolveSettings", text);
}

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

/// The first entry names the change where others follow from it.
Changes problemChanges(const solvers::Problem& before, const solvers::Problem& after)
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

Changes solverChanges(
    const std::vector<SolverSetting>& before, const std::vector<SolverSetting>& after)
{
    Changes changes;
    for (const SolverSetting& is : after) {
        const QString id = fromCore(is.id);
        const QString name = methodName(is.method());
        const auto was = std::ranges::find(before, is.id, &SolverSetting::id);
        if (was == before.end())
            changes.push_back({ QStringLiteral("add/") + id, tr("adding %1").arg(name) });
        else if (was->ticked != is.ticked)
            changes.push_back({ QStringLiteral("tick/") + id,
                (is.ticked ? tr("ticking %1") : tr("unticking %1")).arg(name) });
        else if (was->adaptive != is.adaptive)
            changes.push_back({ QStringLiteral("mode/") + id, tr("step control of %1").arg(name) });
        else if (was->step != is.step)
            changes.push_back(
                { QStringLiteral("step/") + id, tr("step size of %1").arg(name), true });
        else if (was->tolerance != is.tolerance)
            changes.push_back(
                { QStringLiteral("tolerance/") + id, tr("tolerance of %1").arg(name), true });
        else if (!(*was == is))
            changes.push_back({ QStringLiteral("tableau/") + id, tr("tableau of %1").arg(name) });
    }
    for (const SolverSetting& was : before)
        if (std::ranges::find(after, was.id, &SolverSetting::id) == after.end())
            changes.push_back({ QStringLiteral("remove/") + fromCore(was.id),
                tr("removing %1").arg(methodName(was.method())) });
    return changes;
}

} // namespace

SettingsChange describeChange(const SolveSettings& before, const SolveSettings& after)
{
    const Changes problem = problemChanges(before.problem, after.problem);
    const Changes solvers = solverChanges(before.solvers, after.solvers);
    if (!problem.empty() && !solvers.empty())
        return { QStringLiteral("settings"), tr("settings") };
    if (problem.size() == 1)
        return problem.front();
    if (problem.size() > 1)
        return { QStringLiteral("values"), tr("values of the problem") };
    if (solvers.size() == 1)
        return solvers.front();
    if (solvers.size() > 1)
        return { QStringLiteral("solvers"), tr("solvers") };
    if (before.reference != after.reference)
        return { QStringLiteral("reference"), tr("reference") };
    return { QStringLiteral("max_steps"), tr("step limit") };
}

} // namespace ui
