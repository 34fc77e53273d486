// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/results_table.h"

#include "ui/theme.h"
#include "ui/widgets/results_cells.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <numeric>

namespace ui {

namespace {

/// A header whose titles may be rich text (RichRole of headerData).
class RichHeader final : public QHeaderView {
public:
    RichHeader(const Theme& theme, QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent)
        , m_theme(theme)
    {
        setHighlightSections(false);
        setSectionsClickable(true);
        setFont(theme.font(TextSize::Small, QFont::DemiBold));
        setMinimumSectionSize(40);
    }

    void setShort(bool shortTitles) { m_short = shortTitles; }

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override
    {
        const Tokens& t = m_theme.tokens();
        painter->fillRect(rect, t.panel);
        for (const int y : { rect.top(), rect.bottom() })
            painter->fillRect(QRect(rect.left(), y, rect.width(), 1), t.border);
        const QRect box = rect - cellMargins(section, count());
        const auto alignment = alignmentOf(section);
        const QColor color = isEnabled() ? t.text2 : t.text3;
        const QString html = htmlOf(section);
        const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
        const QString arrow = !sorted                    ? QString()
            : sortIndicatorOrder() == Qt::AscendingOrder ? QStringLiteral(" ↑")
                                                         : QStringLiteral(" ↓");
        if (!html.isEmpty())
            return drawRich(painter, box, html + arrow, font(), color, alignment);
        painter->setFont(font());
        painter->setPen(color);
        painter->drawText(box, static_cast<int>(alignment | Qt::AlignVCenter),
            fontMetrics().elidedText(model()->headerData(section, orientation()).toString() + arrow,
                Qt::ElideRight, box.width()));
    }

    QSize sectionSizeFromContents(int section) const override
    {
        const QString html = htmlOf(section);
        const QString text = model()->headerData(section, orientation()).toString();
        const int width
            = html.isEmpty() ? fontMetrics().horizontalAdvance(text) : richWidth(html, font());
        const QMargins margins = cellMargins(section, count());
        const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
        const int arrow = sorted ? 14 : 2;
        return { width + margins.left() + margins.right() + arrow, metrics::kTableRowHeight };
    }

private:
    /// Empty: the plain title.
    QString htmlOf(int section) const
    {
        const QString brief = m_short
            ? model()->headerData(section, orientation(), ShortRole).toString()
            : QString();
        return brief.isEmpty() ? model()->headerData(section, orientation(), RichRole).toString()
                               : brief;
    }

    Qt::Alignment alignmentOf(int section) const
    {
        const QVariant own = model()->headerData(section, orientation(), Qt::TextAlignmentRole);
        return own.isValid() ? Qt::Alignment(own.toInt()) : defaultAlignment();
    }

    const Theme& m_theme;
    bool m_short = false;
};

QString plainCell(const QVariant& data)
{
    return data.toString()
        .replace(u'\t', u' ')
        .replace(u'\u2009', QString())
        .replace(u'\u2212', u'-');
}

} // namespace

ResultsTable::ResultsTable(Theme& theme, QWidget* parent)
    : QTableView(parent)
    , m_theme(theme)
{
    setHorizontalHeader(new RichHeader(theme, this));
    setItemDelegate(new ResultsDelegate(theme, this));
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setTabKeyNavigation(false); // Tab leaves the table
    setCornerButtonEnabled(false);
    setWordWrap(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFont(theme.font(TextSize::Body));
    setAccessibleName(tr("Results"));
    verticalHeader()->hide();
    verticalHeader()->setMinimumSectionSize(metrics::kCompactHeight);
    verticalHeader()->setDefaultSectionSize(metrics::kTableRowHeight);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
        &ResultsTable::fitColumns); // the arrow needs room
    connect(&m_theme, &Theme::changed, this, [this] {
        viewport()->update();
        horizontalHeader()->viewport()->update();
    });
}

void ResultsTable::setModel(QAbstractItemModel* model)
{
    if (QAbstractItemModel* old = this->model())
        old->disconnect(this);
    QTableView::setModel(model);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    if (!model)
        return;
    const auto resized = [this] {
        fitColumns();
        updateGeometry();
    };
    connect(model, &QAbstractItemModel::dataChanged, this, resized);
    connect(model, &QAbstractItemModel::rowsInserted, this, resized);
    connect(model, &QAbstractItemModel::rowsRemoved, this, resized);
    connect(model, &QAbstractItemModel::modelReset, this, resized);
    resized();
}

void ResultsTable::fitColumns()
{
    const int count = model() ? model()->columnCount() : 0;
    if (count == 0)
        return;
    auto* header = static_cast<RichHeader*>(horizontalHeader());
    const int room = viewport()->width();
    QList<int> widths;
    int total = 0;
    for (const bool shortTitles : { false, true }) {
        header->setShort(shortTitles);
        widths.clear();
        for (int column = 0; column < count; ++column)
            widths << std::max(sizeHintForColumn(column), header->sectionSizeHint(column));
        total = std::accumulate(widths.begin(), widths.end(), 0);
        if (total <= room)
            break;
    }
    // What is left over is spread evenly; what is missing is taken from the widest columns.
    for (; total > room; --total) {
        auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= horizontalHeader()->minimumSectionSize())
            break;
        --*widest;
    }
    const int extra = std::max(0, room - total);
    for (int column = 0; column < count; ++column)
        setColumnWidth(column, widths[column] + extra / count + (column < extra % count ? 1 : 0));
}

void ResultsTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void ResultsTable::setVisibleRows(int rows)
{
    m_visibleRows = std::max(1, rows);
    updateGeometry();
}

QString ResultsTable::asText(const QList<int>& rows) const
{
    const int columns = model() ? model()->columnCount() : 0;
    QStringList lines;
    QStringList cells;
    for (int column = 0; column < columns; ++column)
        cells << plainCell(model()->headerData(column, Qt::Horizontal));
    lines << cells.join(u'\t');
    for (const int row : rows) {
        cells.clear();
        for (int column = 0; column < columns; ++column)
            cells << plainCell(model()->index(row, column).data());
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

QString ResultsTable::selectionAsText() const
{
    QList<int> rows;
    if (selectionModel())
        for (const QModelIndex& index : selectionModel()->selectedRows())
            rows << index.row();
    std::sort(rows.begin(), rows.end());
    return rows.isEmpty() ? allAsText() : asText(rows);
}

QString ResultsTable::allAsText() const
{
    QList<int> rows(model() ? model()->rowCount() : 0);
    std::iota(rows.begin(), rows.end(), 0);
    return asText(rows);
}

void ResultsTable::copySelection()
{
    QGuiApplication::clipboard()->setText(selectionAsText());
}

void ResultsTable::copyAll()
{
    QGuiApplication::clipboard()->setText(allAsText());
}

QSize ResultsTable::sizeHint() const
{
    const int rows = model() ? std::clamp(model()->rowCount(), 3, std::max(3, m_visibleRows)) : 3;
    return { 480, (rows + 1) * metrics::kTableRowHeight + 2 };
}

QSize ResultsTable::minimumSizeHint() const
{
    return { 200, 2 * metrics::kTableRowHeight };
}

void ResultsTable::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy))
        copySelection();
    else
        QTableView::keyPressEvent(event);
}

} // namespace ui
