// SPDX-License-Identifier: GPL-3.0-or-later
// What the Solve page reads and writes: problems, pictures, tables.
#include "ui/labs/solve_lab.h"

#include "solvers/analysis/solution_io.h"
#include "solvers/problems/problem_file.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/solve_results_model.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_tableau_dialog.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_view.h"
#include "ui/recent_files.h"
#include "ui/widgets/banner.h"

#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>

#include <utility>

namespace ui {

namespace {

QString problemFilter()
{
    return SolveLab::tr("Problems (*.json);;All files (*)");
}

QString openFilter()
{
    return SolveLab::tr("Problems and what was exported (*.json *.png *.svg *.pdf *.csv *.tex *.md "
                        "*.npz);;All files (*)");
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
    m_files->setChooser(std::move(chooser));
}

TableauDialog* SolveLab::openTableau()
{
    auto* dialog = new TableauDialog(theme(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileChooser([this](bool save, const QString& suggested) {
        const QString filter = tr("Tableaus (*.json);;All files (*)");
        return save ? m_files->chooseToSave(suggested, filter)
                    : m_files->chooseToOpen(tr("Open tableau"), filter);
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
    return m_files->openExport(m_view->plots(), chart, recipe(), captionOf(m_results->job));
}

void SolveLab::openProblem()
{
    const QString file = m_files->chooseToOpen(tr("Open"), openFilter());
    if (takesFile(QFileInfo(file)))
        openFile(file);
    else if (!file.isEmpty())
        emit fileChosen(file);
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
    const QString file = m_files->chooseToSave(QStringLiteral("problem.json"), problemFilter());
    if (!file.isEmpty() && m_files->write(file, fromCore(solvers::problemToJson(m_problem))))
        addRecentFile(file);
}

void SolveLab::saveCurves()
{
    const QString file
        = m_files->chooseToSave(QStringLiteral("trajectories.csv"), tr("CSV (*.csv)"));
    if (file.isEmpty())
        return;
    std::vector<solvers::Solution> solutions;
    for (const MethodResult& method : m_results->methods)
        if (method.refusal.empty())
            solutions.push_back(method.solution);
    // The first line is for `--problem-file`, the comments for readers and the window.
    const solvers::Problem& problem = m_results->job.problem;
    const std::string first = std::string(solvers::kRecipeLine)
        + solvers::solutionsRecipe(problem, solutions, SEPARATRIX_VERSION) + '\n';
    const PlotRecipe lines = withPage(recipe(), recipeOf(*this));
    m_files->write(file,
        fromCore(first) + asComments(lines, QStringLiteral("csv"))
            + fromCore(solvers::solutionsToCsv(problem, solutions)));
}

void SolveLab::saveTable(bool latex)
{
    if (!m_results)
        return;
    const QString file = latex
        ? m_files->chooseToSave(QStringLiteral("results.tex"), tr("LaTeX (*.tex)"))
        : m_files->chooseToSave(QStringLiteral("results.csv"), tr("CSV (*.csv)"));
    if (!file.isEmpty())
        m_files->writeTable(file, latex ? m_model->asLatex() : m_model->asCsv(), recipe());
}

void SolveLab::copyCommandLine()
{
    QGuiApplication::clipboard()->setText(commandLineOf(settings().job()));
    setStatus(tr("Command line copied"));
}

} // namespace ui
