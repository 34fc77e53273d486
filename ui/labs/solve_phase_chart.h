// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"
#include "ui/workers/phase_worker.h"
#include "ui/workers/solve_results.h"

#include <QObject>

#include <memory>
#include <vector>

namespace ui {

class Theme;

/// Draws the phase plane, or the phase line of one equation, into a PlotView: what a worker has
/// found, nothing computed here. Lives in the GUI thread.
class SolvePhaseChart final : public QObject {
    Q_OBJECT
public:
    /// What is to be seen.
    struct Shown {
        bool field = true;
        bool nullclines = true;
        bool equilibria = true;
        bool separatrix = true;
        bool solutions = false;
    };

    SolvePhaseChart(Theme& theme, PlotView* view, QObject* parent);

    /// results: with a portrait; null: an empty chart.
    void setPortrait(std::shared_ptr<const PhaseResults> results);
    void setTrajectories(const std::vector<PhaseTrajectory>& trajectories, int selected);
    void setSolutions(std::shared_ptr<const SolveResults> results);
    void setShown(const Shown& shown);
    /// Titles and home ranges; equal: same scale on both axes.
    void setAxes(const PhaseResults& results, const solvers::PlaneWindow& home, bool equal);

private:
    void show();
    void addPlane(std::vector<PlotCurve>& curves) const;
    void addLine(std::vector<PlotCurve>& curves) const;
    void addEquilibria(std::vector<PlotCurve>& curves) const;
    void addSolutions(std::vector<PlotCurve>& curves) const;
    void addTrajectories(std::vector<PlotCurve>& curves) const;
    void showField();
    void showHeads();
    void showLabels();
    void toggleTrajectories(bool visible);

    Theme& m_theme;
    PlotView* m_view;
    Shown m_shown;
    std::shared_ptr<const PhaseResults> m_results;
    std::shared_ptr<const SolveResults> m_solutions;
    std::vector<PlotCurve> m_trajectories; ///< their lines, markers and pasts
    std::vector<bool> m_backward; ///< of the trajectories, without the pasts
    bool m_trajectoriesVisible = true;
};

} // namespace ui
