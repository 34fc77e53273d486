// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/solve_results.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ui {

class PlotView;
class Section;

/// One view of the Solve page: the cards between the tabs and the transport bar. One view may
/// serve several tabs, its parts. Lives in the GUI thread; what takes more than the results hold
/// it computes in a worker of its own, and only while it is on show.
class SolveView : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// New results: never null, and only while the view is on show (the newest when it comes up).
    virtual void setResults(std::shared_ptr<const SolveResults> results) = 0;
    /// Whether setResults() is cheap enough to follow a slider, and takes results of a preview.
    virtual bool followsPreviews() const { return false; }
    virtual void setPart(const QString& tab) { (void)tab; } ///< the id of the tab to show
    virtual void setComponent(int component) { (void)component; } ///< from 0; -1: all
    virtual void setFollowed(const QString& series) { (void)series; } ///< of the transport bar
    virtual void setSelected(const QString& series) { (void)series; } ///< row of the table
    virtual void setTime(double time) { (void)time; } ///< of the transport bar; NaN: none
    virtual void setPlaying(bool playing) { (void)playing; }
    /// What the transport bar walks through instead of the times of the followed method: where
    /// each attempt of a step starts.
    virtual std::optional<std::vector<double>> attemptTimes() const { return {}; }
    virtual void setAttempt(int index) { (void)index; } ///< of them, by the transport bar
    virtual void setStale(bool stale); ///< newer results are on the way: 35 %

    /// The charts on show, at least one; the tools of the page act on all of them. They live as
    /// long as the view.
    virtual std::vector<PlotView*> plots() const = 0;
    virtual QList<QWidget*> tools() { return {}; } ///< left of the page's own, while on show
    virtual bool hasTransport() const { return true; }
    virtual bool hasComponents() const { return true; } ///< the picker of components
    virtual bool hasPlotTools() const { return true; } ///< crosshair, zoom, fit, legend
    virtual bool hasResultsTable() const { return true; }
    /// Stands below the transport bar, in place of the results table; nullptr: nothing does.
    virtual QWidget* lowerPart() { return nullptr; }
    /// Whether the page's sections for initial values, solvers and reference say what is shown.
    virtual bool usesSolverSections() const { return true; }
    using SectionFactory = std::function<Section*(const QString& key, const QString& title)>;
    /// Sections of the inspector that are visible while the view is on show.
    virtual QList<Section*> addSections(const SectionFactory& add);
    /// Whether a problem has what the tab shows; else the page hides the tab.
    virtual bool offersTab(const QString& tab, const solvers::Problem& problem) const
    {
        (void)tab;
        (void)problem;
        return true;
    }
    virtual QString statusText() const { return {}; } ///< empty: what the page says
    virtual QString progressText() const { return {}; } ///< of work that shows; empty: none does
    virtual bool isBusy() const { return false; } ///< a worker of its own is at work
    /// What the user has put into the view beside the settings of the page, as JSON, for recipes;
    /// empty: nothing. setState() comes right after setResults().
    virtual std::string state() const { return {}; }
    virtual void setState(const std::string& json) { (void)json; } ///< may throw; from state()
    virtual bool canCancel() const { return false; } ///< Esc has something to end here
    virtual void cancel() { }
    virtual void shutdown() { } ///< ends its workers and joins their threads

signals:
    void timeChosen(double time); ///< by the user, in the chart
    void attemptChosen(int index); ///< by the user
    void playToggled();
    void seriesChosen(const QString& series); ///< a click on its legend entry
    void stepChosen(const QString& series, double step); ///< a new fixed step of a method
    void arrangementChanged(); ///< plots, transport, tools or lower part are others than before
    void statusTextChanged(); ///< or the text of the progress
    void tabWanted(const QString& tab); ///< another of the page's tabs
    void exportWanted(ui::PlotView* plot); ///< the dialog, with this chart chosen
};

} // namespace ui
