// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/solve_results.h"

#include <QAbstractTableModel>

namespace ui {

class Theme;

/// The results table of the Solve page: one row a method. Answers the roles of ResultsTable.
class SolveResultsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Solver, Order, ObservedOrder, Setting, Nfe, Steps, EndError, MaxError, Time };

    explicit SolveResultsModel(Theme& theme, QObject* parent = nullptr);

    void setResults(std::shared_ptr<const SolveResults> results);
    QString seriesOf(int row) const; ///< id of the method
    int rowOf(const QString& series) const; ///< -1 if there is none

    /// With all digits, point, no units: header solver,order,observed_order,step,tolerance,nfe,
    /// accepted,rejected,end_error,max_error,seconds,status. Unknown numbers are empty.
    QString asCsv() const;
    /// A table in booktabs style with the problem as a comment.
    QString asLatex() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const MethodResult& result, int column) const;
    QString richText(const MethodResult& result, int column) const;
    QVariant sortKey(const MethodResult& result, int column) const;

    Theme& m_theme;
    std::shared_ptr<const SolveResults> m_results;
};

/// One word for a method that did not come through: "stopped", "diverged", "not usable".
QString failureWord(const MethodResult& result);

} // namespace ui
