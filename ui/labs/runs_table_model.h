// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/runs_groups.h"

#include <QAbstractTableModel>

namespace ui {

class Theme;

/// Table 1 of the Runs page: one row a line of the table. Measured and published values stand in
/// columns of their own. Answers the roles of ResultsTable.
class RunsTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    explicit RunsTableModel(Theme& theme, QObject* parent = nullptr);

    void setTable(const RunTable& table);
    /// details: last epoch, time split, memory; else the columns of the article. brief: without
    /// what a narrow table has no room for.
    void setColumns(bool details, bool brief);
    const RunTable& table() const { return m_table; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    enum class Column {
        Model,
        Runs,
        ArticleError,
        ChenError,
        LeastError,
        LastError,
        ChosenError,
        ArticleTime,
        TrainTime,
        EvaluationTime,
        Ratio,
        Nfe,
        Parameters,
        Memory
    };
    struct Title {
        Column column;
        QString text;
        QString brief; ///< in a narrow table; empty: the text
        QString toolTip;
    };
    void makeColumns();
    Title titleOf(Column column) const;
    QString text(const RunGroup& group, Column column) const;
    QString rich(const RunGroup& group, Column column) const;
    QString ratio(const RunGroup& group, bool rich) const;
    QString small(const QString& text) const; ///< in the colour of hints, rich

    Theme& m_theme;
    RunTable m_table;
    bool m_details = false;
    bool m_brief = false;
    std::vector<Column> m_columns;
};

} // namespace ui
