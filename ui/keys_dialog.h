// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace ui {

class Theme;

/// The keys of the window, for Help, Keyboard.
class KeysDialog final : public QDialog {
    Q_OBJECT
public:
    KeysDialog(Theme& theme, QWidget* parent);
};

} // namespace ui
