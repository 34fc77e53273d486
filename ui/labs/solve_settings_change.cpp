// SPDX-License-Identifier: GPL-3.0-or-later
// Differences between settings, in words.
#include "ui/labs/problem_settings.h"
#include "ui/labs/solve_settings.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"

#include <algorithm>

namespace ui {

namespace {

using Changes = std::vector<SettingsChange>;

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
