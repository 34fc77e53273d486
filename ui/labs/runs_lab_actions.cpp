// SPDX-License-Identifier: GPL-3.0-or-later
// What the user does on the Runs page: ticks, names, trash and back, forks, the queue.
#include "ui/labs/runs_lab.h"

#include "ui/labs/lab_files.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/runs_compare_view.h"
#include "ui/labs/runs_fork_dialog.h"
#include "ui/labs/runs_panel.h"
#include "ui/labs/runs_queue_view.h"
#include "ui/labs/runs_table_view.h"
#include "ui/labs/runs_text.h"
#include "ui/plots/plot_view.h"
#include "ui/text.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/results_table.h"
#include "ui/workers/run_queue.h"
#include "ui/workers/run_shelf.h"

#include <QDesktopServices>
#include <QKeyEvent>
#include <QPushButton>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

constexpr std::size_t kMostUndo = 50;

} // namespace

void RunsLab::execute(Command command)
{
    if (m_tools->execute(command))
        return;
    switch (command) {
    case Command::Run:
        return queueMissing();
    case Command::Pause:
        return m_queue->setPaused(!m_queue->isPaused());
    case Command::Cancel:
        return m_queue->stop(m_queue->running());
    case Command::Undo:
        return undo();
    case Command::Defaults: {
        m_panel->setFilter({});
        m_queueView->setRecipe({});
        showTable();
        return settingsChanged();
    }
    case Command::ExportCharts:
        openExport();
        return;
    case Command::ExportData:
        return saveTable(QStringLiteral("csv"));
    case Command::CopyChart:
        return m_files->copyChart(focusedPlot(plots()), recipeOfCharts());
    case Command::CopyTable:
        return copyTable();
    case Command::NextView:
        return m_header->nextTab(1);
    case Command::PreviousView:
        return m_header->nextTab(-1);
    default:
        return;
    }
}

void RunsLab::restoreSession()
{
    m_session->restore([this](const std::string& text) { showSettings(text); });
    m_queue->restore();
    showLibrary();
}

void RunsLab::fillIn(const RunsSettings& settings)
{
    m_settings = settings;
    m_panel->setFilter(settings.filter);
    m_panel->setSorting(settings.sort, settings.descending);
    m_tableView->setDetails(settings.details);
    m_compareView->setChoices(settings.quantity, settings.against);
    m_queueView->setRecipe(settings.recipe);
}

void RunsLab::setSettings(const RunsSettings& settings)
{
    m_ticks.clear();
    fillIn(settings);
    showLibrary();
    settingsChanged();
}

RunsSettings RunsLab::settings() const
{
    RunsSettings settings = m_settings;
    settings.filter = m_panel->filter();
    settings.sort = m_panel->sortColumn();
    settings.descending = m_panel->isDescending();
    for (const RunTicks::Tick& tick : m_ticks.all()) // beside those that were not read yet
        settings.ticked << QString::fromStdString(tick.id);
    settings.quantity = m_compareView->quantity();
    settings.against = m_compareView->against();
    settings.details = m_tableView->showsDetails();
    settings.recipe = m_queueView->recipe();
    return settings;
}

void RunsLab::settingsChanged()
{
    m_session->changed();
    emit threadCountChanged();
    emit commandsChanged();
}

void RunsLab::showEvent(QShowEvent* event)
{
    Lab::showEvent(event);
    m_shelf->reload(); // it may have changed while nobody looked
}

bool RunsLab::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        removeSelected();
        return true;
    }
    return Lab::eventFilter(watched, event);
}

void RunsLab::tick(const std::string& id, bool on)
{
    const LibraryRun* run = m_library->find(id);
    if (!run)
        return;
    if (!on)
        m_ticks.untick(id);
    const bool refused = on && !m_ticks.tick(*run);
    m_settings.ticksChosen = true;
    showTicked();
    settingsChanged();
    if (!refused)
        return showStatus();
    setStatus(
        tr("At most %1 runs are drawn at a time; take a tick away first.").arg(RunTicks::kMost),
        StatusKind::Warning);
}

void RunsLab::rename(const std::string& id, const QString& name)
{
    const LibraryRun* run = m_library->find(id);
    if (!run)
        return;
    m_undo.push_back({ tr("the name of %1").arg(name),
        [this, id, before = runName(*run)] { m_shelf->rename(id, before); } });
    m_shelf->rename(id, name);
    emit commandsChanged();
}

void RunsLab::removeSelected()
{
    std::vector<std::string> ids = m_panel->selected();
    for (const std::string& id : ids) {
        const LibraryRun* run = m_library->find(id);
        const bool trained = m_queue->running() >= 0 && m_queue->find(id) == m_queue->running();
        if (!run || run->recorded || trained || run->status == nn::RunStatus::Running)
            return showError(tr("The run cannot be deleted"),
                run && run->recorded ? tr("%1 is recorded with the program.").arg(runName(*run))
                                     : tr("It is being trained; stop it first."));
    }
    if (ids.empty())
        return;
    for (const std::string& id : ids)
        if (const int queued = m_queue->find(id); queued >= 0)
            m_queue->remove(queued, false);
    m_shelf->remove(ids);
}

void RunsLab::keepRemoved(const std::vector<std::string>& tokens, const QStringList& names)
{
    const QString what = names.size() == 1 ? names.front() : tr("%1 runs").arg(names.size());
    m_undo.push_back(
        { tr("delete of %1").arg(what), [this, tokens] { m_shelf->restore(tokens); } });
    if (m_undo.size() > kMostUndo)
        m_undo.erase(m_undo.begin());
    m_banner->showMessage(Banner::Kind::Info, tr("Deleted: %1").arg(what),
        tr("It lies in the trash of the store until the trash is emptied."));
    m_bannerWarns = false;
    bannerButton(tr("Undo"), [this] { undo(); })->setObjectName(QStringLiteral("runs_undo"));
    bannerButton(tr("Dismiss"), [this] {
        m_banner->hide();
        showWarnings();
    });
    emit commandsChanged();
}

void RunsLab::undo()
{
    if (m_undo.empty())
        return;
    const Undo last = std::move(m_undo.back());
    m_undo.pop_back();
    m_banner->hide();
    last.action();
    setStatus(tr("Undone: %1").arg(last.text));
    showWarnings();
    emit commandsChanged();
}

void RunsLab::resumeSelected()
{
    if (const LibraryRun* run = m_panel->current()) {
        m_queue->addStored(run->id);
        showTab(QStringLiteral("queue"));
    }
}

void RunsLab::loadSelected()
{
    const LibraryRun* run = m_panel->current();
    if (!run || run->recorded)
        return;
    std::error_code error;
    const auto best = run->bestWeights();
    emit labRequested(QStringLiteral("train"),
        fromPath(std::filesystem::exists(best, error) ? best : run->lastWeights()));
}

void RunsLab::setFolderOpener(std::function<void(const QString&)> opener)
{
    m_opener = std::move(opener);
}

void RunsLab::openFolder()
{
    const LibraryRun* run = m_panel->current();
    const QString folder
        = fromPath(run && !run->recorded ? run->folder : m_shelf->store().folder());
    if (m_opener)
        return m_opener(folder);
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(folder)))
        showError(tr("The folder could not be opened"),
            tr("%1: no file manager answers. Open it yourself.").arg(folder));
}

void RunsLab::forkSelected()
{
    const LibraryRun* run = m_panel->current();
    if (!run || run->keptEpochs.empty())
        return;
    auto* dialog = new RunsForkDialog(theme(), *run, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, id = run->id] {
        nn::TrainingOptions wanted
            = m_library->find(id) ? m_library->find(id)->options : nn::TrainingOptions();
        dialog->change(wanted);
        queueFork(id, dialog->epoch(), dialog->name().toStdString(), wanted);
    });
    dialog->open();
}

/// The store says what a fork starts from, the dialog what it changes.
void RunsLab::queueFork(
    const std::string& id, int epoch, const std::string& name, const nn::TrainingOptions& wanted)
{
    const auto config = std::make_shared<nn::RunConfig>();
    m_shelf->post(
        [this, config, id, epoch, name, wanted] {
            *config = m_shelf->store().forked(id, epoch);
            config->name = name;
            config->options.learningRate = wanted.learningRate;
            config->options.epochs = wanted.epochs;
            config->options.model = wanted.model;
        },
        [this, config](const QString& error) {
            if (!error.isEmpty())
                return showError(tr("The run could not be forked"), error);
            m_queue->add({ *config }, true);
            showTab(QStringLiteral("queue"));
        });
}

void RunsLab::queueMissing()
{
    if (m_queueView->recipe().problem().isEmpty()) {
        queueTrials(m_queueView->recipe());
        showTab(QStringLiteral("queue"));
    }
}

void RunsLab::queueQuick()
{
    RunsRecipe quick;
    quick.epochs = 1;
    quick.trials = 1;
    queueTrials(quick);
    showTab(QStringLiteral("queue"));
}

/// Row by row for each seed, so that every model has one result before any has two.
void RunsLab::queueTrials(const RunsRecipe& recipe)
{
    std::vector<nn::RunConfig> configs;
    int known = 0;
    for (int trial = 0; trial < recipe.trials; ++trial)
        for (const std::string& row : recipe.rows) {
            nn::RunConfig config;
            config.options = recipe.options(row, trial);
            const auto same = std::ranges::find_if(m_library->runs, [&](const LibraryRun& run) {
                return !run.recorded && run.forkedFrom.empty()
                    && run.status != nn::RunStatus::Diverged
                    && sameTraining(run.options, config.options);
            });
            if (same != m_library->runs.end()) {
                ++known;
                if (!same->record.finished())
                    m_queue->addStored(same->id);
                continue;
            }
            config.table = "table1";
            config.row = row;
            config.trial = trial + 1;
            config.name = std::string(nn::table1RowById(row).name) + ", seed "
                + std::to_string(config.options.seed);
            configs.push_back(std::move(config));
        }
    setStatus(configs.empty()
            ? tr("All %1 runs of the table are there already.").arg(known)
            : tr("%1 runs queued, %2 are there already.").arg(configs.size()).arg(known));
    m_queue->add(std::move(configs));
}

} // namespace ui
