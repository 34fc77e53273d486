// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/mistakes/mistake.h"

namespace ui {

class PlotView;

/// Which runs are drawn.
enum class MistakesShown { Published, Corrected, Both };

bool isShown(solvers::MistakeVersion version, MistakesShown shown);

/// The curves of a mistake. The axes hold all of them, whichever are shown, so that a switch
/// moves nothing.
void showMistake(PlotView& plot, const solvers::MistakeChart& chart, MistakesShown shown);

} // namespace ui
