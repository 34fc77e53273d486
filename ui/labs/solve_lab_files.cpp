// SPDX-License-Identifier: GPL-3.0-or-later
// What the Solve page reads and writes: problems, pictures, tables.
#include "ui/labs/solve_lab.h"

#include "solvers/analysis/solution_io.h"
#include "solvers/problems/problem_file.h"
#include "ui/labs/solve_results_model.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_tableau_dialog.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_view.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"
#include "ui/recent_files.h"
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

const QString kFolderKey = QStringLiteral("solve/folder");

QString problemFilter()
{
    return SolveLab::tr("Problems (*.json);;All files (*)");
}

} // namespace

PlotRecipe SolveLab::recipe() const
{
    PlotRecipe recipe { { QStringLiteral("Equation"), plainFormulaOf(m_results->job.problem) } };
    for (const SolveRequest& request : m_results->job.requests)
        recipe.emplace_back(QStringLiteral("Solver"),
            methodId(*request.method) + QStringLiteral(", ") + plainSetting(request.options));
    recipe.emplace_back(QStringLiteral("Command"), commandLineOf(m_results->job));
    recipe.emplace_back(QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION));
    return recipe;
}

void SolveLab::setFileChooser(FileChooser chooser)
{
    m_chooser = std::move(chooser);
}

QString SolveLab::chooseFile(bool save, const QString& suggested, const QString& filter)
{
    const QString folder
        = QSettings()
              .value(
                  kFolderKey, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
              .toString();
    const QString path = QDir(folder).filePath(suggested);
    QString file;
    if (m_chooser)
        file = m_chooser(save, path);
    else if (save)
        file = QFileDialog::getSaveFileName(this, tr("Save"), path, filter);
    else
        file = QFileDialog::getOpenFileName(this, tr("Open problem"), folder, filter);
    if (!file.isEmpty())
        QSettings().setValue(kFolderKey, QFileInfo(file).absolutePath());
    return file;
}

TableauDialog* SolveLab::openTableau()
{
    auto* dialog = new TableauDialog(theme(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileChooser([this](bool save, const QString& suggested) {
        return chooseFile(save, suggested, tr("Tableaus (*.json);;All files (*)"));
    });
    connect(dialog, &TableauDialog::methodAdded, this,
        [this](const solvers::UserMethod& method) { m_solvers->addOwn(method); });
    dialog->open();
    return dialog;
}

ExportDialog* SolveLab::openExport(const PlotView* chart)
{
    if (!m_results)
        return nullptr;
    const std::vector<PlotView*> plots = m_view->plots();
    const auto wanted = std::find_if(plots.begin(), plots.end(), [chart](const PlotView* plot) {
        return chart != nullptr ? plot == chart : plot->hasFocus();
    });
    const int current = wanted == plots.end() ? 0 : static_cast<int>(wanted - plots.begin());
    auto* dialog = new ExportDialog(theme(), { plots.begin(), plots.end() }, current, recipe(),
        captionOf(m_results->job), this);
    dialog->setPage(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_chooser)
        dialog->setFileChooser(
            [this](const QString& suggested) { return m_chooser(true, suggested); });
    connect(dialog, &ExportDialog::exported, this, [this](const QString& file) {
        setStatus(tr("Chart exported to %1").arg(QDir::toNativeSeparators(file)));
    });
    dialog->open();
    return dialog;
}

void SolveLab::openProblem()
{
    const QString file = chooseFile(false, {}, problemFilter());
    if (!file.isEmpty())
        openFile(file);
}

void SolveLab::openFile(const QString& file)
{
    try {
        setProblem(solvers::readProblemFile(file.toStdString()));
        addRecentFile(file);
        setStatus(tr("Opened %1").arg(QDir::toNativeSeparators(file)));
    } catch (const std::exception& error) {
        m_banner->showMessage(
            Banner::Kind::Error, tr("The problem could not be opened"), fromCore(error.what()));
    }
}

void SolveLab::saveProblem()
{
    const QString file = chooseFile(true, QStringLiteral("problem.json"), problemFilter());
    if (!file.isEmpty() && write(file, fromCore(solvers::problemToJson(m_problem))))
        addRecentFile(file);
}

void SolveLab::saveCurves()
{
    const QString file = chooseFile(true, QStringLiteral("trajectories.csv"), tr("CSV (*.csv)"));
    if (file.isEmpty())
        return;
    std::vector<solvers::Solution> solutions;
    for (const MethodResult& method : m_results->methods)
        if (method.refusal.empty())
            solutions.push_back(method.solution);
    write(file, fromCore(solvers::solutionsToCsv(m_results->job.problem, solutions)));
}

void SolveLab::saveTable(bool latex)
{
    if (!m_results)
        return;
    const QString file = latex
        ? chooseFile(true, QStringLiteral("results.tex"), tr("LaTeX (*.tex)"))
        : chooseFile(true, QStringLiteral("results.csv"), tr("CSV (*.csv)"));
    if (!file.isEmpty())
        write(file, latex ? m_model->asLatex() : m_model->asCsv());
}

bool SolveLab::write(const QString& path, const QString& text)
{
    QSaveFile file(path);
    const QByteArray bytes = text.toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
        setStatus(tr("Written to %1").arg(QDir::toNativeSeparators(path)));
        return true;
    }
    m_banner->showMessage(Banner::Kind::Error, tr("The file could not be written"),
        QStringLiteral("%1: %2").arg(path, file.errorString()));
    return false;
}

void SolveLab::copyChart()
{
    PlotExportOptions options;
    options.recipe = recipe();
    QGuiApplication::clipboard()->setMimeData(
        plotsAsMimeData({ m_view->plots().front() }, options));
    setStatus(tr("Chart copied"));
}

void SolveLab::copyCommandLine()
{
    QGuiApplication::clipboard()->setText(commandLineOf(settings().job()));
    setStatus(tr("Command line copied"));
}

} // namespace ui
