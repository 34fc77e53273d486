// SPDX-License-Identifier: GPL-3.0-or-later
// Files and folders dropped on the window or chosen in its menu: to the page that takes them.
#include "ui/main_window.h"

#include "ui/labs/lab.h"
#include "ui/labs/page_recipe.h"
#include "ui/recent_files.h"

#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QStandardPaths>
#include <QUrl>

#include <algorithm>
#include <exception>
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
    openFile(urls.front().toLocalFile());
}

void MainWindow::askForFile()
{
    const QString title = tr("Open");
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto* dialog = new QFileDialog(this, title, folder,
        tr("Everything (*.json *.png *.svg *.pdf *.csv *.tex *.md *.npz *.safetensors *.onnx *.py);"
           ";All files (*)"));
    dialog->setObjectName(QStringLiteral("open_file_dialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openFile);
    dialog->open();
}

void MainWindow::openFile(const QString& path)
{
    const QFileInfo file(path);
    if (!file.exists())
        return notice(tr("%1: there is no such file.").arg(path));
    if (file.isFile())
        try {
            if (const auto recipe = readRecipe(path))
                return openRecipe(*recipe, path);
        } catch (const std::exception& error) {
            return notice(QString::fromUtf8(error.what()) + QLatin1Char('.'));
        }
    // The page on show comes first where several take such files.
    QList<Lab*> pages = m_labs;
    if (Lab* current = currentLab(); current && pages.removeOne(current))
        pages.prepend(current);
    for (Lab* lab : std::as_const(pages)) {
        if (!lab->takesFile(file))
            continue;
        showLab(lab->id());
        return lab->openFile(path);
    }
    if (file.isFile() && needsRecipe(path))
        return notice(tr("%1 carries no recipe of Separatrix: another program wrote or changed it. "
                         "Drop what Export… of a page has written.")
                          .arg(file.fileName()));
    notice(tr("%1 cannot be opened here: drop a problem (.json), a model (.safetensors, .onnx), an "
              "exported chart, a picture of a digit or a folder of MNIST.")
               .arg(file.fileName()));
}

void MainWindow::openRecipe(const PageRecipe& recipe, const QString& file)
{
    const auto page = std::ranges::find(m_labs, recipe.page, &Lab::id);
    if (page == m_labs.end())
        return notice(tr("%1: its recipe is of a page “%2”, which this version (%3) does not have.")
                          .arg(file, recipe.page, QStringLiteral(SEPARATRIX_VERSION)));
    try {
        (*page)->openRecipe(recipe);
    } catch (const std::exception& error) {
        return notice(tr("%1: its recipe, written by Separatrix %2, cannot be used: %3.")
                          .arg(file, recipe.version, QString::fromUtf8(error.what())));
    }
    showLab(recipe.page);
    if (!recipe.view.isEmpty())
        (*page)->showTab(recipe.view);
    addRecentFile(file);
}

void MainWindow::notice(const QString& text)
{
    m_notice = text;
    m_noticed.start();
    updateStatus();
}

} // namespace ui
