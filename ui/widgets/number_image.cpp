// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_image.h"

#include "ui/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kSquare = 40;
constexpr int kSmallest = 20;
constexpr int kWithText = 30; // a square of this size has room for a value
constexpr double kStrength = 0.75; // of the full colour, so that the value can be read

QColor mixed(const QColor& from, const QColor& to, double share)
{
    const auto part
        = [share](int a, int b) { return static_cast<int>(std::lround(a + share * (b - a))); };
    return { part(from.red(), to.red()), part(from.green(), to.green()),
        part(from.blue(), to.blue()) };
}

QString cellText(double number)
{
    return QString::number(number, 'f', 2).replace(u'-', QChar(u'−'));
}

} // namespace

NumberImage::NumberImage(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void NumberImage::setImage(int rows, int columns, std::vector<double> values, double limit)
{
    m_rows = rows;
    m_columns = columns;
    m_values = std::move(values);
    m_limit = limit > 0.0 ? limit : 1.0;
    QStringList lines;
    for (int r = 0; r < m_rows; ++r) {
        QStringList cells;
        for (int c = 0; c < m_columns; ++c)
            cells << cellText(value(r, c));
        lines << cells.join(QStringLiteral(", "));
    }
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

double NumberImage::value(int row, int column) const
{
    return m_values.at(static_cast<std::size_t>(row * m_columns + column));
}

QSize NumberImage::sizeHint() const
{
    return { m_columns * kSquare, m_rows * kSquare };
}

QSize NumberImage::minimumSizeHint() const
{
    return { m_columns * kSmallest, m_rows * kSmallest };
}

void NumberImage::paintEvent(QPaintEvent*)
{
    if (m_rows == 0 || m_columns == 0)
        return;
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    painter.setFont(m_theme.font(TextSize::Tick));
    const int side = std::min({ width() / m_columns, height() / m_rows, kSquare + 16 });
    const int left = (width() - side * m_columns) / 2;
    const int top = (height() - side * m_rows) / 2;
    const QColor above = twoClassStyle(1).color(t.dark);
    const QColor below = twoClassStyle(0).color(t.dark);
    for (int r = 0; r < m_rows; ++r)
        for (int c = 0; c < m_columns; ++c) {
            const double number = value(r, c);
            const double share = kStrength * std::min(1.0, std::abs(number) / m_limit);
            const QRect square(left + c * side, top + r * side, side - 1, side - 1);
            painter.fillRect(square, mixed(t.surface, number < 0 ? below : above, share));
            if (side < kWithText)
                continue;
            painter.setPen(t.text);
            painter.drawText(square, Qt::AlignCenter, cellText(number));
        }
    painter.setPen(t.border);
    painter.drawRect(QRect(left - 1, top - 1, side * m_columns, side * m_rows));
}

} // namespace ui
