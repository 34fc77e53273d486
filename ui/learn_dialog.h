// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace ui {

class Theme;

/// The keys of the window, and where to read about what the pages show.
class LearnDialog final : public QDialog {
    Q_OBJECT
public:
    LearnDialog(Theme& theme, QWidget* parent);
};

} // namespace ui
