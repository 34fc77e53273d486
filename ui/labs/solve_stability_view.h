// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_stability_rows.h"
#include "ui/labs/solve_view.h"

class QLabel;

namespace ui {

class Card;
class ResultsTable;
class SolveStabilityChart;
class SolveStabilityModel;
class SolveStabilitySteps;
class Theme;

/// The Stability tab: regions of absolute stability with h lambda of every eigenvalue of df/dy
/// at the time of the transport bar, the steps, what becomes of them, and the size of the
/// solutions. Eigenvalues and regions come from a worker; a step under the pointer is shown at
/// once, the solutions follow.
class SolveStabilityView final : public SolveView {
    Q_OBJECT
public:
    explicit SolveStabilityView(Theme& theme, QWidget* parent = nullptr);
    ~SolveStabilityView() override; ///< stops the worker and joins its thread

    void setResults(std::shared_ptr<const SolveResults> results) override;
    void setFollowed(const QString& series) override;
    void setSelected(const QString& series) override;
    void setTime(double time) override;
    std::vector<PlotView*> plots() const override { return { m_plot, m_sizes }; }
    bool hasComponents() const override { return false; }
    bool hasResultsTable() const override { return false; }
    QString statusText() const override;
    void shutdown() override;

    const StabilityPicture& picture() const { return m_picture; }
    bool isAnalysing() const { return m_run != nullptr; }
    bool isBusy() const override { return isAnalysing(); }

private:
    QWidget* buildPlane();
    QWidget* buildColumn();
    void chooseStep(const QString& series, double step);
    void analyse(); ///< now, or after the run under way
    void takeAnalysis(const std::shared_ptr<const StabilityAnalysis>& analysis);
    void show();
    void showTitle();
    void showSizes();

    Theme& m_theme;
    PlotView* m_plot = nullptr;
    PlotView* m_sizes = nullptr;
    SolveStabilityChart* m_chart = nullptr;
    SolveStabilitySteps* m_stepForm = nullptr;
    SolveStabilityModel* m_model = nullptr;
    ResultsTable* m_table = nullptr;
    Card* m_tableCard = nullptr;
    QLabel* m_caption = nullptr;

    std::shared_ptr<const SolveResults> m_results;
    std::shared_ptr<const StabilityAnalysis> m_analysis;
    StabilityRegions m_regions; ///< all computed so far
    StabilityPicture m_picture;
    QHash<QString, double> m_chosen; ///< steps ahead of the results
    QString m_followed;
    QString m_selected;
    double m_time;
    StabilityRun* m_run = nullptr;
    bool m_outdated = false; ///< time or results have changed since the run began
};

} // namespace ui
