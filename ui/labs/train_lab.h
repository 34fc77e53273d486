// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/lab.h"
#include "ui/labs/train_run.h"
#include "ui/labs/train_settings.h"
#include "ui/plots/plot_export.h"
#include "ui/workers/evaluation_worker.h"
#include "ui/workers/save_worker.h"

#include <functional>
#include <memory>
#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace ui {

class Banner;
class DrawForm;
class DrawView;
class DynamicsPage;
class FlowPage;
class JobRun;
class PageHeader;
class PlotView;
class Section;
class SolverChoice;
class TrainBar;
class TrainCharts;
class TrainForm;
class TrainGrid;

/// The Train page. View Monitor: settings in the inspector, one run at a time, its charts, sample
/// digits and log; weights to and from model files. Further views: addView(). Wiring only: the
/// run is TrainRun's.
class TrainLab final : public Lab {
    Q_OBJECT
public:
    explicit TrainLab(Theme& theme, QWidget* parent = nullptr);
    ~TrainLab() override; ///< stops the run and joins its threads

    Commands commands() const override;
    void execute(Command command) override;
    QString precisionText() const override;
    int threadCount() const override;
    QStringList tabs() const override;
    bool showTab(const QString& id) override;
    QString shownTab() const override;
    std::string recipeSettings() const override;
    void openRecipe(const PageRecipe& recipe) override;
    bool isBusy() const override;
    QString statusText() const override;
    QString commandText(Command command) const override;
    void restoreSession() override;
    /// Models (.safetensors, .npz, .onnx, an exported .py), a folder with MNIST's four files or one
    /// of them, a picture of a digit, a table of points or a series.
    bool takesFile(const QFileInfo& file) const override;
    void openFile(const QString& path) override; ///< errors stand in the banner
    bool mayClose() override; ///< asks once, in the page, if the run is older than a minute
    void shutdown() override;

    TrainForm& form() const { return *m_form; }
    TrainRun& run() const { return *m_run; }
    DrawView& drawView() const { return *m_draw; }
    DynamicsPage& dynamics() const { return *m_dynamics; }
    FlowPage& flow() const { return *m_flow; }
    /// Starts with these settings, whatever the inspector says; ignored as start().
    void begin(nn::TrainingOptions options);

public slots:
    void start(); ///< with the settings of the inspector; ignored while something is under way
    void requestStop(); ///< asks in the page if the run is older than a minute
    void saveWeights(const QString& file); ///< a banner says if it cannot be written
    void exportModel(const QString& file); ///< the same, .py, .onnx or .npz
    void loadWeights(const QString& file, const std::string& model = {});

signals:
    void weightsSaved(const QString& file);
    void modelExported(const QString& file);
    void weightsLoaded(const ui::EvaluationOutcome& outcome);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeInspector();
    void makeMain();
    /// A tab with a page of its own below it, which scrolls itself, and the sections of the
    /// inspector that belong to it; the first one is the Monitor.
    void addView(
        const QString& id, const QString& title, QWidget* page, const QList<Section*>& sections);
    void switchView();
    bool isShown(const QString& view) const; ///< it is the view on show
    void makeFlow();
    bool flowShown() const;
    void fillIn(const ReadyStart& ready); ///< the inspector of its view, which it shows
    const TrainRun& shownRun() const;
    bool chartsEmpty() const; ///< of the view on show
    void makeDrawView();
    void updateDrawSources();
    void updateDrawNetwork();
    void showReadingStatus();
    void openDataFolder(const QString& folder);
    void connectInsight();
    void takeInsight(const TrainingUpdate& update);
    void checkGradient();
    void makeDynamicsView();
    bool dynamicsShown() const;
    void refreshDynamicsTools();
    void connectRun();
    void refresh(); ///< buttons, fields and commands for the state
    void startFrom(const QString& weights); ///< an unopened page, the weights of a file
    void showUpdate(const TrainingUpdate& update);
    void showEnd(const TrainingOutcome& outcome);
    void showEvaluation(const EvaluationOutcome& outcome);
    void showDivergence(const TrainingOutcome& outcome);
    void showProbe(const ProbePicture& probe);
    void updateStatus();
    void askForSave();
    void askForExport();
    void askForLoad();
    void write(const QString& file, SaveWorker::Kind kind,
        const std::function<void(const QString&)>& then);
    void goOn(const nn::TrainingOptions& options); ///< from the last good weights of the run
    void openExport();
    void exportData();
    void copyChart();
    std::vector<const PlotView*> charts() const;
    PlotView* focusedChart() const;
    PlotRecipe recipe() const; ///< with that of the page
    PlotRecipe recipeLines() const;
    void openWeightsOf(const PageRecipe& recipe, const QString& name);
    void takeTraining(const EvaluationOutcome& outcome);
    void dismissBanner();
    QPushButton* bannerButton(const QString& text, const std::function<void()>& action);

    QList<QList<Section*>> m_viewSections; ///< by view
    QList<Section*> m_monitorSections;
    QStackedWidget* m_views = nullptr;
    TrainForm* m_form = nullptr;
    FlowPage* m_flow = nullptr;
    PageHeader* m_header = nullptr;
    QPushButton* m_load = nullptr;
    QPushButton* m_save = nullptr;
    QPushButton* m_export = nullptr;
    TrainBar* m_bar = nullptr;
    Banner* m_banner = nullptr;
    TrainCharts* m_charts = nullptr;
    TrainGrid* m_grid = nullptr;
    QLabel* m_footer = nullptr;
    SolverChoice* m_evaluationSolver = nullptr;
    DrawForm* m_drawForm = nullptr;
    DrawView* m_draw = nullptr;
    std::shared_ptr<const nn::ModelWeights> m_loaded; ///< from a file; null: none yet
    QString m_loadedName;
    bool m_showsFile = false; ///< the Monitor shows those, not a run
    std::shared_ptr<const nn::ImageSet> m_testImages; ///< of the run or file on show
    std::unique_ptr<JobRun> m_checkRun;
    DynamicsPage* m_dynamics = nullptr;
    TrainRun* m_run = nullptr;
    std::unique_ptr<EvaluationWorker> m_evaluation;
    std::unique_ptr<SaveWorker> m_saving;
    std::vector<ReadyStart> m_ready;
    bool m_asking = false; ///< the banner asks whether to stop
    bool m_closeAsked = false;
    bool m_bannerAway = false; ///< hidden on views that it does not concern
};

} // namespace ui
