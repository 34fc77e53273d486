// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace ui {

inline constexpr int kMostRecentFiles = 8;

/// Problem files last opened or saved, the newest first; absolute paths, kept in QSettings. A file
/// that is gone stays on the list: its drive may only be away.
QStringList recentFiles();
void addRecentFile(const QString& path); ///< to the front, once
void clearRecentFiles();

} // namespace ui
