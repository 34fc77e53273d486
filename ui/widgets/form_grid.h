// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QGridLayout;
class QWidget;

namespace ui {

/// The rows of a form: names at least that wide in the first column, fields in the second, which
/// takes the room that is left. parent may be null.
QGridLayout* makeFormGrid(QWidget* parent, int labelWidth);

} // namespace ui
