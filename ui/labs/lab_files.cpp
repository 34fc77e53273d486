// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/lab_files.h"

#include "ui/labs/lab.h"
#include "ui/labs/page_recipe.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"

#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QSaveFile>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <utility>

namespace ui {

LabFiles::LabFiles(Lab& page)
    : QObject(&page)
    , m_page(page)
{
}

void LabFiles::setChooser(Chooser chooser)
{
    m_chooser = std::move(chooser);
}

void LabFiles::setSaveChooser(std::function<QString(const QString& suggested)> chooser)
{
    m_chooser = {};
    if (chooser)
        m_chooser = [save = std::move(chooser)](bool, const QString& file) { return save(file); };
}

QString LabFiles::folder() const
{
    return QSettings()
        .value(m_page.id() + QStringLiteral("/folder"),
            QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
        .toString();
}

QString LabFiles::remembered(const QString& file)
{
    if (!file.isEmpty())
        QSettings().setValue(
            m_page.id() + QStringLiteral("/folder"), QFileInfo(file).absolutePath());
    return file;
}

QString LabFiles::chooseToSave(const QString& suggested, const QString& filter)
{
    const QString path = QDir(folder()).filePath(suggested);
    return remembered(m_chooser ? m_chooser(true, path)
                                : QFileDialog::getSaveFileName(&m_page, tr("Save"), path, filter));
}

QString LabFiles::chooseToOpen(const QString& title, const QString& filter)
{
    return remembered(m_chooser ? m_chooser(false, folder())
                                : QFileDialog::getOpenFileName(&m_page, title, folder(), filter));
}

bool LabFiles::write(const QString& path, const QString& text)
{
    QSaveFile file(path);
    const QByteArray bytes = text.toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
        emit done(tr("Written to %1").arg(QDir::toNativeSeparators(path)));
        return true;
    }
    emit failed(tr("The file could not be written"),
        QStringLiteral("%1: %2").arg(path, file.errorString()));
    return false;
}

bool LabFiles::writeTable(const QString& path, const QString& text, const PlotRecipe& recipe)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    return write(path, asComments(withPage(recipe, recipeOf(m_page)), suffix) + text);
}

ExportDialog* LabFiles::openExport(const std::vector<PlotView*>& plots, const PlotView* chart,
    const PlotRecipe& recipe, const QString& caption)
{
    const auto wanted = std::ranges::find(plots, chart != nullptr ? chart : focusedPlot(plots));
    const int current = wanted == plots.end() ? 0 : static_cast<int>(wanted - plots.begin());
    auto* dialog = new ExportDialog(m_page.theme(), { plots.begin(), plots.end() }, current,
        withPage(recipe, recipeOf(m_page)), caption, &m_page);
    dialog->setPage(&m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_chooser)
        dialog->setFileChooser(
            [this](const QString& suggested) { return m_chooser(true, suggested); });
    connect(dialog, &ExportDialog::exported, this, [this](const QString& file) {
        emit done(tr("Chart exported to %1").arg(QDir::toNativeSeparators(file)));
    });
    dialog->open();
    return dialog;
}

void LabFiles::copyChart(PlotView* chart, const PlotRecipe& recipe)
{
    PlotExportOptions options;
    options.recipe = withPage(recipe, recipeOf(m_page));
    QGuiApplication::clipboard()->setMimeData(plotsAsMimeData({ chart }, options));
    emit done(tr("Chart copied"));
}

PlotView* focusedPlot(const std::vector<PlotView*>& plots)
{
    const auto focused = std::ranges::find_if(plots, &QWidget::hasFocus);
    return focused == plots.end() ? plots.front() : *focused;
}

} // namespace ui
