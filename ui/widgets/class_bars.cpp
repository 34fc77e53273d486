// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/class_bars.h"

#include "ui/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kRows = 5;
constexpr int kRow = 31;
constexpr int kBar = 16;
constexpr int kDigitWidth = 20;
constexpr int kNumberWidth = 60;
constexpr int kColumnGap = 20;
constexpr double kDimmed = 0.35;

} // namespace

ClassBars::ClassBars(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("draw_bars"));
    setAccessibleName(tr("Class probabilities"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    describe();
}

void ClassBars::setShares(const Shares& shares)
{
    m_shares = shares;
    m_hasShares = true;
    m_dim = false;
    describe();
    update();
}

void ClassBars::clear()
{
    m_shares = {};
    m_hasShares = false;
    m_dim = false;
    describe();
    update();
}

void ClassBars::setDim(bool dim)
{
    m_dim = dim;
    update();
}

void ClassBars::describe()
{
    if (!m_hasShares)
        return setAccessibleDescription(tr("No reading"));
    QStringList parts;
    for (std::size_t digit = 0; digit < m_shares.size(); ++digit)
        parts << tr("%1: %2 percent").arg(digit).arg(100.0 * m_shares[digit], 0, 'f', 2);
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
}

QSize ClassBars::sizeHint() const
{
    return { 460, kRows * kRow };
}

QSize ClassBars::minimumSizeHint() const
{
    return { 220, kRows * kRow };
}

void ClassBars::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_dim)
        painter.setOpacity(kDimmed);
    const int largest = m_hasShares
        ? static_cast<int>(std::max_element(m_shares.begin(), m_shares.end()) - m_shares.begin())
        : -1;
    const int column = (width() - kColumnGap) / 2;
    for (int digit = 0; digit < 2 * kRows; ++digit) {
        const int left = digit < kRows ? 0 : column + kColumnGap;
        paintBar(painter, { left, digit % kRows * kRow, column, kRow }, digit, digit == largest);
    }
}

void ClassBars::paintBar(QPainter& painter, const QRect& row, int digit, bool largest) const
{
    const Tokens& tokens = m_theme.tokens();
    painter.setPen(tokens.text);
    painter.setFont(m_theme.font(TextSize::Body, QFont::DemiBold));
    painter.drawText(QRect(row.left(), row.top(), kDigitWidth, row.height()),
        Qt::AlignLeft | Qt::AlignVCenter, QString::number(digit));
    const QRectF track(row.left() + kDigitWidth, row.center().y() - kBar / 2 + 1,
        std::max(8, row.width() - kDigitWidth - kNumberWidth), kBar);
    painter.fillRect(track, tokens.window);
    painter.fillRect(QRectF(track.left(), track.top(), 1.0, track.height()), tokens.axis);
    if (!m_hasShares)
        return;
    const double share = m_shares[static_cast<std::size_t>(digit)];
    QRectF bar = track;
    bar.setWidth(track.width() * std::clamp(share, 0.0, 1.0));
    painter.fillRect(bar, largest ? tokens.accent : tokens.axis);
    painter.setPen(largest ? tokens.text : tokens.text2);
    painter.setFont(m_theme.font(TextSize::Body, largest ? QFont::DemiBold : QFont::Normal));
    painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter,
        QStringLiteral("%1 %").arg(100.0 * share, 0, 'f', 2));
}

} // namespace ui
