// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_tiles.h"

#include "ui/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kSide = 28;
constexpr int kImage = 48; ///< of the frame, in device independent pixels
constexpr int kLine = 16;
constexpr int kGap = 5;

} // namespace

DigitTile::DigitTile(Theme& theme, QWidget* parent)
    : QAbstractButton(parent)
    , m_theme(theme)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    connect(&theme, &Theme::changed, this, [this] {
        makeImage();
        update();
    });
}

void DigitTile::setDigit(const ProbedDigit& digit)
{
    const bool sameImage = digit.pixels == m_digit.pixels;
    m_digit = digit;
    if (!sameImage || m_image.isNull())
        makeImage();
    const int percent = static_cast<int>(std::lround(100.0 * digit.confidence));
    const QString verdict = digit.predicted == digit.label ? tr("right") : tr("wrong");
    setAccessibleName(tr("Digit %1, predicted %2, %3, %4 percent")
                          .arg(digit.label)
                          .arg(digit.predicted)
                          .arg(verdict)
                          .arg(percent));
    setToolTip(
        tr("Test digit %1: a %2, predicted %3 with %4 %\nClick to follow it in the two depth "
           "charts.")
            .arg(digit.image)
            .arg(digit.label)
            .arg(digit.predicted)
            .arg(percent));
    update();
}

void DigitTile::makeImage()
{
    if (m_digit.pixels.size() != kSide * kSide) {
        m_image = {};
        return;
    }
    const QColor ink = m_theme.tokens().text;
    m_image = QImage(kSide, kSide, QImage::Format_ARGB32);
    for (int row = 0; row < kSide; ++row)
        for (int column = 0; column < kSide; ++column)
            m_image.setPixel(column, row,
                qRgba(ink.red(), ink.green(), ink.blue(),
                    m_digit.pixels[static_cast<std::size_t>(row * kSide + column)]));
}

QSize DigitTile::sizeHint() const
{
    return { kImage, kImage + 2 * kLine + 2 };
}

void DigitTile::paintEvent(QPaintEvent*)
{
    const Tokens& tokens = m_theme.tokens();
    const bool wrong = m_digit.predicted != m_digit.label;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double width = wrong || isChecked() ? 2.0 : 1.0;
    const QRectF frame
        = QRectF(0, 0, kImage, kImage).adjusted(width / 2, width / 2, -width / 2, -width / 2);
    painter.setPen(QPen(wrong ? tokens.error : isChecked() ? tokens.accent : tokens.border, width));
    painter.setBrush(isChecked() ? tokens.accentWeak : tokens.surface);
    painter.drawRect(frame);
    if (isChecked() || hasFocus()) {
        // A second line inside the frame: followed, or where the keyboard is.
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(tokens.accent, isChecked() ? 2.0 : 1.0));
        painter.drawRect(frame.adjusted(2, 2, -2, -2));
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(QRectF(5, 5, kImage - 10, kImage - 10), m_image);

    painter.setPen(wrong ? tokens.error : tokens.text);
    painter.setFont(m_theme.font(TextSize::Tick, QFont::DemiBold));
    painter.drawText(QRect(0, kImage + 2, this->width(), kLine), Qt::AlignCenter,
        wrong ? tr("%1 not %2").arg(m_digit.predicted).arg(m_digit.label)
              : QString::number(m_digit.predicted));
    painter.setPen(wrong ? tokens.error : tokens.text2);
    painter.setFont(m_theme.font(TextSize::Tick));
    painter.drawText(QRect(0, kImage + 2 + kLine, this->width(), kLine), Qt::AlignCenter,
        QStringLiteral("%1 %").arg(std::lround(100.0 * m_digit.confidence)));
}

DigitTiles::DigitTiles(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setObjectName(QStringLiteral("train_tiles"));
    setAccessibleName(tr("Test digits and predictions"));
}

void DigitTiles::setDigits(const std::vector<ProbedDigit>& digits)
{
    while (m_tiles.size() < static_cast<qsizetype>(digits.size())) {
        auto* tile = new DigitTile(m_theme, this);
        const int index = static_cast<int>(m_tiles.size());
        tile->setObjectName(QStringLiteral("train_tile_%1").arg(index));
        connect(tile, &QAbstractButton::clicked, this, [this, index] { toggle(index); });
        m_tiles.append(tile);
    }
    m_used = static_cast<int>(digits.size());
    for (int i = 0; i < m_used; ++i)
        m_tiles[i]->setDigit(digits[static_cast<std::size_t>(i)]);
    if (digits.empty())
        for (DigitTile* tile : std::as_const(m_tiles))
            tile->setChecked(false);
    place();
}

void DigitTiles::toggle(int index)
{
    for (int i = 0; i < m_tiles.size(); ++i)
        if (i != index)
            m_tiles[i]->setChecked(false);
    emit followed(m_tiles[index]->isChecked() ? index : -1);
}

void DigitTiles::place()
{
    // An even row; what has no room is left out rather than squeezed.
    const int room = std::max(1, (width() + kGap) / (kImage + kGap));
    const int shown = std::min(room, m_used);
    const int step = m_used > room || shown < 2
        ? kImage + kGap
        : std::min(kImage + 3 * kGap, (width() - kImage) / std::max(1, shown - 1));
    for (int i = 0; i < m_tiles.size(); ++i) {
        m_tiles[i]->setGeometry(QRect(QPoint(i * step, 0), m_tiles[i]->sizeHint()));
        m_tiles[i]->setVisible(i < shown);
    }
}

void DigitTiles::resizeEvent(QResizeEvent*)
{
    place();
}

QSize DigitTiles::sizeHint() const
{
    return { 11 * (kImage + kGap), kImage + 2 * kLine + 2 };
}

QSize DigitTiles::minimumSizeHint() const
{
    return { 4 * (kImage + kGap), kImage + 2 * kLine + 2 };
}

} // namespace ui
