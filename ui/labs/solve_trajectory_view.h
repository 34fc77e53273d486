// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_view.h"

namespace ui {

class SolveChart;
class Theme;

/// The Trajectory tab: one chart of all methods against time.
class SolveTrajectoryView final : public SolveView {
    Q_OBJECT
public:
    explicit SolveTrajectoryView(Theme& theme, QWidget* parent = nullptr);

    void setResults(std::shared_ptr<const SolveResults> results) override;
    bool followsPreviews() const override { return true; }
    void setComponent(int component) override;
    void setFollowed(const QString& series) override;
    void setSelected(const QString& series) override;
    void setTime(double time) override;
    void setPlaying(bool playing) override;
    std::vector<PlotView*> plots() const override { return { m_plot }; }

private:
    PlotView* m_plot;
    SolveChart* m_chart;
    bool m_playing = false;
};

} // namespace ui
