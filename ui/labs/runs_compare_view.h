// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/runs_charts.h"

#include <QAbstractTableModel>
#include <QWidget>

class QLabel;

namespace ui {

class Card;
class PlotView;
class ResultsTable;
class SegmentedChoice;
class Theme;

/// The settings in which the ticked runs differ: a row for each, a column for each run.
class RunDifferencesModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(const std::vector<const LibraryRun*>& runs);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<nn::ConfigDifference> m_rows;
    QStringList m_names;
};

/// The tab "Compare": a curve for each ticked run and what differs between their settings. Object
/// names: runs_chart_compare, runs_quantity, runs_against, runs_differing.
class RunsCompareView final : public QWidget {
    Q_OBJECT
public:
    explicit RunsCompareView(Theme& theme, QWidget* parent = nullptr);

    void setTicked(const std::vector<const LibraryRun*>& runs, const RunTicks& ticks);
    void setChoices(const QString& quantity, const QString& against); ///< without a signal
    QString quantity() const; ///< "error", "loss" or "nfe"
    QString against() const; ///< "epoch" or "time"

    std::vector<PlotView*> plots() const { return { m_plot }; }
    ResultsTable* table() const { return m_table; }

signals:
    void choicesChanged();

private:
    void showCurves();

    Theme& m_theme;
    SegmentedChoice* m_quantity;
    SegmentedChoice* m_against;
    Card* m_card;
    PlotView* m_plot;
    QLabel* m_reason;
    RunDifferencesModel* m_model;
    ResultsTable* m_table;
    QLabel* m_same;
    std::vector<LibraryRun> m_runs;
    RunTicks m_ticks;
};

} // namespace ui
