// SPDX-License-Identifier: GPL-3.0-or-later
// What the Gradients page writes: pictures and tables.
#include "ui/labs/gradients_lab.h"

#include "ui/labs/gradients_text.h"
#include "ui/labs/gradients_view.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/banner.h"

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

namespace ui {

namespace {

const QString kFolderKey = QStringLiteral("gradients/folder");

} // namespace

PlotRecipe GradientsLab::recipe() const
{
    const GradientJob& job = m_results->job;
    PlotRecipe recipe { { QStringLiteral("Equation"), plainFormulaOf(job.problem) },
        { QStringLiteral("Loss"), lossFormula(job, false) },
        { QStringLiteral("Solver"),
            methodId(*job.method) + QStringLiteral(", ") + plainSetting(job.solve) } };
    for (const solvers::ProblemParameter& parameter : job.problem.parameters)
        recipe.emplace_back(QStringLiteral("Parameter"),
            QStringLiteral("%1 = %2")
                .arg(fromCore(parameter.name))
                .arg(parameter.value, 0, 'g', 17));
    for (const solvers::GradientMethod* method : job.methods)
        recipe.emplace_back(QStringLiteral("Gradient"), gradientId(*method));
    recipe.emplace_back(QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION));
    return recipe;
}

QString GradientsLab::caption() const
{
    const GradientJob& job = m_results->job;
    QStringList names;
    for (const solvers::GradientMethod* method : job.methods)
        names << gradientName(*method, job);
    return tr("%1: %2; %3; %4, %5. Gradients: %6.")
        .arg(fromCore(job.problem.name), plainFormulaOf(job.problem), lossFormula(job, false),
            methodName(*job.method), plainSetting(job.solve), names.join(QStringLiteral(", ")));
}

void GradientsLab::setFileChooser(FileChooser chooser)
{
    m_chooser = std::move(chooser);
}

QString GradientsLab::chooseFile(const QString& suggested, const QString& filter)
{
    const QString folder
        = QSettings()
              .value(
                  kFolderKey, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
              .toString();
    const QString path = QDir(folder).filePath(suggested);
    const QString file = m_chooser ? m_chooser(path)
                                   : QFileDialog::getSaveFileName(this, tr("Save"), path, filter);
    if (!file.isEmpty())
        QSettings().setValue(kFolderKey, QFileInfo(file).absolutePath());
    return file;
}

void GradientsLab::saveText(const QString& suggested, const QString& filter, const QString& text)
{
    const QString path = chooseFile(suggested, filter);
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    const QByteArray bytes = text.toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return setStatus(tr("Written to %1").arg(QDir::toNativeSeparators(path)));
    m_banner->showMessage(Banner::Kind::Error, tr("The file could not be written"),
        QStringLiteral("%1: %2").arg(path, file.errorString()));
}

ExportDialog* GradientsLab::openExport(const PlotView* chart)
{
    const std::vector<PlotView*> plots = m_view->plots();
    if (!m_results || plots.empty())
        return nullptr;
    const auto wanted = std::ranges::find_if(plots, [chart](const PlotView* plot) {
        return chart != nullptr ? plot == chart : plot->hasFocus();
    });
    const int current = wanted == plots.end() ? 0 : static_cast<int>(wanted - plots.begin());
    auto* dialog = new ExportDialog(
        theme(), { plots.begin(), plots.end() }, current, recipe(), caption(), this);
    dialog->setPage(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_chooser)
        dialog->setFileChooser(m_chooser);
    connect(dialog, &ExportDialog::exported, this, [this](const QString& file) {
        setStatus(tr("Chart exported to %1").arg(QDir::toNativeSeparators(file)));
    });
    dialog->open();
    return dialog;
}

void GradientsLab::copyChart()
{
    PlotExportOptions options;
    options.recipe = recipe();
    QGuiApplication::clipboard()->setMimeData(
        plotsAsMimeData({ m_view->plots().front() }, options));
    setStatus(tr("Chart copied"));
}

} // namespace ui
