// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_stability_rows.h"

#include <QAbstractTableModel>

namespace ui {

class Theme;

/// The table of the Stability view: one row a method. Answers the roles of ResultsTable.
class SolveStabilityModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Solver, Step, Amplification, Verdict, LargestStep };

    explicit SolveStabilityModel(Theme& theme, QObject* parent = nullptr);

    void show(const StabilityPicture& picture);
    QString seriesOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const StabilityRow& row, int column) const;

    Theme& m_theme;
    StabilityPicture m_picture;
};

} // namespace ui
