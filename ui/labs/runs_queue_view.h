// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/runs_settings.h"
#include "ui/workers/run_library.h"
#include "ui/workers/run_queue.h"

#include <QAbstractTableModel>
#include <QWidget>

#include <memory>
#include <vector>

class QCheckBox;
class QLayout;
class QLabel;
class QPushButton;

namespace ui {

class NumberSpinBox;
class ResultsTable;
class Theme;

/// The queue as a table: run, settings, state, epochs done, least error, time left. UserRole: the
/// id of the run.
class RunsQueueModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit RunsQueueModel(const RunQueue& queue, QObject* parent = nullptr);

    void setLibrary(std::shared_ptr<const RunLibrary> library);
    void reset(); ///< order or states have changed
    void refresh(); ///< numbers have changed

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum Column { Name, Settings, State, Epoch, Error, Left, ColumnCount };
    QString text(const QueuedRun& run, int column) const;
    QString stateText(const QueuedRun& run) const;

    const RunQueue& m_queue;
    std::vector<QueuedRun> m_shown;
    std::shared_ptr<const RunLibrary> m_library;
};

/// The tab "Queue": what to train for a table, and the runs that wait. Object names: runs_row_ID,
/// runs_epochs, runs_trials, runs_batch, runs_threads, runs_seed, runs_hold_out, runs_queue_add,
/// runs_queue, runs_queue_pause, _up, _down, _stop, _remove.
class RunsQueueView final : public QWidget {
    Q_OBJECT
public:
    RunsQueueView(Theme& theme, RunQueue& queue, QWidget* parent = nullptr);

    void setLibrary(std::shared_ptr<const RunLibrary> library);
    void setRecipe(const RunsRecipe& recipe); ///< without a signal
    RunsRecipe recipe() const;
    ResultsTable* table() const { return m_table; }

signals:
    void recipeChanged();
    void addWanted(); ///< the trials of the recipe that are missing

private:
    QLayout* makeRows(QWidget* card);
    QWidget* makeForm();
    QWidget* makeQueue();
    void showForm();
    void showQueue();
    void showButtons();
    void moveSelected(int direction);
    int selectedRow() const; ///< -1: none

    Theme& m_theme;
    RunQueue& m_queue;
    RunsQueueModel* m_model;
    std::vector<std::pair<std::string, QCheckBox*>> m_rows; ///< id of the row, its box
    NumberSpinBox* m_epochs = nullptr;
    NumberSpinBox* m_trials = nullptr;
    NumberSpinBox* m_batch = nullptr;
    NumberSpinBox* m_threads = nullptr;
    NumberSpinBox* m_seed = nullptr;
    QCheckBox* m_holdOut = nullptr;
    QPushButton* m_add = nullptr;
    QLabel* m_extent = nullptr;
    ResultsTable* m_table = nullptr;
    QLabel* m_emptyQueue = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_up = nullptr;
    QPushButton* m_down = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_remove = nullptr;
    bool m_showing = false;
};

} // namespace ui
