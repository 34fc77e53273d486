// SPDX-License-Identifier: GPL-3.0-or-later
// Icons and texts on buttons, tool buttons and menu titles.
#include "ui/style.h"

#include "ui/theme.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

#include <algorithm>

namespace ui {

namespace {

constexpr int kIconGap = 8;

QIcon::Mode modeOf(const QStyleOption* option)
{
    return option->state.testFlag(QStyle::State_Enabled) ? QIcon::Normal : QIcon::Disabled;
}

QIcon::State stateOf(const QStyleOption* option)
{
    return option->state.testFlag(QStyle::State_On) ? QIcon::On : QIcon::Off;
}

} // namespace

int Style::mnemonicFlag(const QStyleOption* option, const QWidget* widget) const
{
    return styleHint(SH_UnderlineShortcut, option, widget, nullptr) ? Qt::TextShowMnemonic
                                                                    : Qt::TextHideMnemonic;
}

void Style::drawButtonLabel(
    const QStyleOptionButton* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens();
    const QString kind = widget ? widget->property("kind").toString() : QString();
    const bool enabled = option->state.testFlag(State_Enabled);
    QColor ink = option->palette.color(QPalette::ButtonText);
    if (kind.startsWith("primary"))
        ink = t.onAccent;
    else if (kind == "link" && enabled)
        ink = t.accent;
    const int text = option->fontMetrics.size(Qt::TextShowMnemonic, option->text).width();
    const int icon = option->icon.isNull() ? 0 : option->iconSize.width();
    const int gap = icon && text ? kIconGap : 0;
    const QRect& r = option->rect;
    int x = r.left() + std::max(4, (r.width() - icon - gap - text) / 2);
    if (icon) {
        // On a disabled primary button the pale accent needs the full-strength icon.
        const QIcon::Mode mode = kind.startsWith("primary") ? QIcon::Normal : modeOf(option);
        const QRect place(QPoint(x, r.center().y() - icon / 2 + 1), option->iconSize);
        option->icon.paint(painter, place, Qt::AlignCenter, mode, stateOf(option));
        x += icon + gap;
    }
    painter->setPen(ink);
    painter->drawText(QRect(x, r.top(), r.right() - x, r.height()),
        Qt::AlignLeft | Qt::AlignVCenter | mnemonicFlag(option, widget), option->text);
}

void Style::drawToolButtonLabel(
    const QStyleOptionToolButton* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens();
    const bool enabled = option->state.testFlag(State_Enabled);
    const bool on = option->state.testFlag(State_On);
    const QRect& r = option->rect;
    const QSize size = option->iconSize;
    if (option->features.testFlag(QStyleOptionToolButton::Arrow)) { // scrolls the tab bar
        const double angle = option->arrowType == Qt::LeftArrow ? 90
            : option->arrowType == Qt::RightArrow               ? -90
            : option->arrowType == Qt::UpArrow                  ? 180
                                                                : 0;
        return drawChevron(painter, r, angle, enabled);
    }
    painter->setFont(option->font);
    painter->setPen(!enabled ? t.text3 : on ? t.accent : t.text2);
    if (option->toolButtonStyle == Qt::ToolButtonTextUnderIcon) {
        const int text = option->fontMetrics.height();
        const int top = r.top() + (r.height() - size.height() - 5 - text) / 2;
        option->icon.paint(painter, QRect(QPoint(r.center().x() - size.width() / 2 + 1, top), size),
            Qt::AlignCenter, modeOf(option), stateOf(option));
        painter->drawText(QRect(r.left(), top + size.height() + 5, r.width(), text),
            Qt::AlignHCenter | Qt::AlignTop | mnemonicFlag(option, widget), option->text);
        return;
    }
    if (option->toolButtonStyle == Qt::ToolButtonTextBesideIcon) {
        const QRect place(QPoint(r.left() + 4, r.center().y() - size.height() / 2 + 1), size);
        option->icon.paint(painter, place, Qt::AlignCenter, modeOf(option), stateOf(option));
        painter->drawText(r.adjusted(4 + size.width() + 6, 0, 0, 0),
            Qt::AlignLeft | Qt::AlignVCenter | mnemonicFlag(option, widget), option->text);
        return;
    }
    QRect place(QPoint(0, 0), size);
    place.moveCenter(r.center() + QPoint(r.width() % 2 ? 0 : 1, r.height() % 2 ? 0 : 1));
    option->icon.paint(painter, place, Qt::AlignCenter, modeOf(option), stateOf(option));
    if (option->icon.isNull())
        painter->drawText(r, Qt::AlignCenter | mnemonicFlag(option, widget), option->text);
}

void Style::drawMenuBarItem(
    const QStyleOptionMenuItem* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens();
    painter->fillRect(option->rect, t.panel);
    if (option->state.testFlag(State_Selected)) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.accentWeak);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 2, -1, -2),
            metrics::kControlRadius, metrics::kControlRadius);
        painter->restore();
    }
    painter->setPen(option->state.testFlag(State_Enabled) ? t.text : t.text3);
    painter->drawText(option->rect, Qt::AlignCenter | mnemonicFlag(option, widget), option->text);
}

} // namespace ui
