// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace ui {

class Lab;
class Theme;

/// The pages of the application, in the order of the rail: solve, depth, gradients, train, runs.
/// The window that gets them owns them.
QList<Lab*> makeLabs(Theme& theme);

} // namespace ui
