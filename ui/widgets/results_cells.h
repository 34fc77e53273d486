// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMargins>
#include <QStyledItemDelegate>

namespace ui {

class Theme;

QMargins cellMargins(int column, int columns); ///< of a cell and its title
/// Rich text on the baseline of plain text of this font, whatever the formulas in it need.
void drawRich(QPainter* painter, const QRect& box, const QString& html, const QFont& font,
    const QColor& color, Qt::Alignment alignment);
int richWidth(const QString& html, const QFont& font);

/// Draws tick, selection, swatch and (rich) text of a cell of a ResultsTable in the colours of the
/// theme; see TableRole.
class ResultsDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    ResultsDelegate(const Theme& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& item,
        const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& item, const QModelIndex& index) const override;
    /// A tick changes by a click on it, or by the space bar.
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;
    /// Beside the tick.
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

} // namespace ui
