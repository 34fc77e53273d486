// SPDX-License-Identifier: GPL-3.0-or-later
// What recipes keep of the phase portrait, and its table as a file.
#include "ui/labs/page_recipe.h"
#include "ui/labs/solve_phase_form.h"
#include "ui/labs/solve_phase_model.h"
#include "ui/labs/solve_phase_view.h"

#include "solvers/json_text.h"

#include <nlohmann/json.hpp>

#include <QFileDialog>
#include <QMessageBox>
#include <QSaveFile>

#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

Json toJson(const PhaseLaunch& launch)
{
    const solvers::SolveOptions& options = launch.options;
    return { { "start", launch.start }, { "backward", launch.backward },
        { "solver", launch.method->id }, { "adaptive", options.adaptive }, { "step", options.step },
        { "tolerance", options.rtol } };
}

PhaseLaunch launchOf(const Json& json, int number, std::size_t dim)
{
    PhaseLaunch launch { number, json.at("start").get<std::vector<double>>(),
        json.at("backward").get<bool>(), &solvers::methodById(json.at("solver").get<std::string>()),
        {} };
    launch.options.adaptive = json.at("adaptive").get<bool>();
    launch.options.step = json.at("step").get<double>();
    launch.options.rtol = launch.options.atol = json.at("tolerance").get<double>();
    if (launch.start.size() != dim)
        throw std::runtime_error("a trajectory has another number of components");
    return launch;
}

} // namespace

std::string SolvePhaseView::state() const
{
    if (!m_problem || m_form == nullptr)
        return {};
    Json json { { "x", m_form->x() }, { "y", m_form->y() }, { "launches", Json::array() } };
    for (const PhaseLaunch& launch : m_launches)
        json["launches"].push_back(toJson(launch));
    return json.dump();
}

void SolvePhaseView::setState(const std::string& text)
{
    if (!m_problem || m_form == nullptr)
        return;
    const Json json = solvers::parseJson(text);
    const std::size_t dim = m_problem->dim();
    const auto x = json.at("x").get<std::size_t>();
    const auto y = json.at("y").get<std::size_t>();
    std::vector<PhaseLaunch> launches;
    for (const Json& each : json.at("launches"))
        launches.push_back(launchOf(each, static_cast<int>(launches.size()) + 1, dim));
    if (x >= dim || y >= dim)
        throw std::runtime_error("the problem has no such components");
    m_form->setAxes(x, y);
    m_launches = std::move(launches);
    m_trajectories.clear();
    m_selected = m_launches.empty() ? 0 : 1;
    resetPlane();
}

void SolvePhaseView::setRecipe(std::function<PlotRecipe()> recipe)
{
    m_recipe = std::move(recipe);
}

void SolvePhaseView::saveCsv()
{
    const QString suggested = QStringLiteral("phase-portrait.csv");
    const QString path = m_chooser
        ? m_chooser(suggested)
        : QFileDialog::getSaveFileName(this, tr("Save"), suggested, tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    const PlotRecipe recipe = m_recipe ? m_recipe() : PlotRecipe();
    const QByteArray bytes
        = (asComments(recipe, QStringLiteral("csv")) + m_model->asCsv()).toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        QMessageBox::warning(this, tr("The file could not be written"),
            QStringLiteral("%1: %2").arg(path, file.errorString()));
}

} // namespace ui
