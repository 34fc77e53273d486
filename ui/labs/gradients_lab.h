// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/gradients_settings.h"
#include "ui/labs/lab.h"
#include "ui/plots/plot_export.h"
#include "ui/workers/gradient_results.h"

#include <QHash>

#include <functional>

class QCheckBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTimer;

namespace ui {

class Banner;
class ExportDialog;
class GradientsDataForm;
class GradientsMethodList;
class GradientsSolverForm;
class GradientsView;
class JobRun;
class LabFiles;
class LabSession;
class PageHeader;
class ParametersEditor;
class ParametersForm;
class PlotTools;
class PlotView;
class SolveProblemForm;

/// The Gradients page: one loss of one solve, differentiated by several methods that are compared
/// with each other and with the exact gradient. Lives in the GUI thread; each computation is a
/// JobRun of its own.
class GradientsLab final : public Lab {
    Q_OBJECT
public:
    explicit GradientsLab(Theme& theme, QWidget* parent = nullptr);
    ~GradientsLab() override; ///< stops the runs and joins their threads

    Commands commands() const override;
    void execute(Command command) override;
    void shutdown() override;
    QString commandText(Command command) const override;
    void restoreSession() override; ///< and keeps the session from then on
    int threadCount() const override { return 1; }

    QStringList tabs() const override;
    bool showTab(const QString& id) override;
    QString shownTab() const override;
    std::string recipeSettings() const override; ///< of results()
    void openRecipe(const PageRecipe& recipe) override;
    bool isBusy() const override;
    GradientsView* view() const { return m_view; } ///< the one on show

    GradientsSettings settings() const { return m_settings; } ///< the last valid ones
    void setSettings(const GradientsSettings& settings); ///< as if made by hand, in one step
    void setProblem(const solvers::Problem& problem); ///< as if picked
    std::shared_ptr<const GradientResults> results() const { return m_results; }

    /// Asks for a file to save to; an empty answer means cancelled. Without one a QFileDialog asks.
    using FileChooser = std::function<QString(const QString& suggested)>;
    void setFileChooser(FileChooser chooser);
    /// The dialog, shown; deletes itself when closed. chart: the one chosen, else the first.
    ExportDialog* openExport(const PlotView* chart = nullptr);

public slots:
    void compute(); ///< at once; a run under way is dropped
    void cancel();
    void restoreDefaults();

signals:
    void computed(); ///< results() are new and on show
    void studied(); ///< results() have their study of step sizes

private:
    // gradients_lab.cpp: construction
    void buildInspector();
    void buildFooter();
    void buildHeader();
    void buildViews();
    void connectForms();

    // gradients_lab_views.cpp: the tabs
    void addView(GradientsView* view);
    void switchView();
    void arrangeView();

    // gradients_lab_inputs.cpp: settings
    void showSettings(const GradientsSettings& settings);
    void showProblem();
    void showParameters();
    void pickProblem(const std::string& id);
    void readExpressions();
    void takeEdited(const solvers::Problem& problem);
    void addParameter(const QString& name);
    void readForms();
    void settingsChanged();
    void keepSettings();
    void undo();
    QString reasonNotToCompute() const; ///< empty: ready
    void showReadiness();
    void showBanner();
    void showExpressionFault();

    // gradients_lab_run.cpp: runs and results
    void takeResults(const std::shared_ptr<const void>& results);
    void startStudy();
    void endRun();
    void showBusy();
    void showStatus();

    // gradients_lab_files.cpp: files and clipboard
    PlotRecipe recipe() const;
    QString caption() const;
    void saveText(const QString& suggested, const QString& filter, const QString& text);

    GradientsSettings m_settings;
    SettingsUndo<GradientsSettings>* m_undo = nullptr;
    bool m_showingSettings = false; ///< by a call: what the forms report is no change
    std::shared_ptr<const GradientResults> m_results;
    GradientsSettings m_computed; ///< those of m_results
    GradientsSettings m_asked; ///< those of m_run
    JobRun* m_run = nullptr; ///< of the gradients
    JobRun* m_study = nullptr; ///< of their errors against the step size
    bool m_stale = false; ///< settings have changed since the results
    LabSession* m_session;
    LabFiles* m_files;
    QTimer* m_changeTimer; ///< 150 ms after the last change
    QTimer* m_busyTimer; ///< 200 ms into a run
    QTimer* m_progressTimer; ///< 1 s into a run
    QString m_progress;

    SolveProblemForm* m_problemForm = nullptr;
    Section* m_parametersSection = nullptr;
    QList<Section*> m_settingSections;
    ParametersForm* m_parameters = nullptr;
    ParametersEditor* m_parametersEditor = nullptr; ///< for a problem of the user's own
    GradientsDataForm* m_data = nullptr;
    GradientsSolverForm* m_solver = nullptr;
    Section* m_methodsSection = nullptr;
    GradientsMethodList* m_methods = nullptr;
    QPushButton* m_compute = nullptr;
    QCheckBox* m_always = nullptr;
    QLabel* m_reason = nullptr;
    PageHeader* m_header = nullptr;
    PlotTools* m_tools = nullptr;
    QHBoxLayout* m_viewTools = nullptr; ///< of the view on show, left of the page's own
    Banner* m_banner = nullptr;
    QStackedWidget* m_stack = nullptr; ///< of views
    GradientsView* m_view = nullptr; ///< the one on show
    QList<GradientsView*> m_views; ///< in the order of the tabs
};

} // namespace ui
