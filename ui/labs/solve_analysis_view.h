// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_view.h"

#include <array>

class QCheckBox;
class QGridLayout;
class QLabel;
class QTimer;
class QToolButton;

namespace ui {

class AnalysisRun;
class Card;
class ComboBox;
class Theme;
enum class AnalysisKind;
struct AnalysisChart;
struct AnalysisResults;

/// The tabs Error, Step size, Convergence, Work-precision and Invariants: one chart each, or the
/// first four beside each other. Convergence, Work-precision and Invariants take a run of their
/// own, which goes on only while a chart that needs it is on show.
class SolveAnalysisView final : public SolveView {
    Q_OBJECT
public:
    enum Part { Error, StepSize, Convergence, WorkPrecision, Invariants, PartCount };

    explicit SolveAnalysisView(Theme& theme, QWidget* parent = nullptr);
    ~SolveAnalysisView() override; ///< stops the runs and joins their threads

    /// Ids and titles of the tabs, by part.
    static QList<std::pair<QString, QString>> tabs();
    void showFour(bool four = true); ///< as the check box "All four" does
    bool showsFour() const;

    void setResults(std::shared_ptr<const SolveResults> results) override;
    void setPart(const QString& tab) override;
    void setFollowed(const QString& series) override;
    void setSelected(const QString& series) override;
    void setTime(double time) override;
    void setPlaying(bool playing) override;
    std::vector<PlotView*> plots() const override;
    QList<QWidget*> tools() override;
    bool hasTransport() const override;
    bool hasComponents() const override { return false; }
    bool hasPlotTools() const override { return !showsFour(); }
    bool hasResultsTable() const override { return !showsFour(); }
    bool offersTab(const QString& tab, const solvers::Problem& problem) const override;
    QString statusText() const override;
    QString progressText() const override;
    bool isBusy() const override;
    bool canCancel() const override; ///< a run, or a chart enlarged from the four
    void cancel() override;
    void shutdown() override;

    /// What a study has found for the results on show; null while there is none.
    std::shared_ptr<const AnalysisResults> study() const { return m_study.results; }
    std::shared_ptr<const AnalysisResults> drift() const { return m_drift.results; }

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    /// One kind of analysis: its run, its newest outcome and how far the run is.
    struct Analysis {
        AnalysisRun* run = nullptr;
        std::shared_ptr<const AnalysisResults> results;
        std::shared_ptr<const SolveResults> cancelled; ///< not again for these
        int done = 0;
        int total = 0;
    };
    struct Chart {
        Card* card = nullptr;
        PlotView* plot = nullptr;
        QLabel* reason = nullptr; ///< in place of the plot where there is nothing to show
        QLabel* remark = nullptr;
        QToolButton* enlarge = nullptr;
    };

    void makeCard(Part part);
    void makeTools();
    bool isShown(Part part) const;
    void setFour(bool four);
    void enlarge(Part part);
    void arrange();

    // solve_analysis_runs.cpp: what runs, and what the charts show of it
    void startRuns();
    void startRun(AnalysisKind kind, Analysis& analysis);
    void endRun(Analysis& analysis);
    void showAll();
    void show(Part part);
    AnalysisChart chartOf(Part part) const;
    QString reasonWithoutAnalysis(const Analysis& analysis) const;
    void showInvariants(); ///< the picker's entries
    void toggleCompanions(PlotView* plot, const QString& curve, bool visible);

    Theme& m_theme;
    std::shared_ptr<const SolveResults> m_results;
    Analysis m_study;
    Analysis m_drift;
    std::array<Chart, PartCount> m_charts;
    QGridLayout* m_grid;
    QCheckBox* m_allFour = nullptr;
    QCheckBox* m_againstTime = nullptr;
    ComboBox* m_invariant = nullptr;
    QTimer* m_busyTimer; ///< 200 ms into a run
    Part m_part = Error;
    bool m_enlarged = false; ///< alone, but Esc leads back to the four
    bool m_playing = false;
    QString m_selected;
};

} // namespace ui
