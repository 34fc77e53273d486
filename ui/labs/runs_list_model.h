// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/runs_settings.h"
#include "ui/labs/runs_ticks.h"

#include <QAbstractTableModel>
#include <QCollator>
#include <QSortFilterProxyModel>

#include <memory>

namespace ui {

class Theme;

/// The runs of the library as a list: tick, look and name, least error, time. Names can be edited
/// in place. Answers the roles of ResultsTable; asks its owner for every change.
class RunsListModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Error, Time, ColumnCount };

    explicit RunsListModel(Theme& theme, QObject* parent = nullptr);

    void setRuns(std::shared_ptr<const RunLibrary> library, const RunTicks& ticks);
    const LibraryRun* run(int row) const; ///< nullptr: no such row
    int rowOf(const std::string& id) const; ///< -1: none
    static QString columnId(int column); ///< for the session: "name", "error", "time"

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

signals:
    void tickWanted(const std::string& id, bool on);
    void renameWanted(const std::string& id, const QString& name);

private:
    QString text(const LibraryRun& run, int column) const;
    QVariant sortKey(const LibraryRun& run, int column, int row) const;

    Theme& m_theme;
    std::shared_ptr<const RunLibrary> m_library;
    RunTicks m_ticks;
};

/// Whether the filter lets a run through.
bool passes(const RunsFilter& filter, const LibraryRun& run);

/// The list filtered and sorted; newest first until a column is chosen.
class RunsListProxy final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit RunsListProxy(RunsListModel& model, QObject* parent = nullptr);

    void setFilter(const RunsFilter& filter);
    const LibraryRun* run(int row) const; ///< of this model; nullptr: no such row
    int rowOf(const std::string& id) const; ///< -1: none, or filtered out

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    RunsListModel& m_model;
    RunsFilter m_filter;
    QCollator m_collator; ///< "run 10" after "run 9"
};

} // namespace ui
