// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/recent_files.h"

#include <QFileInfo>
#include <QSettings>

namespace ui {

namespace {

const QString kKey = QStringLiteral("files/recent");

} // namespace

QStringList recentFiles()
{
    return QSettings().value(kKey).toStringList().mid(0, kMostRecentFiles);
}

void addRecentFile(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList files = recentFiles();
    files.removeAll(absolute);
    files.prepend(absolute);
    QSettings().setValue(kKey, files.mid(0, kMostRecentFiles));
}

void clearRecentFiles()
{
    QSettings().remove(kKey);
}

} // namespace ui
