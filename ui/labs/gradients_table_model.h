// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/gradient_results.h"

#include <QAbstractTableModel>

namespace ui {

class Theme;

/// The table of the Gradients page: one row a method, and the gradient that they are compared
/// with. Few numbers stand in a column each, many as their norm. Answers the roles of ResultsTable.
class GradientsTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit GradientsTableModel(Theme& theme, QObject* parent = nullptr);

    /// selected: the parameter that has a column where there are many.
    void setResults(std::shared_ptr<const GradientResults> results, int selected);
    void setBrief(bool brief); ///< short names and fewer digits, for a narrow table
    QString seriesOf(int row) const; ///< id of the method; empty for the last row
    int rowOf(const QString& series) const; ///< -1 if there is none

    /// All numbers with all digits: header method, dL_dNAME ..., relative_difference, nfe, nvjp,
    /// peak_bytes, seconds, status. Unknown numbers are empty.
    QString asCsv() const;
    QString asLatex() const; ///< what the table shows, in booktabs style

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum class Kind {
        Method,
        Parameter,
        ParameterNorm,
        State,
        StateNorm,
        Time,
        Difference,
        Nfe,
        Memory
    };
    struct Column {
        Kind kind;
        int index = 0; ///< of the number among its kind
        QString html; ///< of the header
        int decimals = 0;
    };
    void makeColumns();
    void addNumbers(
        Kind one, Kind norm, int count, int most, const QStringList& names, const QString& all);
    int decimalsOf(const Column& column, int digits) const;
    double number(int row, const Column& column) const;
    QString text(int row, const Column& column) const;
    bool isReference(int row) const;
    const GradientMethodResult* resultAt(int row) const; ///< nullptr: the reference
    QString name(int row) const;

    Theme& m_theme;
    std::shared_ptr<const GradientResults> m_results;
    int m_selected = 0;
    bool m_brief = false;
    std::vector<Column> m_columns;
};

} // namespace ui
