// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/formula_label.h"

#include "ui/theme.h"

#include <QPainter>

namespace ui {

FormulaLabel::FormulaLabel(Theme& theme, bool framed, QWidget* parent)
    : QLabel(parent)
    , m_theme(theme)
    , m_framed(framed)
{
    setTextFormat(Qt::RichText);
    setWordWrap(true);
    setFont(theme.mathFont(framed ? TextSize::PageTitle : TextSize::Body, false));
    if (framed)
        setContentsMargins(10, 8, 10, 8);
}

void FormulaLabel::setFormula(const QString& html, const QString& plain)
{
    setText(html);
    setAccessibleName(plain);
    setToolTip(QString());
}

void FormulaLabel::paintEvent(QPaintEvent* event)
{
    if (m_framed) {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(m_theme.tokens().border);
        painter.setBrush(m_theme.tokens().surface);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5),
            metrics::kControlRadius, metrics::kControlRadius);
    }
    QLabel::paintEvent(event);
}

} // namespace ui
