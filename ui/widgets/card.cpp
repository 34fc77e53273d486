// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/theme.h"
#include "ui/widgets/buttons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>

namespace ui {

Card::Card(Theme& theme, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_header(new QWidget(this))
    , m_headerRow(new QHBoxLayout(m_header))
    , m_title(makeLabel(theme, {}, 13, TextColor::Text, true, m_header))
    , m_content(new QVBoxLayout)
{
    m_header->setFixedHeight(metrics::kCardHeaderHeight);
    m_headerRow->setContentsMargins(12, 0, 12, 0);
    m_headerRow->setSpacing(metrics::kRowGap);
    m_headerRow->addWidget(m_title);
    m_headerRow->addStretch();
    m_content->setContentsMargins(0, 0, 0, 0);
    m_content->setSpacing(0);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1); // the edge
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(m_content, 1);
    setTitle(title);
}

void Card::setTitle(const QString& title)
{
    m_title->setText(title);
    m_header->setVisible(!title.isEmpty());
    if (accessibleName().isEmpty())
        setAccessibleName(title);
}

void Card::addHeaderWidget(QWidget* widget)
{
    m_headerRow->addWidget(widget);
}

void Card::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.tokens().border);
    painter.setBrush(m_theme.tokens().surface);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius, metrics::kCardRadius);
}

} // namespace ui
