// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_row.h"

#include "ui/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace ui {

SegmentedRow::SegmentedRow(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(1, 1, 1, 1);
    m_row->setSpacing(0);
    setFixedHeight(metrics::kControlHeight);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SegmentedRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.tokens().border);
    painter.setBrush(m_theme.tokens().surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius,
        metrics::kControlRadius);
}

} // namespace ui
