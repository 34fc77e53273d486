// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_tools.h"

#include "ui/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QRegularExpression>
#include <QToolButton>

namespace ui {

SegmentedTools::SegmentedTools(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(1, 1, 1, 1);
    m_row->setSpacing(0);
    setFixedHeight(metrics::kControlHeight);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QToolButton* SegmentedTools::addTool(const QString& name, const QString& toolTip, bool checkable)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("tool_") + name);
    button->setIcon(m_theme.icon(name));
    button->setIconSize({ 16, 16 });
    button->setFixedSize(28, metrics::kControlHeight - 2);
    button->setProperty("plain", true);
    button->setCheckable(checkable);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolTip(toolTip);
    static const QRegularExpression shortcut(QStringLiteral("\\s*\\([^)]*\\)$"));
    button->setAccessibleName(toolTip.section(u'\n', 0, 0).remove(shortcut));
    m_row->addWidget(button);
    return button;
}

QToolButton* SegmentedTools::tool(const QString& name) const
{
    return findChild<QToolButton*>(QStringLiteral("tool_") + name);
}

void SegmentedTools::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.tokens().border);
    painter.setBrush(m_theme.tokens().surface);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kControlRadius,
        metrics::kControlRadius);
}

} // namespace ui
