// SPDX-License-Identifier: GPL-3.0-or-later
// What the Gradients page writes: pictures and tables.
#include "ui/labs/gradients_lab.h"

#include "ui/labs/gradients_text.h"
#include "ui/labs/gradients_view.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/solve_text.h"

#include <utility>

namespace ui {

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

std::string GradientsLab::recipeSettings() const
{
    return m_results ? settingsToJson(m_computed) : std::string();
}

void GradientsLab::openRecipe(const PageRecipe& recipe)
{
    const GradientsSettings next = gradientsSettingsFromJson(recipe.settings); // throws
    m_undo->endGesture();
    setSettings(next);
    compute();
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
    m_files->setSaveChooser(std::move(chooser));
}

void GradientsLab::saveText(const QString& suggested, const QString& filter, const QString& text)
{
    const QString path = m_files->chooseToSave(suggested, filter);
    if (!path.isEmpty())
        m_files->writeTable(path, text, m_results ? recipe() : PlotRecipe());
}

ExportDialog* GradientsLab::openExport(const PlotView* chart)
{
    const std::vector<PlotView*> plots = m_view->plots();
    if (!m_results || plots.empty())
        return nullptr;
    return m_files->openExport(plots, chart, recipe(), caption());
}

} // namespace ui
