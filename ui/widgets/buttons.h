// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QLabel;
class QPushButton;
class QToolButton;
class QWidget;

namespace ui {

class Theme;

enum class ButtonKind {
    Plain, ///< 28 px, outlined
    Primary, ///< 28 px, accent
    Small, ///< 24 px, outlined, 12 px text
    PrimarySmall, ///< 24 px, accent, 12 px text
    Start, ///< 40 px, outlined (Pause, Stop)
    PrimaryStart, ///< 40 px, accent
    Link ///< accent text only
};

/// A button of the design; text is its accessible name. icon: name as for Theme::icon, or empty.
QPushButton* makeButton(
    Theme& theme, ButtonKind kind, const QString& text, const QString& icon, QWidget* parent);
void setButtonKind(Theme& theme, QPushButton* button, ButtonKind kind, const QString& icon);

/// A square icon-only button of 28 px (transport bar). name becomes the accessible name.
QToolButton* makeIconButton(Theme& theme, const QString& icon, const QString& name,
    const QString& toolTip, QWidget* parent);

/// A label in one of the text colours that follows the theme.
enum class TextColor { Text, Text2, Text3, Error };
QLabel* makeLabel(Theme& theme, const QString& text, int pixelSize, TextColor color, bool semiBold,
    QWidget* parent);

} // namespace ui
