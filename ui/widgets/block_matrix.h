// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace ui {

class Theme;

/// A small matrix with named rows and columns in blocks, as one writes it on a board. Zeros are
/// grey. Long blocks, and those without room, show their first entries and "⋯".
class BlockMatrix final : public QWidget {
    Q_OBJECT
public:
    /// Consecutive rows or columns. Titles and names may hold i, sub and sup tags.
    struct Block {
        QString title; ///< above the columns or left of the rows
        QStringList names; ///< of each of them
    };

    explicit BlockMatrix(Theme& theme, QWidget* parent = nullptr);

    /// values: row by row, as many as the names of all blocks make.
    void setMatrix(QList<Block> rows, QList<Block> columns, QList<double> values);
    QString text(int row, int column) const; ///< what a shown cell says

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Line { ///< a row or column on show
        QString name;
        int index; ///< -1: "⋯"
        int block;
        bool first; ///< of its block
    };
    static QList<Line> linesOf(const QList<Block>& blocks, int most);
    int width(const Line& column) const;
    int wholeWidth(const QList<Line>& columns) const;
    void chooseColumns(); ///< as many as have room
    int nameWidth() const;
    double value(int row, int column) const;
    void describe();

    Theme& m_theme;
    QList<Block> m_rowBlocks;
    QList<Block> m_columnBlocks;
    QList<Line> m_rows;
    QList<Line> m_columns;
    QList<double> m_values;
    int m_columnCount = 0;
};

} // namespace ui
