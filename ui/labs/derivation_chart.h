// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/derivation.h"

#include <cstddef>

namespace ui {

class PlotView;

/// Both remainders of the derivation against |eps|, with the triangles of slope 1 and 2.
void showRemainders(PlotView& plot, const solvers::Derivation& derivation);

/// A dashed line at the eps that the numbers belong to.
void markEps(PlotView& plot, const solvers::Derivation& derivation, std::size_t eps);

} // namespace ui
