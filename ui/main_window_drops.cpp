// SPDX-License-Identifier: GPL-3.0-or-later
// Files and folders dropped on the window: to the page that takes them.
#include "ui/main_window.h"

#include "ui/labs/lab.h"

#include <QDropEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

#include <utility>

namespace ui {

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    // Whatever it is: what cannot be opened is told after the drop, where nothing can be told now.
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty())
        return;
    event->acceptProposedAction();
    if (urls.size() > 1)
        return notice(tr("%1 files were dropped; drop one at a time.").arg(urls.size()));
    if (!urls.front().isLocalFile())
        return notice(tr("%1: not a file of this computer; download it first.")
                          .arg(urls.front().toDisplayString()));
    openDropped(QFileInfo(urls.front().toLocalFile()));
}

void MainWindow::openDropped(const QFileInfo& file)
{
    if (!file.exists())
        return notice(tr("%1: there is no such file.").arg(file.filePath()));
    // The page on show comes first where several take such files.
    QList<Lab*> pages = m_labs;
    if (Lab* current = currentLab(); current && pages.removeOne(current))
        pages.prepend(current);
    for (Lab* lab : std::as_const(pages)) {
        if (!lab->takesFile(file))
            continue;
        showLab(lab->id());
        return lab->openFile(file.filePath());
    }
    notice(tr("%1 cannot be opened here. Drop a problem (.json), weights (.safetensors), a picture "
              "of a digit, or the folder with the four files of MNIST.")
               .arg(file.fileName()));
}

void MainWindow::notice(const QString& text)
{
    m_notice = text;
    updateStatus();
}

} // namespace ui
