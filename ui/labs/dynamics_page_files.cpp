// SPDX-License-Identifier: GPL-3.0-or-later
// What the view Learned dynamics reads and writes: saved fields, exported charts.
#include "ui/labs/dynamics_page.h"

#include "nn/dynamics/dynamics_file.h"
#include "nn/models/safetensors.h"
#include "solvers/json_text.h"
#include "ui/labs/dynamics_charts.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/banner.h"

#include <nlohmann/json.hpp>

#include <QFileDialog>
#include <QFileInfo>

#include <algorithm>
#include <exception>

namespace ui {

namespace {

constexpr const char* kRecipeLine = "separatrix.dynamics"; ///< the form, in the file's metadata

/// A saved field and what it makes of its data.
struct OpenedField {
    QString name;
    std::string form; ///< its data and settings; empty: the file does not say them
    std::shared_ptr<const nn::DynamicsMeasure> measure;
    QString trouble;
};

std::shared_ptr<const OpenedField> readField(const QString& name)
{
    auto opened = std::make_shared<OpenedField>();
    opened->name = name;
    try {
        const std::filesystem::path file(name.toStdU16String());
        nn::readDynamicsFile(file); // says what is wrong with it
        const nn::TensorFile content = nn::readSafetensors(file);
        if (const auto line = content.metadata.find(kRecipeLine); line != content.metadata.end())
            opened->form = line->second;
    } catch (const std::exception& error) {
        opened->trouble = QString::fromUtf8(error.what());
    }
    return opened;
}

std::shared_ptr<const OpenedField> measureField(
    const QString& name, const DynamicsSource& source, const std::atomic<bool>& stop)
{
    auto opened = std::make_shared<OpenedField>();
    opened->name = name;
    try {
        const nn::DynamicsFile file = nn::readDynamicsFile(name.toStdU16String());
        const nn::TrajectoryData data = trajectoryOf(source);
        if (data.dim() != file.options.dim)
            throw std::runtime_error(
                DynamicsPage::tr("%1: learned %2 states, the data have %3; choose data of as many")
                    .arg(name)
                    .arg(file.options.dim)
                    .arg(data.dim())
                    .toStdString());
        nn::DynamicsJudge judge(*file.field, file.scaling, data);
        opened->measure = std::make_shared<const nn::DynamicsMeasure>(judge.measure(0, &stop));
    } catch (const std::exception& error) {
        opened->trouble = QString::fromUtf8(error.what());
    }
    return opened;
}

} // namespace

void DynamicsPage::askForSave()
{
    auto* dialog = new QFileDialog(
        this, tr("Save the weights of the field"), {}, tr("Weights (*.safetensors)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("safetensors"));
    connect(dialog, &QFileDialog::fileSelected, this, &DynamicsPage::save);
    dialog->open();
}

void DynamicsPage::save(const QString& file)
{
    if (!m_run->hasWeights())
        return;
    try {
        m_run->save(file, { { kRecipeLine, m_started } }); // some hundred numbers
    } catch (const std::exception& error) {
        showTrouble(tr("The weights could not be saved"), QString::fromUtf8(error.what()));
    }
}

void DynamicsPage::openModel(const QString& file)
{
    if (m_run->isOpen() || m_shut)
        return;
    m_banner->hide();
    m_opening = std::make_unique<JobRun>(
        [file](const std::atomic<bool>&, const JobRun::Progress&) -> std::shared_ptr<const void> {
            return readField(file);
        });
    connect(
        m_opening.get(), &JobRun::finished, this, &DynamicsPage::takeModel, Qt::QueuedConnection);
    m_opening->start();
}

/// First the settings in the file; then what the field makes of the data that they make.
void DynamicsPage::takeModel(const std::shared_ptr<const void>& result)
{
    if (m_shut)
        return;
    m_opening.reset();
    const auto opened = std::static_pointer_cast<const OpenedField>(result);
    if (m_run->isOpen())
        return;
    if (!opened->trouble.isEmpty())
        return showTrouble(tr("The field could not be opened"), opened->trouble);
    if (opened->measure) {
        m_opened = opened->name;
        m_openedMeasure = opened->measure;
        return showOpened();
    }
    try {
        if (!opened->form.empty())
            m_form->setJson(solvers::parseJson(opened->form));
    } catch (const std::exception& error) {
        return showTrouble(tr("The settings of the field cannot be used"),
            QStringLiteral("%1: %2").arg(opened->name, QString::fromUtf8(error.what())));
    }
    m_opening = std::make_unique<JobRun>(
        [file = opened->name, source = m_form->source()](
            const std::atomic<bool>& stop, const JobRun::Progress&) -> std::shared_ptr<const void> {
            return measureField(file, source, stop);
        });
    connect(
        m_opening.get(), &JobRun::finished, this, &DynamicsPage::takeModel, Qt::QueuedConnection);
    m_opening->start();
}

/// Beside the data, once those are drawn.
void DynamicsPage::showOpened()
{
    if (!m_openedMeasure || isBusy())
        return;
    DynamicsUpdate update;
    update.measure = std::exchange(m_openedMeasure, nullptr);
    m_charts->add(update);
    m_banner->showMessage(Banner::Kind::Info, tr("Field of %1").arg(QFileInfo(m_opened).fileName()),
        tr("Mean error on the data %1. The settings are those that it was learned with.")
            .arg(update.measure->error, 0, 'g', 3));
    refresh();
    emit statusChanged();
}

bool DynamicsPage::hasPicture() const
{
    return m_charts->picture() != nullptr && m_charts->picture()->message.isEmpty();
}

std::vector<PlotView*> DynamicsPage::shownCharts() const
{
    std::vector<PlotView*> charts = m_charts->all();
    std::erase_if(charts, [this](const PlotView* chart) { return !chart->isVisibleTo(this); });
    return charts;
}

PlotRecipe DynamicsPage::recipeLines() const
{
    const nn::DynamicsOptions options = m_form->options();
    return { { QStringLiteral("Data"), QString::fromStdString(m_charts->picture()->data.name) },
        { QStringLiteral("Settings"), QString::fromStdString(nn::toJson(options).dump()) },
        { QStringLiteral("Seed"), QString::number(options.seed) },
        { QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION) } };
}

} // namespace ui
