// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_analysis_charts.h"
#include "ui/workers/gradient_job.h"

namespace ui {

/// What the charts of the Gradients page show, beside the results.
struct GradientsFocus {
    QString selected; ///< id of a gradient method
    int component = 0; ///< of the state, from 0
    std::vector<int> parameters; ///< from 0, in the order of the legend
};

/// The method whose way back is drawn: the selected one, or the adjoint, or the first that has
/// one; nullptr: none has.
const GradientMethodResult* drawnMethod(const GradientResults& results, const QString& selected);

/// z(t) forward, the targets, and the state integrated back by the drawn method.
AnalysisChart gradientStateChart(const GradientResults& results, const GradientsFocus& focus);
/// a(t) = dL/dz(t), from T to t0.
AnalysisChart adjointChart(
    const Theme& theme, const GradientResults& results, const GradientsFocus& focus);
/// a_theta(t): from 0 at T to dL/dtheta at t0.
AnalysisChart parameterAdjointChart(
    const Theme& theme, const GradientResults& results, const GradientsFocus& focus);
/// Relative error of the gradient against the step (or tolerance).
AnalysisChart gradientErrorChart(const GradientResults& results, const GradientsFocus& focus);

/// Peak memory, or evaluations, against the number of steps.
AnalysisChart gradientCostChart(const std::vector<GradientCostCurve>& costs, bool memory);

/// What stands in the row of one time: z, z~, a, a_theta, a_t by linear interpolation, rich text.
QString valuesAt(const GradientResults& results, const GradientsFocus& focus, double time);

/// Shows a chart in its view.
void showChart(PlotView& plot, const AnalysisChart& chart);

} // namespace ui
