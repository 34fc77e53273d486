// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/curve_swatch.h"

#include "ui/theme.h"

#include <QPainter>

namespace ui {

CurveSwatch::CurveSwatch(Theme& theme, const SeriesStyle& style, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_style(style)
{
    setFixedSize(sizeHint());
}

void CurveSwatch::setStyle(const SeriesStyle& style)
{
    m_style = style;
    update();
}

QSize CurveSwatch::sizeHint() const
{
    return { 28, 16 };
}

void CurveSwatch::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintSwatch(painter, QRectF(rect()), m_style, m_theme.isDark(), m_theme.tokens().surface);
}

} // namespace ui
