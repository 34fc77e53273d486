// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/results_cells.h"

#include "ui/theme.h"
#include "ui/widgets/results_table.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextLayout>

#include <cmath>

namespace ui {

namespace {

constexpr int kSwatchWidth = 24;
constexpr int kNarrowSwatch = 16; // beside a tick, where room is scarce
constexpr int kCheckSize = 16;
constexpr int kEdgeMargin = 12; // at the left of the first and the right of the last column
constexpr int kCellMargin = 6;

QRect checkBox(const QRect& cell, const QModelIndex& index)
{
    const QRect box = cell - cellMargins(index.column(), index.model()->columnCount());
    return { box.left(), box.top() + (box.height() - kCheckSize) / 2, kCheckSize, kCheckSize };
}

int swatchWidth(const QModelIndex& index)
{
    return index.data(Qt::CheckStateRole).isValid() ? kNarrowSwatch : kSwatchWidth;
}

} // namespace

QMargins cellMargins(int column, int columns)
{
    return { column == 0 ? kEdgeMargin : kCellMargin, 0,
        column == columns - 1 ? kEdgeMargin : kCellMargin, 0 };
}

void drawRich(QPainter* painter, const QRect& box, const QString& html, const QFont& font,
    const QColor& color, Qt::Alignment alignment)
{
    QTextDocument document;
    document.setDefaultFont(font);
    document.setDocumentMargin(0);
    document.setHtml(html);
    const double width = document.idealWidth();
    const bool right = alignment.testFlag(Qt::AlignRight) && width <= box.width();
    const double left = right ? box.right() + 1 - width : box.left(); // too long: show its start
    // On one baseline with plain text, whatever the height of the formula font.
    const QFontMetricsF metrics(font);
    const QTextLine line = document.firstBlock().layout()->lineAt(0);
    const double baseline = box.top() + 0.5 * (box.height() + metrics.ascent() - metrics.descent());
    QAbstractTextDocumentLayout::PaintContext context;
    context.palette.setColor(QPalette::Text, color);
    painter->save();
    painter->setClipRect(box);
    painter->translate(left, std::round(baseline - line.y() - line.ascent()));
    document.documentLayout()->draw(painter, context);
    painter->restore();
}

int richWidth(const QString& html, const QFont& font)
{
    QTextDocument document;
    document.setDefaultFont(font);
    document.setDocumentMargin(0);
    document.setHtml(html);
    return static_cast<int>(document.idealWidth()) + 1;
}

ResultsDelegate::ResultsDelegate(const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{
}

void ResultsDelegate::paint(
    QPainter* painter, const QStyleOptionViewItem& item, const QModelIndex& index) const
{
    QStyleOptionViewItem option = item;
    initStyleOption(&option, index);
    const Tokens& t = m_theme.tokens();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(option.rect, t.selection);
    QRect box = option.rect - cellMargins(index.column(), index.model()->columnCount());
    const bool enabled = option.state.testFlag(QStyle::State_Enabled);
    if (const QVariant check = index.data(Qt::CheckStateRole); check.isValid()) {
        QStyleOptionButton tick;
        tick.rect = checkBox(option.rect, index);
        tick.state = (enabled ? QStyle::State_Enabled : QStyle::State_None)
            | (check.toInt() == Qt::Checked ? QStyle::State_On : QStyle::State_Off);
        (option.widget ? option.widget->style() : QApplication::style())
            ->drawPrimitive(QStyle::PE_IndicatorCheckBox, &tick, painter, option.widget);
        box.setLeft(tick.rect.right() + 9);
    }
    if (const QString series = index.data(SeriesRole).toString(); !series.isEmpty()) {
        const int width = swatchWidth(index);
        paintSwatch(*painter, QRectF(box.left(), box.top(), width, box.height()),
            seriesStyle(series), t.dark, t.surface, enabled ? 1.0 : 0.5);
        box.setLeft(box.left() + width + 8);
    }
    const QVariant foreground = index.data(Qt::ForegroundRole);
    const QColor color = !enabled ? t.text3
        : foreground.isValid()    ? foreground.value<QBrush>().color()
                                  : t.text;
    const Qt::Alignment alignment = option.displayAlignment;
    const QString html = index.data(RichRole).toString();
    // What is too wide ends in dots, at the price of its markup.
    if (!html.isEmpty() && richWidth(html, option.font) <= box.width() + 1) {
        drawRich(painter, box, html, option.font, color, alignment);
    } else {
        painter->setFont(option.font);
        painter->setPen(color);
        painter->drawText(box, static_cast<int>(alignment | Qt::AlignVCenter),
            option.fontMetrics.elidedText(option.text, Qt::ElideRight, box.width()));
    }
    if (option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        painter->setPen(QPen(t.accent, 2));
        painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
    }
}

QSize ResultsDelegate::sizeHint(const QStyleOptionViewItem& item, const QModelIndex& index) const
{
    QStyleOptionViewItem option = item;
    initStyleOption(&option, index);
    const QString html = index.data(RichRole).toString();
    int width = html.isEmpty() ? option.fontMetrics.horizontalAdvance(option.text)
                               : richWidth(html, option.font);
    if (!index.data(SeriesRole).toString().isEmpty())
        width += swatchWidth(index) + 8;
    if (index.data(Qt::CheckStateRole).isValid())
        width += kCheckSize + 8;
    const QMargins margins = cellMargins(index.column(), index.model()->columnCount());
    return { width + margins.left() + margins.right() + 2, metrics::kTableRowHeight };
}

bool ResultsDelegate::editorEvent(QEvent* event, QAbstractItemModel* model,
    const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QVariant check = index.data(Qt::CheckStateRole);
    if (!check.isValid() || !index.flags().testFlag(Qt::ItemIsUserCheckable))
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    const bool press
        = event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick;
    if (press || event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() != Qt::LeftButton
            || !checkBox(option.rect, index).adjusted(-5, -6, 5, 6).contains(mouse->pos()))
            return false;
        if (press)
            return true; // keeps the name from being edited
    } else if (event->type() != QEvent::KeyPress
        || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Space) {
        return false;
    }
    const bool on = check.toInt() == Qt::Checked;
    return model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

void ResultsDelegate::updateEditorGeometry(
    QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QRect box = option.rect;
    if (index.data(Qt::CheckStateRole).isValid())
        box.setLeft(checkBox(option.rect, index).right() + 3);
    editor->setGeometry(box);
}

} // namespace ui
