// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/mistakes/mistake.h"

#include <QAbstractTableModel>

#include <memory>

namespace ui {

/// The numbers of one mistake: what they are, as published, corrected, as they should be.
class MistakesModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Quantity, Published, Corrected, Expected };

    explicit MistakesModel(QObject* parent = nullptr);

    void setRun(std::shared_ptr<const solvers::MistakeRun> run); ///< nullptr: none
    bool hasExpected() const; ///< some row says what it should be
    QString asCsv() const; ///< all digits: quantity,published,corrected,expected

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const solvers::MistakeRun> m_run;
};

} // namespace ui
