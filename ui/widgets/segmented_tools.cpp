// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/segmented_tools.h"

#include "ui/theme.h"

#include <QHBoxLayout>
#include <QRegularExpression>
#include <QToolButton>

namespace ui {

SegmentedTools::SegmentedTools(Theme& theme, QWidget* parent)
    : SegmentedRow(theme, parent)
{
}

QToolButton* SegmentedTools::addTool(const QString& name, const QString& toolTip, bool checkable)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("tool_") + name);
    button->setIcon(theme().icon(name));
    button->setIconSize({ 16, 16 });
    button->setFixedSize(28, metrics::kControlHeight - 2);
    button->setProperty("plain", true);
    button->setCheckable(checkable);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolTip(toolTip);
    static const QRegularExpression shortcut(QStringLiteral("\\s*\\([^)]*\\)$"));
    button->setAccessibleName(toolTip.section(u'\n', 0, 0).remove(shortcut));
    row()->addWidget(button);
    return button;
}

QToolButton* SegmentedTools::tool(const QString& name) const
{
    return findChild<QToolButton*>(QStringLiteral("tool_") + name);
}

} // namespace ui
