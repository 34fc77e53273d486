// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace ui {

class Theme;

/// Roles that a model of a ResultsTable may answer besides the usual ones.
enum TableRole {
    SeriesRole
    = Qt::UserRole + 100, ///< QString, id of a series: its swatch is drawn before the text
    RichRole, ///< QString, HTML shown in place of the text; also for headerData
    ShortRole, ///< QString or HTML, only for headerData: the title of a narrow table
    SortRole ///< double or QString to sort by (set as sortRole of a QSortFilterProxyModel)
};

/// The results table of a page: rows of 28 px, whole rows selected, numbers as the model aligns
/// them, ticks where it answers CheckStateRole, Ctrl+C copies the selection (or everything) with
/// tabs. Grows to eight rows, then scrolls.
class ResultsTable final : public QTableView {
    Q_OBJECT
public:
    explicit ResultsTable(Theme& theme, QWidget* parent = nullptr);

    void setModel(QAbstractItemModel* model) override;
    void setVisibleRows(int rows); ///< at most; 8 by default
    QString
    selectionAsText() const; ///< tab separated with a header line; all rows if none selected
    QString allAsText() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public slots:
    void copySelection(); ///< to the clipboard
    void copyAll();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitColumns(); // to their contents, the rest spread evenly
    QString asText(const QList<int>& rows) const;

    Theme& m_theme;
    int m_visibleRows = 8;
};

} // namespace ui
