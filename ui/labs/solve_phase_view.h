// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_phase_chart.h"
#include "ui/labs/solve_view.h"
#include "ui/plots/plot_export.h"
#include "ui/workers/phase_worker.h"

#include <functional>
#include <map>
#include <optional>

class QPushButton;
class QTimer;

namespace solvers {
class StateFunction;
}

namespace ui {

class Card;
class ResultsTable;
class SolvePhaseForm;
class SolvePhaseModel;
class Theme;

/// The Phase portrait tab: the plane of two components with field, nullclines, equilibria,
/// separatrices and the trajectories launched by the user; of one equation its phase line.
/// Click launches, Shift+click backwards in time, drag moves a start, Delete removes. All
/// computed in PhaseRuns, one at a time.
class SolvePhaseView final : public SolveView {
    Q_OBJECT
public:
    explicit SolvePhaseView(Theme& theme, QWidget* parent = nullptr);
    ~SolvePhaseView() override; ///< as shutdown()

    void setResults(std::shared_ptr<const SolveResults> results) override;
    std::vector<PlotView*> plots() const override { return { m_plot }; }
    QList<QWidget*> tools() override;
    bool hasTransport() const override { return false; }
    bool hasComponents() const override { return false; }
    bool hasResultsTable() const override { return false; }
    QWidget* lowerPart() override;
    bool usesSolverSections() const override { return false; }
    QList<Section*> addSections(const SectionFactory& add) override;
    QString statusText() const override;
    std::string state() const override; ///< the axes and the launched trajectories
    void setState(const std::string& json) override;
    void shutdown() override;

    /// Nothing is being computed or about to be.
    bool isIdle() const;
    bool isBusy() const override { return !isIdle(); }
    std::shared_ptr<const PhaseResults> portrait() const { return m_portrait; } ///< may be null
    std::vector<PhaseTrajectory> trajectories() const; ///< as far as they have been followed
    int selected() const { return m_selected; } ///< number of a trajectory; 0: none

    /// Asks for a file to save to; an empty answer means cancelled. Without one a QFileDialog.
    void setFileChooser(std::function<QString(const QString& suggested)> chooser);
    void setRecipe(std::function<PlotRecipe()> recipe); ///< of the page, for the table's file

private:
    void buildChart();
    void buildTable();

    // solve_phase_launch.cpp: what the user does to trajectories
    void connectMouse();
    void launch(double x, double y, bool backward);
    int startNear(double x, double y) const; ///< number of its trajectory; 0: there is none
    void moveStart(double x, double y);
    void removeSelected();
    void clear();
    void select(int number);
    void hover(double x, double y);

    // solve_phase_state.cpp
    void saveCsv();

    // solve_phase_view.cpp: runs and what they bring
    enum class Due { Launches, AllLaunches, Portrait };
    void request(Due due);
    void startRun();
    void dropRun();
    void takeResults(const std::shared_ptr<const PhaseResults>& results);
    PhaseJob job() const;
    void resetPlane(); ///< other problem or components: home range and axes follow
    solvers::PlaneWindow windowOnScreen() const;
    void rangesMoved();
    void showShown();
    void showTrajectories();
    void selectRow();

    Theme& m_theme;
    Card* m_card = nullptr;
    PlotView* m_plot = nullptr;
    SolvePhaseChart* m_chart = nullptr;
    SolvePhaseForm* m_form = nullptr; ///< from addSections() on
    QPushButton* m_clear = nullptr;
    Card* m_tableCard = nullptr;
    ResultsTable* m_table = nullptr;
    SolvePhaseModel* m_model = nullptr;
    QTimer* m_timer = nullptr; ///< 150 ms after the range has moved
    std::function<QString(const QString& suggested)> m_chooser;
    std::function<PlotRecipe()> m_recipe;

    std::shared_ptr<const SolveResults> m_solution; ///< newest of the page
    std::optional<solvers::Problem> m_problem; ///< what the plane belongs to
    solvers::PlaneWindow m_home;
    bool m_equal = false; ///< same scale on both axes
    bool m_axesDue = false; ///< home range not on screen yet
    std::vector<PhaseLaunch> m_launches;
    int m_selected = 0;
    int m_dragged = 0; ///< number of the trajectory under the pointer; 0: none
    std::optional<solvers::PlanePoint> m_pointer;
    std::shared_ptr<solvers::StateFunction> m_invariant; ///< under the pointer; null: none

    PhaseRun* m_run = nullptr;
    bool m_launchesDue = false;
    bool m_allLaunchesDue = false;
    bool m_portraitDue = false;
    bool m_filling = false; ///< of the table
    bool m_over = false; ///< shut down
    std::shared_ptr<const PhaseResults> m_portrait;
    std::shared_ptr<const PhaseResults> m_latest; ///< newest results, with or without portrait
    std::map<int, PhaseTrajectory> m_trajectories; ///< by number
};

} // namespace ui
