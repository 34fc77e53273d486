// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"
#include "ui/workers/step_worker.h"

#include <QObject>

namespace ui {

struct StepDrawing;

/// The chart of one step: exact curve, solution through (t_n, y_n), the step with its stages,
/// the direction field of a single equation. Curve ids: "exact" or "reference", "local", the id
/// of the method, "end". The axes follow the step.
class SolveStepChart final : public QObject {
    Q_OBJECT
public:
    SolveStepChart(const Theme& theme, PlotView* view, QObject* parent = nullptr);

    PlotView* view() const { return m_view; }
    void show(const SolveResults& results, const StepSight& sight, std::size_t component);
    void clear();

private:
    std::vector<PlotCurve> curvesOf(
        const SolveResults& results, const StepSight& sight, std::size_t component) const;
    StepDrawing drawingOf(
        const SolveResults& results, const StepSight& sight, std::size_t component) const;
    void showAxes(const SolveResults& results, const StepSight& sight, const StepDrawing& drawing,
        std::size_t component);
    void showLayers(const SolveResults& results, StepDrawing drawing);

    const Theme& m_theme;
    PlotView* m_view;
};

} // namespace ui
