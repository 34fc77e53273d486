// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/lab.h"
#include "ui/labs/solve_settings.h"
#include "ui/plots/plot_export.h"

#include <QHash>

#include <functional>

class QCheckBox;
class QHBoxLayout;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTimer;

namespace ui {

class Banner;
class Card;
class ComboBox;
class ExportDialog;
class InitialValuesForm;
class LabFiles;
class LabSession;
class PageHeader;
class ParametersEditor;
class ParametersForm;
class PlotTools;
class PlotView;
class ResultsTable;
class SolveAnalysisView;
class SolveProblemForm;
class SolveResultsModel;
class SolveRun;
class SolverList;
class TableauDialog;
class SolveTrajectoryView;
class SolveTransport;
class SolveView;
struct FailureAction;

/// The Solve page: a problem, the methods that solve it, their curves and what they cost. Lives
/// in the GUI thread; each solve is a SolveRun of its own.
class SolveLab final : public Lab {
    Q_OBJECT
public:
    explicit SolveLab(Theme& theme, QWidget* parent = nullptr);
    ~SolveLab() override; ///< stops the run and joins its thread

    Commands commands() const override;
    void execute(Command command) override;
    void shutdown() override;
    QString commandText(Command command) const override;
    void restoreSession() override; ///< and keeps the session from then on
    bool opensFiles() const override { return true; }
    void openFile(const QString& path) override; ///< a problem file; errors stand in the banner
    std::string recipeSettings() const override; ///< of results()
    void openRecipe(const PageRecipe& recipe) override; ///< of the page or of `separatrix solve`

    SolveSettings settings() const; ///< the last valid ones
    void setSettings(const SolveSettings& settings); ///< as if made by hand, in one step
    const solvers::Problem& problem() const { return m_problem; }
    void setProblem(const solvers::Problem& problem); ///< as if picked or opened
    std::shared_ptr<const SolveResults> results() const { return m_results; }
    bool isSolving() const { return m_run != nullptr; }

    /// Asks for a file to save to or to open; an empty answer means cancelled. Without one a
    /// QFileDialog asks.
    using FileChooser = std::function<QString(bool save, const QString& suggested)>;
    void setFileChooser(FileChooser chooser);
    TableauDialog* openTableau(); ///< for a method of the user's; deletes itself when closed
    /// The dialog, shown; deletes itself when closed. chart: the one chosen, else the first.
    ExportDialog* openExport(const PlotView* chart = nullptr);

    /// Shows a tab by its id: "trajectory", ...; false if there is none of that id. The id
    /// "step-through" shows the Trajectory tab step by step, "all-four" the four analyses.
    bool showTab(const QString& id) override;
    QString shownTab() const override; ///< as showTab() takes it
    QString currentTab() const;
    QStringList tabs() const override;
    bool isBusy() const override;
    SolveView* view() const { return m_view; } ///< the one on show

public slots:
    void solve(); ///< at once; a run under way is dropped
    void cancel();
    void restoreDefaults();
    void showTangentLine(); ///< Figure 1 of the article: Euler's first step
    void showEulerAndRungeKutta(); ///< Figure 2: Euler and Runge-Kutta against the exact solution

signals:
    void solved(); ///< results() are new and on show
    void previewed(); ///< the view shows the curves of the settings, results() are still older

private:
    // solve_lab.cpp: construction
    void buildInspector();
    void buildFooter();
    void buildHeader();
    void buildTools(PageHeader* header);
    void buildViews();
    void buildResults();
    void connectForms();
    void connectTools();
    void connectTransport();

    // solve_lab_views.cpp: the tabs and what stands in them
    void addView(SolveView* view, const QList<std::pair<QString, QString>>& tabs);
    void switchView();
    void arrangeView();
    void offerTabs();
    void feedView();

    // solve_lab_inputs.cpp: settings
    void pickProblem(const std::string& id);
    void showProblem();
    void showReferences();
    void showComponents();
    void readExpressions();
    void addParameter(const QString& name);
    void takeEdited(const solvers::Problem& problem);
    void settingsChanged();
    void readParameters();
    QString reasonNotToSolve() const; ///< empty: ready
    void showReadiness();
    void showBanner();
    void showExpressionFault();
    void apply(const FailureAction& action);

    // solve_lab_session.cpp: settings as a value
    void connectUndo();
    void showSettings(const SolveSettings& settings);
    void keepSettings();
    void undo();

    // solve_lab_figures.cpp: the figures of the article
    void showArticle(bool stepThrough);

    // solve_lab_run.cpp: runs and results
    std::vector<double> followedTimes() const;
    void takeResults(const std::shared_ptr<const SolveResults>& results);
    void preview();
    void takePreview(const std::shared_ptr<const SolveResults>& results);
    void endPreview();
    void endRun();
    void showBusy();
    void showStatus();
    void showFollowed();
    void showTime(double time);
    void selectSeries(const QString& series);

    // solve_lab_files.cpp: files and clipboard
    PlotRecipe recipe() const;
    void showViewState();
    void openProblem();
    void saveProblem();
    void saveCurves();
    void saveTable(bool latex);
    void copyCommandLine();

    solvers::Problem m_problem;
    long m_maxSteps = solvers::SolveOptions {}.maxSteps;
    SettingsUndo<SolveSettings>* m_undo = nullptr;
    LabSession* m_session;
    LabFiles* m_files;
    bool m_showingSettings = false; ///< by a call: what the forms report is no change
    std::shared_ptr<const SolveResults> m_results;
    SolveSettings m_solved; ///< those of m_results
    SolveSettings m_asked; ///< those of m_run
    std::string m_viewState; ///< of an opened recipe, for the view of its results; empty: none
    SolveRun* m_run = nullptr;
    SolveRun* m_preview = nullptr; ///< the curves of the newest settings, before the solve
    bool m_previewWaits = false; ///< the settings have changed since m_preview was started
    bool m_previewShown = false; ///< the view shows newer curves than those of m_results
    bool m_stale = false; ///< settings have changed since the results
    int m_methodsDone = 0;
    int m_methodsTotal = 0;
    QTimer* m_changeTimer; ///< 150 ms after the last change
    QTimer* m_busyTimer; ///< 200 ms into a run
    QTimer* m_progressTimer; ///< 1 s into a run

    SolveProblemForm* m_problemForm = nullptr;
    Section* m_parametersSection = nullptr;
    Section* m_solversSection = nullptr;
    ParametersForm* m_parameters = nullptr;
    ParametersEditor* m_parametersEditor = nullptr; ///< for a problem of the user's own
    InitialValuesForm* m_values = nullptr;
    SolverList* m_solvers = nullptr;
    ComboBox* m_reference = nullptr;
    QPushButton* m_solve = nullptr;
    QCheckBox* m_always = nullptr;
    QLabel* m_reason = nullptr;
    PageHeader* m_header = nullptr;
    ComboBox* m_component = nullptr;
    PlotTools* m_tools = nullptr;
    Banner* m_banner = nullptr;
    QStackedWidget* m_stack = nullptr; ///< of views
    SolveView* m_view = nullptr; ///< the one on show
    SolveTrajectoryView* m_trajectory = nullptr;
    SolveAnalysisView* m_analysis = nullptr;
    QHash<QString, SolveView*> m_viewOfTab;
    QHash<SolveView*, QList<Section*>> m_viewSections;
    QList<Section*> m_solverSections; ///< initial values, solvers, reference
    QVBoxLayout* m_lowerPart = nullptr; ///< what a view puts in place of the results
    QHBoxLayout* m_viewTools = nullptr; ///< of the view on show, left of the page's own
    SolveTransport* m_transport = nullptr;
    Card* m_resultsCard = nullptr;
    SolveResultsModel* m_model = nullptr;
    QSortFilterProxyModel* m_sorted = nullptr;
    ResultsTable* m_table = nullptr;
};

} // namespace ui
