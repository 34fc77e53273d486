// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/runs_groups.h"
#include "ui/labs/runs_ticks.h"
#include "ui/labs/solve_analysis_charts.h"

namespace ui {

enum class RunQuantity { TestError, Loss, Nfe };

/// One curve a ticked run, a point an epoch. Time is that of training, tests left out.
AnalysisChart runCurvesChart(const std::vector<const LibraryRun*>& runs, const RunTicks& ticks,
    RunQuantity quantity, bool againstTime);

/// Error against training time: measured means with their deviations filled, published values
/// hollow, a dotted line between those of one model. Curves "measured/..." and "article/...";
/// "measured" and "article" stand for all of them in the legend.
AnalysisChart errorTimeChart(const RunTable& table);

} // namespace ui
