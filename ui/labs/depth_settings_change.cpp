// SPDX-License-Identifier: GPL-3.0-or-later
// Differences between settings of the Depth page, in words.
#include "ui/labs/depth_settings.h"
#include "ui/labs/solve_text.h"
#include "ui/text.h"

#include <optional>

namespace ui {

namespace {

std::optional<SettingsChange> stackChange(const nn::DepthStack& before, const nn::DepthStack& after)
{
    if (before.field != after.field || before.problem.id != after.problem.id)
        return { { QStringLiteral("field"), tr("vector field") } };
    if (before.problem != after.problem)
        return { { QStringLiteral("expressions"), tr("expressions"), true } };
    if (before.weights != after.weights) {
        std::size_t changed = 0;
        std::size_t last = 0;
        for (std::size_t i = 0; i < std::min(before.weights.size(), after.weights.size()); ++i)
            if (before.weights[i] != after.weights[i]) {
                ++changed;
                last = i;
            }
        if (changed == 1)
            return { { QStringLiteral("weight/%1").arg(last), tr("a weight"), true } };
        return { { QStringLiteral("weights"), tr("weights") } };
    }
    if (before.blocks != after.blocks)
        return { { QStringLiteral("blocks"), tr("number of blocks"), true } };
    if (before.depth != after.depth)
        return { { QStringLiteral("depth"), tr("depth T"), true } };
    if (before.ownWeights != after.ownWeights)
        return { { QStringLiteral("own"), tr("different weights in each block") } };
    if (before.seed != after.seed)
        return { { QStringLiteral("seed"), tr("seed of the weights"), true } };
    if (before.spread != after.spread)
        return { { QStringLiteral("spread"), tr("spread of the weights"), true } };
    return {};
}

} // namespace

SettingsChange describeChange(const DepthSettings& before, const DepthSettings& after)
{
    if (const auto change = stackChange(before.stack, after.stack))
        return *change;
    if (before.solver != after.solver || before.adaptive != after.adaptive)
        return { QStringLiteral("solver"), tr("solver") };
    if (before.tolerance != after.tolerance)
        return { QStringLiteral("tolerance"), tr("tolerance"), true };
    if (before.inputs != after.inputs)
        return { QStringLiteral("inputs"), tr("inputs") };
    if (before.single != after.single)
        return { QStringLiteral("single"), tr("input"), true };
    if (before.inputSeed != after.inputSeed)
        return { QStringLiteral("input_seed"), tr("seed of the inputs"), true };
    if (before.highlight != after.highlight)
        return { QStringLiteral("highlight"), tr("highlight") };
    if (!(before.sweep == after.sweep))
        return { QStringLiteral("sweep"), tr("training settings"), true };
    return { QStringLiteral("show"), tr("what is shown") };
}

} // namespace ui
