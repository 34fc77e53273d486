// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the view Learned dynamics: settings kept and taken back, files in and out.
#include "ui/labs/dynamics_page.h"

#include "nn/dynamics/trajectory_file.h"
#include "ui/labs/dynamics_charts.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/export_dialog.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/number_text.h"

#include <QDir>
#include <QFileInfo>

#include <exception>
#include <utility>

namespace ui {

namespace {

/// What was read, or what went wrong.
struct FieldRead {
    QString file;
    nn::DynamicsFile content;
    QString message;
};

/// What was written, or what went wrong.
struct FieldWritten {
    QString file;
    QString message;
};

} // namespace

void DynamicsPage::connectSettings()
{
    m_undo = new SettingsUndo<DynamicsSettings>(
        [this](const DynamicsSettings& settings) { m_form->setSettings(settings); }, this);
    m_undo->start(m_form->settings());
    connect(m_undo, &SettingsUndoStack::changed, this, &DynamicsPage::commandsChanged);
    connect(m_form, &DynamicsForm::changed, this, &DynamicsPage::keepSettings);
    connect(m_form, &DynamicsForm::gestureEnded, m_undo, &SettingsUndoStack::endGesture);
    connect(m_files, &LabFiles::done, this, [this](const QString& text) {
        m_said = text;
        emit statusChanged();
    });
    connect(m_files, &LabFiles::failed, this, &DynamicsPage::showTrouble);
}

void DynamicsPage::keepSettings()
{
    if (m_shut)
        return;
    m_said.clear();
    m_undo->record(m_form->settings());
    m_session->changed();
    emit statusChanged();
}

void DynamicsPage::restoreSession()
{
    m_session->restore([this](const std::string& text) {
        m_form->setSettings(dynamicsSettingsFromJson(text));
        m_undo->start(m_form->settings());
    });
    m_said = m_session->note();
    if (!m_said.isEmpty())
        emit statusChanged();
}

QString DynamicsPage::commandText(Command command) const
{
    return m_undo->commandText(command);
}

bool DynamicsPage::hasPicture() const
{
    const auto& picture = m_charts->picture();
    return picture && picture->message.isEmpty();
}

bool DynamicsPage::isBusy() const
{
    return m_job || m_fileJob || m_stale;
}

QString DynamicsPage::statusText() const
{
    if (!m_said.isEmpty())
        return m_said;
    if (!hasPicture())
        return tr("Learned dynamics: no data");
    const nn::TrajectoryData& shown = m_charts->picture()->data;
    const QString name = QString::fromStdString(shown.name);
    const QString numbers = numbersText();
    const QString text = numbers.isEmpty() ? tr("%1: %2 samples").arg(name).arg(shown.samples())
                                           : name + QStringLiteral(": ") + numbers;
    return m_loaded.isEmpty() || m_run->isOpen()
        ? text
        : tr("%1, weights of %2").arg(text, QFileInfo(m_loaded).fileName());
}

Commands DynamicsPage::commands() const
{
    Commands commands;
    const bool open = m_run->isOpen();
    commands.setFlag(Command::Defaults, !open);
    commands.setFlag(Command::Run, m_start->isEnabled());
    commands.setFlag(Command::Pause, m_pause->isEnabled());
    commands.setFlag(Command::Cancel, m_stop->isEnabled());
    commands.setFlag(Command::Open, !open && !m_fileJob);
    commands.setFlag(Command::Undo, !open && m_undo->canUndo());
    commands.setFlag(Command::Redo, !open && m_undo->canRedo());
    const bool weights = m_run->hasWeights();
    commands.setFlag(Command::Save, weights);
    commands.setFlag(Command::ExportModel, weights);
    commands.setFlag(Command::ExportData, m_charts->measure() != nullptr && !m_fileJob);
    if (hasPicture())
        commands |= Command::ExportCharts | Command::CopyChart | PlotTools::commands();
    return commands;
}

void DynamicsPage::execute(Command command)
{
    switch (command) {
    case Command::Run:
        return start();
    case Command::Pause:
        return m_run->setPaused(m_run->state() != DynamicsRun::State::Paused);
    case Command::Cancel:
        return m_run->stop();
    case Command::Open: {
        const QString file = m_files->chooseToOpen(
            tr("Load the weights of a field"), tr("Weights (*.safetensors *.npz);;All files (*)"));
        return file.isEmpty() ? void() : loadField(file);
    }
    case Command::Save:
        return askForSave(QStringLiteral("safetensors"));
    case Command::ExportModel:
        return askForSave(QStringLiteral("npz"));
    case Command::ExportData:
        return askForData();
    case Command::ExportCharts:
        openExport();
        return;
    case Command::CopyChart:
        return m_files->copyChart(focusedPlot(m_charts->all()), recipe());
    case Command::Undo:
        return m_undo->undo();
    case Command::Redo:
        return m_undo->redo();
    case Command::Defaults:
        return m_form->setDefaults();
    default:
        return executeOnChart(command, focusedPlot(m_charts->all()));
    }
}

void DynamicsPage::askForSave(const QString& suffix)
{
    const QString filter = suffix == QLatin1String("npz")
        ? tr("Weights for numpy (*.npz);;Weights (*.safetensors)")
        : tr("Weights (*.safetensors);;Weights for numpy (*.npz)");
    const QString file = m_files->chooseToSave(QStringLiteral("field.") + suffix, filter);
    if (!file.isEmpty())
        save(file);
}

void DynamicsPage::save(const QString& file)
{
    if (!m_run->hasWeights())
        return;
    try {
        m_run->save(file); // some hundred numbers
        emit m_files->done(tr("Weights saved to %1").arg(QDir::toNativeSeparators(file)));
    } catch (const std::exception& error) {
        showTrouble(tr("The weights could not be saved"), QString::fromUtf8(error.what()));
    }
}

bool DynamicsPage::loadedFits() const
{
    nn::FieldOptions field = m_form->options().field;
    field.dim = m_loadedField.dim; // the data's, which are not known here
    return !m_loaded.isEmpty() && field == m_loadedField;
}

void DynamicsPage::loadField(const QString& file)
{
    if (m_run->isOpen() || m_fileJob)
        return;
    m_fileJob = std::make_unique<JobRun>(
        [file](const std::atomic<bool>&, const JobRun::Progress&) -> std::shared_ptr<const void> {
            auto read = std::make_shared<FieldRead>();
            read->file = file;
            try {
                read->content = nn::readDynamicsFile(file.toStdU16String());
            } catch (const std::exception& error) {
                read->message = QString::fromUtf8(error.what());
            }
            return read;
        });
    connect(
        m_fileJob.get(), &JobRun::finished, this, &DynamicsPage::takeLoaded, Qt::QueuedConnection);
    m_fileJob->start();
    refresh();
}

void DynamicsPage::takeLoaded(const std::shared_ptr<const void>& result)
{
    if (m_shut)
        return;
    m_fileJob.reset();
    const auto read = std::static_pointer_cast<const FieldRead>(result);
    if (!read->message.isEmpty()) {
        showTrouble(tr("The weights could not be loaded"), read->message);
    } else if (!m_run->isOpen()) {
        m_undo->endGesture();
        m_form->setSettings(withFile(m_form->settings(), read->content));
        m_loaded = read->file;
        m_loadedField = read->content.options;
        wantPicture();
    }
    refresh();
}

void DynamicsPage::askForData()
{
    const QString file = m_files->chooseToSave(
        QStringLiteral("trajectories.csv"), tr("Table (*.csv);;Arrays for numpy (*.npz)"));
    if (!file.isEmpty())
        exportTrajectories(file);
}

void DynamicsPage::exportTrajectories(const QString& file)
{
    const nn::DynamicsMeasure* measure = m_charts->measure();
    if (m_fileJob || measure == nullptr)
        return;
    m_fileJob = std::make_unique<JobRun>(
        [file, measure = *measure, picture = m_charts->picture(), options = shownOptions()](
            const std::atomic<bool>&, const JobRun::Progress&) -> std::shared_ptr<const void> {
            auto written = std::make_shared<FieldWritten>();
            written->file = file;
            try {
                nn::writeTrajectories(file.toStdU16String(), picture->data, measure,
                    nn::dynamicsRecipe(options, picture->data));
            } catch (const std::exception& error) {
                written->message = QString::fromUtf8(error.what());
            }
            return written;
        });
    connect(
        m_fileJob.get(), &JobRun::finished, this,
        [this](const std::shared_ptr<const void>& result) {
            if (m_shut)
                return;
            m_fileJob.reset();
            const auto written = std::static_pointer_cast<const FieldWritten>(result);
            refresh();
            if (written->message.isEmpty())
                emit m_files->done(
                    tr("Trajectories written to %1").arg(QDir::toNativeSeparators(written->file)));
            else
                showTrouble(tr("The trajectories could not be written"), written->message);
        },
        Qt::QueuedConnection);
    m_fileJob->start();
    refresh();
}

nn::DynamicsOptions DynamicsPage::shownOptions() const
{
    const bool ofRun = m_charts->measure() != nullptr && m_loaded.isEmpty();
    return ofRun ? m_run->options() : m_form->options();
}

PlotRecipe DynamicsPage::recipe() const
{
    const nn::TrajectoryData& shown = m_charts->picture()->data;
    const nn::DynamicsOptions options = shownOptions();
    PlotRecipe recipe { { QStringLiteral("Data"), QString::fromStdString(shown.name) } };
    if (shown.problem)
        recipe.emplace_back(QStringLiteral("Equation"), plainFormulaOf(*shown.problem));
    recipe.emplace_back(QStringLiteral("Field"),
        tr("%1 hidden layers of %2, %3, input %4")
            .arg(options.field.depth)
            .arg(options.field.width)
            .arg(QString::fromStdString(options.field.activation),
                options.field.cube ? QStringLiteral("y^3") : QStringLiteral("y")));
    recipe.emplace_back(QStringLiteral("Solver"),
        QString::fromStdString(options.solver) + QStringLiteral(", ")
            + (options.adaptive ? tr("rtol %1").arg(settingText(options.rtol))
                                : tr("h = %1").arg(settingText(options.step))));
    recipe.emplace_back(QStringLiteral("Gradient"), QString::fromStdString(options.gradient));
    recipe.emplace_back(QStringLiteral("Seed"), QString::number(options.seed));
    recipe.emplace_back(
        QStringLiteral("Recipe"), QString::fromStdString(nn::dynamicsRecipe(options, shown)));
    recipe.emplace_back(QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION));
    return recipe;
}

QString DynamicsPage::caption() const
{
    const QString name = QString::fromStdString(m_charts->picture()->data.name);
    const QString numbers = numbersText();
    return numbers.isEmpty() ? name : tr("%1: %2").arg(name, numbers);
}

ExportDialog* DynamicsPage::openExport()
{
    if (!hasPicture())
        return nullptr;
    return m_files->openExport(m_charts->all(), nullptr, recipe(), caption());
}

} // namespace ui
