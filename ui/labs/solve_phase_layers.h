// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"
#include "ui/workers/phase_worker.h"

#include <QFont>

namespace ui {

class Theme;

QString phaseFieldId(); ///< of the first two layers, of which a chart has one

/// A direction field: arrows of equal length.
PlotLayer directionFieldLayer(std::shared_ptr<const std::vector<solvers::FieldSample>> field);
/// That of a portrait.
PlotLayer phaseFieldLayer(std::shared_ptr<const PhaseResults> results);
/// The phase line of one equation along y' = 0: arrows to where the solutions move.
PlotLayer phaseLineLayer(std::shared_ptr<const PhaseResults> results);

/// The direction and the number of a trajectory.
struct PhaseHead {
    std::shared_ptr<const PlotSamples> line; ///< from the start on
    SeriesStyle style;
    QString number;
    bool backward = false; ///< time runs towards the start
};
PlotLayer phaseHeadsLayer(std::vector<PhaseHead> heads, const QFont& font);

/// What an equilibrium is, beside it.
struct PhaseLabel {
    solvers::PlanePoint at;
    QString text; ///< may hold i tags
    bool aside = false; ///< to the upper right of the point, else centred below it
};
PlotLayer phaseLabelsLayer(std::vector<PhaseLabel> labels, const Theme& theme);

} // namespace ui
