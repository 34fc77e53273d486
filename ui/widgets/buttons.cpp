// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include "ui/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace ui {

namespace {

QString kindName(ButtonKind kind)
{
    switch (kind) {
    case ButtonKind::Primary:
        return QStringLiteral("primary");
    case ButtonKind::Small:
        return QStringLiteral("small");
    case ButtonKind::PrimarySmall:
        return QStringLiteral("primary-small");
    case ButtonKind::Start:
        return QStringLiteral("start");
    case ButtonKind::PrimaryStart:
        return QStringLiteral("primary-start");
    case ButtonKind::Link:
        return QStringLiteral("link");
    case ButtonKind::Plain:
        break;
    }
    return {};
}

const QColor& colorOf(const Tokens& tokens, TextColor color)
{
    switch (color) {
    case TextColor::Text2:
        return tokens.text2;
    case TextColor::Text3:
        return tokens.text3;
    case TextColor::Error:
        return tokens.error;
    case TextColor::Text:
        break;
    }
    return tokens.text;
}

} // namespace

QPushButton* makeButton(
    Theme& theme, ButtonKind kind, const QString& text, const QString& icon, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setAccessibleName(QString(text).remove(u'&'));
    button->setAutoDefault(false);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setButtonKind(theme, button, kind, icon);
    return button;
}

void setButtonKind(Theme& theme, QPushButton* button, ButtonKind kind, const QString& icon)
{
    const bool primary = kind == ButtonKind::Primary || kind == ButtonKind::PrimarySmall
        || kind == ButtonKind::PrimaryStart;
    const bool small = kind == ButtonKind::Small || kind == ButtonKind::PrimarySmall;
    button->setProperty("kind", kindName(kind));
    button->setFont(theme.font(
        small ? TextSize::Small : TextSize::Body, primary ? QFont::DemiBold : QFont::Normal));
    const int size = small ? 14 : 16;
    button->setIconSize({ size, size });
    button->setIcon(icon.isEmpty()
            ? QIcon()
            : theme.icon(icon, primary ? IconRole::OnAccent : IconRole::Normal));
    if (kind == ButtonKind::Link)
        button->setCursor(Qt::PointingHandCursor);
    button->updateGeometry();
    button->update();
}

QToolButton* makeIconButton(
    Theme& theme, const QString& icon, const QString& name, const QString& toolTip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setIcon(theme.icon(icon));
    button->setIconSize({ 16, 16 });
    button->setFixedSize(32, metrics::kControlHeight);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(name);
    button->setToolTip(toolTip.isEmpty() ? name : toolTip);
    return button;
}

QLabel* makeLabel(Theme& theme, const QString& text, int pixelSize, TextColor color, bool semiBold,
    QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    const auto restyle = [label, &theme, pixelSize, color, semiBold] {
        QFont font = theme.font(
            static_cast<TextSize>(pixelSize), semiBold ? QFont::DemiBold : QFont::Normal);
        label->setFont(font);
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, colorOf(theme.tokens(), color));
        label->setPalette(palette);
    };
    restyle();
    QObject::connect(&theme, &Theme::changed, label, restyle);
    return label;
}

} // namespace ui
