// SPDX-License-Identifier: GPL-3.0-or-later
// What brings the Train page back: the recipes of its charts and of model files.
#include "ui/labs/train_lab.h"

#include "nn/dynamics/dynamics_file.h"
#include "nn/training/options_json.h"
#include "solvers/json_text.h"
#include "ui/labs/draw_view.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/field_values.h"
#include "ui/labs/flow_page.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_grid.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/digit_canvas.h"
#include "ui/widgets/log_view.h"
#include "ui/widgets/page_header.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFileInfo>
#include <QPushButton>
#include <QTabBar>

#include <cmath>
#include <stdexcept>

namespace ui {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kTraining = "training";
constexpr const char* kWeights = "weights";
constexpr const char* kDynamics = "dynamics";

/// Ink in 255 steps, two digits each: what a canvas shows, short enough for a line.
std::string hexOf(const DigitCanvas::Ink& ink)
{
    QByteArray bytes;
    for (const float value : ink)
        bytes.append(static_cast<char>(std::lround(255.0F * value)));
    return bytes.toHex().toStdString();
}

std::vector<float> inkOf(const std::string& hex)
{
    const QByteArray bytes = QByteArray::fromHex(QByteArray::fromStdString(hex));
    if (bytes.size() != DigitCanvas::kPixels)
        throw std::runtime_error("the drawn digit has another size");
    std::vector<float> ink;
    for (const char byte : bytes)
        ink.push_back(static_cast<float>(static_cast<unsigned char>(byte)) / 255.0F);
    return ink;
}

/// The files that a run starts from are not part of it: their weights are the result's.
Json settingsOf(const nn::TrainingOptions& options)
{
    Json json = nn::toJson(options);
    json["init"] = "";
    json["resume"] = "";
    return json;
}

/// Of the view "Draw a digit" that decide what is drawn.
QList<QWidget*> drawFields(const TrainLab& page)
{
    QList<QWidget*> fields;
    for (const char* name :
        { "draw_solver", "draw_step", "draw_tolerance", "draw_loss", "draw_centre" })
        fields << page.findChild<QWidget*>(QLatin1String(name));
    return fields;
}

} // namespace

QString TrainLab::shownTab() const
{
    return m_header->tabs()->tabData(m_header->tabs()->currentIndex()).toString();
}

std::string TrainLab::recipeSettings() const
{
    if (chartsEmpty())
        return {};
    if (dynamicsShown())
        return Json {
            { kDynamics, solvers::parseJson(dynamicsSettingsToJson(m_dynamics->form().settings())) }
        }.dump();
    Json json;
    if (flowShown()) {
        json[kTraining] = settingsOf(m_flow->form().options());
        if (!m_flow->loadedFile().isEmpty())
            json[kWeights] = QFileInfo(m_flow->loadedFile()).fileName().toStdString();
        return json.dump();
    }
    const bool fromRun = m_run->progress().started() && !m_showsFile;
    nn::TrainingOptions options = fromRun ? m_run->options() : m_form->options();
    if (!fromRun && m_loaded)
        options.model = m_loaded->config;
    json[kTraining] = settingsOf(options);
    if (!fromRun && m_loaded)
        json[kWeights] = m_loadedName.toStdString();
    if (isShown(QStringLiteral("draw"))) {
        json["fields"] = fieldValues(drawFields(*this));
        json["ink"] = hexOf(m_draw->canvas()->ink());
    }
    return json.dump();
}

void TrainLab::openRecipe(const PageRecipe& recipe)
{
    const Json json = solvers::parseJson(recipe.settings);
    if (json.contains(kDynamics)) {
        if (m_dynamics->run().isOpen())
            throw std::runtime_error("a run is open; stop it first");
        DynamicsForm& form = m_dynamics->form();
        return form.setSettings(json.contains("data")
                ? withFile(form.settings(), nn::describedDynamics(recipe.settings))
                : dynamicsSettingsFromJson(json[kDynamics].dump()));
    }
    const bool flow = recipe.view == QLatin1String("flow");
    if (flow ? m_flow->run().isOpen() : m_run->isOpen() || m_evaluation)
        throw std::runtime_error("a run is open; stop it first");
    if (flow) {
        m_flow->form().setOptions(trainingOfRecipe(json.at(kTraining), m_flow->form().options()));
    } else {
        const auto options = trainingOfRecipe(json.at(kTraining), m_form->options());
        if (json.contains("ink")) {
            const std::vector<float> ink = inkOf(json["ink"].get<std::string>());
            setFieldValues(drawFields(*this), json.at("fields"));
            m_draw->showInk(ink);
            updateDrawNetwork();
        }
        m_form->setOptions(options);
    }
    if (json.contains(kWeights))
        openWeightsOf(recipe, QString::fromStdString(json[kWeights].get<std::string>()));
}

/// The settings that a model was trained with, into the form of its view.
void TrainLab::takeTraining(const EvaluationOutcome& outcome)
{
    if (outcome.training.empty())
        return;
    try {
        const Json json = solvers::parseJson(outcome.training);
        if (outcome.kind == EvaluationOutcome::Kind::Plane)
            return m_flow->form().setOptions(trainingOfRecipe(json, m_flow->form().options()));
        nn::TrainingOptions options = trainingOfRecipe(json, m_form->options());
        options.model = outcome.config; // the solver may be another one than in training
        m_form->setOptions(options);
    } catch (const std::exception& error) {
        m_grid->log()->addLine(tr("The settings that it was trained with cannot be used: %1")
                                   .arg(QString::fromUtf8(error.what())));
    }
}

/// The weights that the charts belong to lie beside the file, or where others were last found.
void TrainLab::openWeightsOf(const PageRecipe& recipe, const QString& name)
{
    for (const QString& folder : { recipe.folder, lastWeightsFolder() }) {
        const QString file = QDir(folder).filePath(name);
        if (folder.isEmpty() || !QFileInfo(file).isFile())
            continue;
        return recipe.view == QLatin1String("flow") ? m_flow->loadWeights(file) : loadWeights(file);
    }
    m_banner->showMessage(Banner::Kind::Info, tr("The weights of these charts are not here"),
        tr("They were drawn with %1, which lies neither beside the file nor in %2. Load it to see "
           "them again.")
            .arg(name, QDir::toNativeSeparators(lastWeightsFolder())));
    bannerButton(tr("Load weights…"), [this] { askForLoad(); });
    bannerButton(tr("Dismiss"), [this] { dismissBanner(); });
}

} // namespace ui
