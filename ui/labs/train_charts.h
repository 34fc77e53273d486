// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/train_smoothing.h"
#include "ui/plots/budget_line.h"
#include "ui/plots/plot_curve.h"
#include "ui/workers/training_worker.h"

#include <QObject>

#include <memory>
#include <vector>

class QWidget;

namespace ui {

class PlotView;
class Theme;

/// The six charts of the Monitor and the bounded data behind them: loss, test error, function
/// evaluations, adjoint along depth, hidden state, time and memory.
/// Object names: train_chart_loss, _error, _nfe, _adjoint, _hidden and _time.
class TrainCharts final : public QObject {
    Q_OBJECT
public:
    /// The views belong to `parent`, which outlives this; they are placed by the caller.
    TrainCharts(Theme& theme, QWidget* parent);

    const std::vector<PlotView*>& views() const { return m_views; }
    void clear(); ///< bare axes
    void start(const nn::TrainingStart& start); ///< a new run: empty, with its names
    void add(const TrainingUpdate& update); ///< at most one redraw a curve
    void showProbe(const ProbePicture& probe);
    /// Draws one digit of the probe bold and the others dim; -1: all alike.
    void follow(int digit);
    int followed() const { return m_followed; }

    void setBudget(long evaluations); ///< a line in the chart of them; 0: none
    void setSmoothing(int choice); ///< of LossSmoothing, for the curve on show
    double smoothedLoss() const; ///< as usually smoothed; NaN before the first step
    double lastError() const; ///< fraction; NaN before the first epoch

private:
    enum Chart { Loss, TestError, Evaluations, AdjointNorm, HiddenState, TimeAndMemory };

    PlotView* view(Chart chart) const { return m_views[static_cast<std::size_t>(chart)]; }
    void addChart(const char* name, const QString& title, const QString& x, const QString& y);
    void makeCharts();
    void setEpochAxes(double epoch);
    void drawSteps();
    void drawEpochs();
    void rewind(const nn::KeptPoint& point); ///< later points go
    QString smoothedName() const;
    void addSteps(const std::vector<nn::TrainingStep>& steps);
    void addEpochs(const std::vector<nn::TrainingEpoch>& epochs);
    void drawAdjoint();
    void drawHidden();
    void hideWithClass(PlotView* view, const QString& prefix);

    Theme& m_theme;
    QWidget* m_parent;
    std::vector<PlotView*> m_views;
    LiveBuffer m_batchLoss;
    LossSmoothing m_smoothing;
    int m_smoothingChoice = LossSmoothing::usual();
    LiveBuffer m_forward;
    LiveBuffer m_backward;
    std::unique_ptr<BudgetLine> m_budget;
    long m_budgetOf = 0; ///< also while a model without evaluations shows no line
    std::vector<nn::TrainingEpoch> m_epochs;
    ProbePicture m_probe;
    int m_followed = -1;
    bool m_hasDepth = true;
    double m_bestError;
    double m_axisEnd = 0.0; ///< of the epoch axes
};

} // namespace ui
