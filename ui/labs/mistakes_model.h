// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/mistakes_chart.h"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

namespace ui {

/// The numbers of one mistake: what they are, as published, corrected, as they should be.
class MistakesModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Quantity, Published, Corrected, Expected };

    explicit MistakesModel(QObject* parent = nullptr);

    /// nullptr: none. Columns of a run that is not shown, or without a number, are left out.
    void setRun(std::shared_ptr<const solvers::MistakeRun> run, MistakesShown shown);
    int columnOf(Column column) const; ///< where it stands; -1: left out
    QString asCsv() const; ///< all digits: quantity,published,corrected,expected

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool hasExpected() const; ///< some row says what it should be

    std::vector<Column> m_columns { Quantity };
    std::shared_ptr<const solvers::MistakeRun> m_run;
};

} // namespace ui
