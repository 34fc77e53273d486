// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/phase_worker.h"

#include <QAbstractTableModel>
#include <QStringList>

namespace ui {

class Theme;

/// The table of trajectories below the phase plane: one row each. Answers the roles of
/// ResultsTable. The columns of the invariant are there where the problem has one.
class SolvePhaseModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Number, Start, Solver, Type, Invariant, Drift, Period };

    explicit SolvePhaseModel(Theme& theme, QObject* parent = nullptr);

    /// trajectories: in the order of the rows; results: what they belong to.
    void setTrajectories(
        std::vector<PhaseTrajectory> trajectories, std::shared_ptr<const PhaseResults> results);
    int rowOf(int number) const; ///< -1 if there is none
    int numberOf(int row) const; ///< 0 if there is none

    /// With all digits: header trajectory, one column a component of the start, solver, step,
    /// tolerance, backward, type, invariant, max_drift, period. Unknown numbers are empty.
    QString asCsv() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool hasInvariant() const;
    Column columnAt(int section) const;
    QString text(const PhaseTrajectory& trajectory, Column column) const;

    Theme& m_theme;
    std::vector<PhaseTrajectory> m_trajectories;
    std::shared_ptr<const PhaseResults> m_results;
};

} // namespace ui
