// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"
#include "ui/workers/analysis_worker.h"

namespace ui {

/// What one chart of the analysis views shows, as a value. The main curve of a method has its id
/// as id; what else belongs to it is called "ID/limited" or "ID/rejected".
struct AnalysisChart {
    PlotAxis x;
    PlotAxis y;
    std::vector<PlotCurve> curves;
    std::vector<PlotNote> notes;
    std::vector<PlotLayer> layers;
    QString remark; ///< below the chart; may be empty
    QString reason; ///< not empty: why there is nothing to show, and what to do
};

/// "RK4", "DP 5(4)": initials where a method is named after two people, for narrow legends.
QString briefMethodName(const solvers::Method& method, bool adaptive);

// Against time, from the results of the solve. brief: names for narrow legends.

/// |e(t)|: max norm of the error at every step, on a logarithmic axis.
AnalysisChart errorChart(const SolveResults& results, bool brief);
/// Accepted and rejected steps of adaptive methods; fixed steps as dashed lines with a label.
AnalysisChart stepSizeChart(const SolveResults& results, bool brief);
/// |I(t) - I(t0)| of one invariant. analysis: with drifts.
AnalysisChart driftChart(const AnalysisResults& analysis, std::size_t invariant);

// From a study.

/// |e(T)| against the step, with the observed order in the legend and a slope triangle for each
/// order. Points that rounding limits are hollow.
AnalysisChart convergenceChart(const AnalysisResults& analysis, bool brief);
/// |e(T)| against evaluations of f, or against the time of a solve.
AnalysisChart workPrecisionChart(const AnalysisResults& analysis, bool againstTime, bool brief);
/// "Observed order: slope of a straight line through the six smallest steps. ..."
QString observedOrderNote(const AnalysisResults& analysis);

/// Why no error can be shown; empty if one can.
QString reasonWithoutError(const SolveResults& results);

} // namespace ui
