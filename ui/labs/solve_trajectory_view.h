// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_view.h"

class QCheckBox;
class QStackedLayout;

namespace ui {

class SolveChart;
class SolveStepView;
class Theme;

/// The Trajectory tab: one chart of all methods against time or, with "Step through", single
/// steps (SolveStepView). Object name of the check box: solve_step_through.
class SolveTrajectoryView final : public SolveView {
    Q_OBJECT
public:
    explicit SolveTrajectoryView(Theme& theme, QWidget* parent = nullptr);

    bool stepThrough() const;
    void setStepThrough(bool on);

    void setResults(std::shared_ptr<const SolveResults> results) override;
    bool followsPreviews() const override { return true; }
    void setComponent(int component) override;
    void setFollowed(const QString& series) override;
    void setSelected(const QString& series) override;
    void setTime(double time) override;
    void setPlaying(bool playing) override;
    void setStale(bool stale) override;
    std::optional<std::vector<double>> attemptTimes() const override;
    void setAttempt(int index) override;
    std::vector<PlotView*> plots() const override;
    QList<QWidget*> tools() override;
    bool hasResultsTable() const override { return !stepThrough(); }
    QWidget* lowerPart() override;
    QString statusText() const override;
    void shutdown() override;

private:
    void showSteps();

    PlotView* m_plot;
    SolveChart* m_chart;
    SolveStepView* m_steps;
    QStackedLayout* m_pages;
    QCheckBox* m_stepThrough;
    std::shared_ptr<const SolveResults> m_results;
    bool m_playing = false;
};

} // namespace ui
