// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/block_matrix.h"

#include "ui/plots/rich_text.h"
#include "ui/theme.h"
#include "ui/widgets/number_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kMostRows = 3; // of one block
constexpr int kMostColumns = 4;
constexpr int kRowHeight = 26;
constexpr int kHeader = 24; // each of two lines above the numbers
constexpr int kCell = 50; // at least
constexpr int kDots = 26;
constexpr int kPadding = 6;
constexpr int kBracket = 6;
constexpr int kNarrowest = 160;

double richWidth(const Theme& theme, const QString& html)
{
    return RichText(html).width(PlotFont(theme, TextSize::Body));
}

void paintCentred(QPainter& painter, const QRectF& box, const QString& html, const PlotFont& font)
{
    const RichText text(html);
    const QFontMetricsF metrics(font.text);
    text.paint(painter,
        { box.center().x() - text.width(font) / 2,
            box.center().y() + (metrics.ascent() - metrics.descent()) / 2 },
        font);
}

} // namespace

BlockMatrix::BlockMatrix(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QList<BlockMatrix::Line> BlockMatrix::linesOf(const QList<Block>& blocks, int most)
{
    QList<Line> lines;
    int index = 0;
    for (int b = 0; b < blocks.size(); ++b) {
        const auto count = static_cast<int>(blocks[b].names.size());
        for (int i = 0; i < count && (i < most || count == most + 1); ++i)
            lines.append({ blocks[b].names[i], index + i, b, i == 0 });
        if (count > most + 1)
            lines.append({ QStringLiteral("⋯"), -1, b, false });
        index += count;
    }
    return lines;
}

void BlockMatrix::setMatrix(QList<Block> rows, QList<Block> columns, QList<double> values)
{
    m_rowBlocks = std::move(rows);
    m_columnBlocks = std::move(columns);
    m_values = std::move(values);
    m_rows = linesOf(m_rowBlocks, kMostRows);
    m_columnCount = 0;
    for (const Block& block : std::as_const(m_columnBlocks))
        m_columnCount += static_cast<int>(block.names.size());
    chooseColumns();
    describe();
    updateGeometry();
    update();
}

double BlockMatrix::value(int row, int column) const
{
    return m_values.at(row * m_columnCount + column);
}

QString BlockMatrix::text(int row, int column) const
{
    const double number = value(row, column);
    return number == 0.0 ? QStringLiteral("0") : resultText(number, 4);
}

void BlockMatrix::describe()
{
    QStringList rows;
    for (const Line& row : std::as_const(m_rows)) {
        if (row.index < 0)
            continue;
        QStringList cells;
        for (const Line& column : std::as_const(m_columns))
            if (column.index >= 0)
                cells << text(row.index, column.index);
        rows << RichText(row.name).plain() + QStringLiteral(": ")
                + cells.join(QStringLiteral(", "));
    }
    setAccessibleDescription(rows.join(QStringLiteral("; ")));
}

int BlockMatrix::width(const Line& column) const
{
    if (column.index < 0)
        return kDots;
    const QFontMetricsF metrics(m_theme.font(TextSize::Body));
    double widest = std::max<double>(kCell, richWidth(m_theme, column.name) + 2 * kPadding);
    for (const Line& row : m_rows)
        if (row.index >= 0)
            widest = std::max(
                widest, metrics.horizontalAdvance(text(row.index, column.index)) + 2 * kPadding);
    return static_cast<int>(std::ceil(widest));
}

int BlockMatrix::nameWidth() const
{
    double widest = 0.0;
    for (const Line& row : m_rows)
        widest = std::max(widest, richWidth(m_theme, row.name));
    return static_cast<int>(std::ceil(widest)) + 2 * kPadding;
}

int BlockMatrix::wholeWidth(const QList<Line>& columns) const
{
    int wide = nameWidth() + 2 * kBracket;
    for (const Line& column : columns)
        wide += width(column);
    return wide;
}

void BlockMatrix::chooseColumns()
{
    for (int most = kMostColumns; most > 0; --most) {
        m_columns = linesOf(m_columnBlocks, most);
        if (wholeWidth(m_columns) <= QWidget::width())
            return;
    }
}

QSize BlockMatrix::sizeHint() const
{
    return { wholeWidth(linesOf(m_columnBlocks, kMostColumns)),
        2 * kHeader + static_cast<int>(m_rows.size()) * kRowHeight + 4 };
}

QSize BlockMatrix::minimumSizeHint() const
{
    return { std::min(kNarrowest, sizeHint().width()), sizeHint().height() };
}

void BlockMatrix::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    chooseColumns();
    describe();
}

void BlockMatrix::paintEvent(QPaintEvent*)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const PlotFont body(m_theme, TextSize::Body);
    const double left = nameWidth() + kBracket;
    const double top = 2 * kHeader;
    const double bottom = top + kRowHeight * static_cast<double>(m_rows.size());

    double x = left;
    double blockLeft = left;
    for (int c = 0; c < m_columns.size(); ++c) {
        const Line& column = m_columns[c];
        const int wide = width(column);
        if (column.first && c > 0) {
            painter.setPen(QPen(t.border, 1));
            painter.drawLine(QPointF(x, top), QPointF(x, bottom));
        }
        if (column.first)
            blockLeft = x;
        painter.setPen(t.text2);
        paintCentred(painter, QRectF(x, kHeader, wide, kHeader), column.name, body);
        for (int r = 0; r < m_rows.size(); ++r) {
            const bool dots = column.index < 0 || m_rows[r].index < 0;
            const QString cell = dots ? QStringLiteral("⋯") : text(m_rows[r].index, column.index);
            painter.setFont(body.text);
            painter.setPen(dots || cell == QLatin1String("0") ? t.text3 : t.text);
            painter.drawText(QRectF(x, top + r * kRowHeight, wide - kPadding, kRowHeight),
                static_cast<int>(Qt::AlignVCenter | Qt::AlignRight), cell);
        }
        x += wide;
        if (c + 1 == m_columns.size() || m_columns[c + 1].first) {
            painter.setPen(t.text);
            paintCentred(painter, QRectF(blockLeft, 0, x - blockLeft, kHeader),
                m_columnBlocks[column.block].title, body);
        }
    }
    for (int r = 0; r < m_rows.size(); ++r) {
        const double y = top + r * kRowHeight;
        if (m_rows[r].first && r > 0) {
            painter.setPen(QPen(t.border, 1));
            painter.drawLine(QPointF(left, y), QPointF(x, y));
        }
        painter.setPen(t.text2);
        paintCentred(painter, QRectF(0, y, left - kBracket, kRowHeight), m_rows[r].name, body);
    }
    painter.setPen(QPen(t.text2, 1.4));
    for (const auto& [at, inward] : { std::pair { left, 1 }, std::pair { x, -1 } })
        painter.drawPolyline(QPolygonF { { at + inward * (kBracket - kBracket / 2.0), top + 1 },
            { at - inward * kBracket / 2.0, top + 1 }, { at - inward * kBracket / 2.0, bottom },
            { at + inward * (kBracket - kBracket / 2.0), bottom } });
}

} // namespace ui
