// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/budget_line.h"
#include "ui/plots/plot_axis.h"
#include "ui/plots/plot_curve.h"
#include "ui/workers/flow_job.h"
#include "ui/workers/training_worker.h"

#include <QObject>

#include <memory>
#include <utility>
#include <vector>

class QWidget;

namespace ui {

class PlotView;
class Theme;

/// The charts of the view 2-D flow: the input plane, the plane of the state at one depth, and the
/// course of the run. Draws what a worker has found, computes nothing.
/// Object names: flow_chart_input, _state, _loss, _error and _nfe.
class FlowCharts final : public QObject {
    Q_OBJECT
public:
    /// The views belong to `parent`, which outlives this; they are placed by the caller.
    FlowCharts(Theme& theme, QWidget* parent);

    PlotView* input() const { return m_input; }
    PlotView* state() const { return m_state; }
    const std::vector<PlotView*>& course() const { return m_course; } ///< loss, error, NFE
    std::vector<PlotView*> all() const;

    /// depth: index of its states that is shown
    void setPicture(std::shared_ptr<const FlowPicture> picture, std::size_t depth);
    const std::shared_ptr<const FlowPicture>& picture() const { return m_picture; }
    /// Only the points, before a picture of them; what belongs to other points goes.
    void setPainted(const std::vector<nn::LabelledPoint>& points);
    void setDepth(std::size_t index); ///< of the picture's states
    void setPathsShown(bool shown);
    void setGridShown(bool shown);
    void setComponents(int x, int y); ///< of the state, from 0

    void clearCourse();
    void add(const TrainingUpdate& update); ///< gathers; showCourse() draws
    void showCourse();
    void setBudget(long evaluations); ///< a line in the chart of them; 0: none
    double lastError() const { return m_lastError; } ///< of the test points; NaN: none yet

private:
    PlotView* makeCard(const char* name, const QString& title, const QString& y);
    void showInput();
    void showState();
    void moveState();
    void setInputAxes(const QRectF& window);
    PlotCurve classCurve(int label) const;
    PlotCurve inputCurve(const std::vector<nn::LabelledPoint>& points, int label) const;
    std::pair<std::vector<double>, std::vector<double>> pathPoints() const;
    std::pair<std::vector<double>, std::vector<double>> gridPoints() const;
    PlotCurve finalBoundary() const;
    void setStateAxes();

    Theme& m_theme;
    QWidget* m_parent;
    PlotView* m_input;
    PlotView* m_state;
    std::vector<PlotView*> m_course;
    std::shared_ptr<const FlowPicture> m_picture;
    std::size_t m_depth = 0;
    bool m_paths = true;
    bool m_grid = true;
    int m_x = 0;
    int m_y = 1;
    LiveBuffer m_loss;
    LiveBuffer m_error;
    LiveBuffer m_forward;
    LiveBuffer m_backward;
    std::unique_ptr<BudgetLine> m_budget;
    double m_stepsPerEpoch = 1.0;
    double m_lastError;
};

} // namespace ui
