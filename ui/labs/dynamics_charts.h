// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"
#include "ui/workers/dynamics_job.h"

#include <QObject>

namespace ui {

class Theme;

/// The charts of the view Learned dynamics: the learned and the true field with trajectories, the
/// states over time, and the course of the run. Draws what a worker has found, computes nothing.
/// Object names: dynamics_chart_learned, _true, _time, _loss and _nfe.
class DynamicsCharts final : public QObject {
    Q_OBJECT
public:
    /// The views belong to `parent`, which outlives this; they are placed by the caller.
    DynamicsCharts(Theme& theme, QWidget* parent);

    PlotView* learned() const { return m_learned; }
    PlotView* truth() const { return m_true; }
    PlotView* time() const { return m_time; }
    PlotView* loss() const { return m_loss; }
    PlotView* nfe() const { return m_nfe; }
    std::vector<PlotView*> all() const { return { m_learned, m_true, m_time, m_loss, m_nfe }; }

    /// Other data; what was learned from others goes. null: none.
    void setPicture(std::shared_ptr<const DynamicsPicture> picture);
    const std::shared_ptr<const DynamicsPicture>& picture() const { return m_picture; }
    void setDrawn(const std::vector<std::array<double, 2>>& curve); ///< while it is drawn

    void clearCourse();
    void add(const DynamicsUpdate& update);
    void setBudget(long evaluations); ///< 0: no line
    const nn::DynamicsMeasure* measure() const { return m_measure.get(); } ///< null: none

private:
    PlotView* make(const char* name, const QString& title, PlotView::Size size);
    void showPlanes();
    void showTime();
    void showLearned();
    void showCourse();
    /// Numbers from..to of a trajectory in the plane that is drawn, about `most` of them; path
    /// takes the place of states where there is a plane, unless it is empty.
    void setTrajectory(PlotCurve& curve, const std::vector<double>& times,
        const solvers::Matrix<double>& states, Eigen::Index from, Eigen::Index to,
        const solvers::Matrix<double>& path = {}) const;
    void setPlaneAxes(PlotView* view);

    Theme& m_theme;
    QWidget* m_parent;
    PlotView* m_learned;
    PlotView* m_true;
    PlotView* m_time;
    PlotView* m_loss;
    PlotView* m_nfe;
    std::shared_ptr<const DynamicsPicture> m_picture;
    std::shared_ptr<const nn::DynamicsMeasure> m_measure;
    LiveBuffer m_losses;
    LiveBuffer m_errors;
    LiveBuffer m_forward;
    LiveBuffer m_backward;
    long m_budget = 0;
    double m_lastStep = 1.0;
};

} // namespace ui
