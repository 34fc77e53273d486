// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/runs_groups.h"
#include "ui/labs/runs_ticks.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace ui {

class Card;
class PlotView;
class ResultsTable;
class RunsTableModel;
class SegmentedChoice;
class Theme;

/// The tab "Table 1": the table of measured and published results, the test error of the ticked
/// runs, error against training time, and what the ticked runs have in common. Object names:
/// runs_table, runs_chart_curves, runs_chart_cost.
class RunsTableView final : public QWidget {
    Q_OBJECT
public:
    explicit RunsTableView(Theme& theme, QWidget* parent = nullptr);

    void setTable(const RunTable& table);
    void setTicked(const std::vector<const LibraryRun*>& runs, const RunTicks& ticks);
    void setDetails(bool details); ///< without a signal
    bool showsDetails() const;
    void setEmpty(bool empty); ///< no run at all: what the page is for, and ready starts

    std::vector<PlotView*> plots() const { return { m_curves, m_cost }; }
    ResultsTable* table() const { return m_table; }

signals:
    void detailsChanged();
    void differencesWanted();
    void tableStartWanted(); ///< the whole table, as the article trains it
    void quickStartWanted(); ///< one epoch of each model
    void trainPageWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeTable();
    QWidget* makeCharts();
    QWidget* makeCommon();
    QWidget* makeEmpty();
    void showCommon(const std::vector<const LibraryRun*>& runs);

    Theme& m_theme;
    RunsTableModel* m_model;
    ResultsTable* m_table = nullptr;
    SegmentedChoice* m_columns = nullptr;
    QLabel* m_note = nullptr;
    PlotView* m_curves = nullptr;
    QLabel* m_curvesReason = nullptr;
    PlotView* m_cost = nullptr;
    QWidget* m_commonCard = nullptr;
    QGridLayout* m_common = nullptr;
    std::vector<QLabel*> m_commonValues;
    QWidget* m_empty = nullptr;
};

} // namespace ui
