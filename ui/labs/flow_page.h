// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/flow_form.h"
#include "ui/labs/lab.h"
#include "ui/labs/train_run.h"
#include "ui/workers/flow_job.h"

#include <QElapsedTimer>
#include <QPointF>
#include <QWidget>

#include <memory>

class QPushButton;
class QTimer;

namespace ui {

class Banner;
class Card;
class FlowCharts;
class FlowTransport;
class JobRun;
class PlotView;
class SaveWorker;
class SegmentedChoice;
class TrainBar;

/// The view 2-D flow of the Train page: a set of the plane, one run with it at a time, the decision
/// boundary and the points carried by the flow, before, while and after training; painting points.
/// Lives in the GUI thread; pictures are made in a worker, at most 20 a second.
class FlowPage final : public QWidget {
    Q_OBJECT
public:
    FlowPage(Theme& theme, const FlowForm::Sections& sections, QWidget* parent);
    ~FlowPage() override; ///< stops the run and joins its threads

    Commands commands() const;
    void execute(Command command);
    void shutdown(); ///< stops the run and the pictures, and joins

    FlowForm& form() const { return *m_form; }
    TrainRun& run() const { return *m_run; }
    FlowCharts& charts() const { return *m_charts; }
    bool hasPicture() const; ///< something is drawn
    const QString& loadedFile() const { return m_loaded; } ///< its weights are shown; or empty
    bool isBusy() const { return m_stale || m_job; } ///< what is drawn is not the newest
    QString statusText() const; ///< "Left: ... Right: ..." and the errors

public slots:
    void start(); ///< with the settings of the inspector; ignored while a run is open
    void addDimension(); ///< to the state, for sets that a flow in the plane cannot part
    void clearPainted();
    /// Shows the weights of a model file, and starts from them; the form takes its model. Says
    /// what is wrong with the file in the page.
    void loadWeights(const QString& file);

signals:
    void commandsChanged();
    void statusChanged();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeCards();
    QWidget* makePaintTools();
    void connectPainting();
    void settingsChanged();
    nn::TrainingOptions wanted() const; ///< the form's, from the weights that were loaded
    void takeLoaded(const std::shared_ptr<const void>& result);
    bool weightsFit() const; ///< those of the last run to the settings
    void refresh();
    void showHint();
    void showUpdate(const TrainingUpdate& update);
    void showEnd(const TrainingOutcome& outcome);
    void showDivergence(const TrainingOutcome& outcome);
    void goOn(const nn::TrainingOptions& options); ///< from the last good weights of the run
    void showTrouble(const QString& title, const QString& text);
    void tick();
    void wantPicture(); ///< soon, of what holds then
    void makePicture();
    void takePicture(const std::shared_ptr<const void>& result);
    bool paints() const;
    void paint(double x, double y);

    Theme& m_theme;
    FlowForm* m_form;
    TrainRun* m_run;
    FlowCharts* m_charts;
    TrainBar* m_bar = nullptr;
    Banner* m_hint = nullptr;
    Banner* m_trouble = nullptr;
    QWidget* m_paintTools = nullptr;
    SegmentedChoice* m_brush = nullptr;
    FlowTransport* m_transport = nullptr;
    QTimer* m_clock; ///< 20 a second while something may change
    std::unique_ptr<JobRun> m_job;
    QElapsedTimer m_sincePicture;
    qint64 m_pictureTime = 0; ///< ms that the last one took
    bool m_stale = true; ///< what is drawn is not the newest
    std::unique_ptr<JobRun> m_loading;
    std::unique_ptr<SaveWorker> m_saving; ///< of the last good weights
    QString m_loaded; ///< file of the weights that stand in for start weights; empty: the seed's
    nn::ModelConfig m_loadedModel;
    bool m_trained = false; ///< the weights of the last run belong to the settings
    bool m_shut = false;
    QPointF m_brushAt; ///< of the last point painted in this stroke
};

} // namespace ui
