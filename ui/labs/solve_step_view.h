// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/step_worker.h"

#include <QWidget>

#include <array>
#include <memory>
#include <optional>
#include <vector>

class QGridLayout;

namespace ui {

class Card;
class PlotView;
class SolveStepChart;
class StepCaption;
class StepOverview;
class Theme;

/// "Step through": one step of the followed method and the step of a second one at the same
/// time, each with its numbers below; walks through all attempts of the followed method. Steps
/// are dissected by a StepRun at a time, the newest wish next. Object names: solve_chart_step_left,
/// solve_chart_step_right, solve_step_caption_left, solve_step_caption_right.
class SolveStepView final : public QWidget {
    Q_OBJECT
public:
    explicit SolveStepView(Theme& theme, QWidget* parent = nullptr);
    ~SolveStepView() override; ///< stops what is under way

    void setResults(std::shared_ptr<const SolveResults> results);
    void setComponent(int component); ///< -1: the first
    void setFollowed(const QString& series);
    void setAttempt(int index); ///< in the walk of the followed method; clamped
    std::vector<double> attemptTimes() const; ///< where each starts
    std::vector<PlotView*> plots() const; ///< those on show
    StepOverview* overview() const { return m_overview; }
    void setStale(bool stale);
    void shutdown();

signals:
    void attemptChosen(int index); ///< by the user
    void playToggled();
    void plotsChanged(); ///< one chart more or less
    void stepShown(); ///< the wanted step is on show

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Side {
        Card* card = nullptr;
        SolveStepChart* chart = nullptr;
        StepCaption* caption = nullptr;
        std::optional<std::size_t> method; ///< index into the results; none: empty
    };
    using Walk = std::vector<solvers::StepAttempt>;

    Side makeSide(Theme& theme, int column, const QString& name);
    void showSecond(bool shown);
    void chooseMethods();
    Walk walkOf(std::size_t method) const;
    const Walk& walk() const { return m_walks[0]; }
    std::size_t partner(double time) const; ///< step of the second method at this time
    void look();
    void take(const std::shared_ptr<const StepSights>& sights);
    void show(Side& side, const StepSight& sight, const Walk& steps);
    void showWindow();
    void chooseTime(double time);

    std::shared_ptr<const SolveResults> m_results;
    QGridLayout* m_grid; ///< charts above their captions
    std::array<Side, 2> m_sides;
    std::array<Walk, 2> m_walks;
    StepOverview* m_overview;
    QString m_followed;
    std::size_t m_component = 0;
    std::size_t m_index = 0;
    StepRun* m_run = nullptr;
    bool m_lookAgain = false; ///< another step was asked for meanwhile
};

} // namespace ui
