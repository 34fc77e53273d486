// SPDX-License-Identifier: GPL-3.0-or-later
// What the Runs page writes: the table as Markdown, CSV and LaTeX, and its charts.
#include "ui/labs/runs_lab.h"

#include "ui/labs/lab_files.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/runs_compare_view.h"
#include "ui/labs/runs_panel.h"
#include "ui/labs/runs_queue_view.h"
#include "ui/labs/runs_table_view.h"
#include "ui/labs/runs_text.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/results_table.h"
#include "ui/workers/run_shelf.h"

#include <QMenu>
#include <QPushButton>

#include <utility>

namespace ui {

void RunsLab::buildExports()
{
    m_missing = makeButton(
        theme(), ButtonKind::Plain, tr("Queue the missing runs"), QStringLiteral("play"), m_header);
    m_missing->setObjectName(QStringLiteral("runs_missing"));
    m_missing->setToolTip(tr("Queue the missing runs (Ctrl+R)\nTrials of the table, as the tab "
                             "Queue says, that no run has finished yet."));
    connect(m_missing, &QPushButton::clicked, this, &RunsLab::queueMissing);
    m_header->addTool(m_missing);

    auto* save = makeButton(
        theme(), ButtonKind::Plain, tr("Table…"), QStringLiteral("download"), m_header);
    save->setObjectName(QStringLiteral("runs_save_table"));
    save->setToolTip(
        tr("Table\nTable 1 as Markdown, CSV or LaTeX, with the settings as comments."));
    auto* menu = new QMenu(save);
    menu->setObjectName(QStringLiteral("runs_table_menu"));
    menu->addAction(tr("&Copy"), this, &RunsLab::copyTable);
    for (const auto& [suffix, text] : { std::pair(QStringLiteral("md"), tr("Save as &Markdown…")),
             std::pair(QStringLiteral("csv"), tr("Save as C&SV…")),
             std::pair(QStringLiteral("tex"), tr("Save as &LaTeX…")) }) {
        QAction* action = menu->addAction(text, this, [this, suffix] { saveTable(suffix); });
        action->setObjectName(QStringLiteral("runs_save_") + suffix);
    }
    connect(save, &QPushButton::clicked, menu,
        [save, menu] { menu->popup(save->mapToGlobal(QPoint(0, save->height()))); });
    m_header->addTool(save);

    auto* button
        = makeButton(theme(), ButtonKind::Plain, tr("Export…"), QStringLiteral("export"), m_header);
    button->setObjectName(QStringLiteral("runs_export"));
    button->setToolTip(tr("Export (Ctrl+E)\nThe charts as PNG, SVG or PDF."));
    connect(button, &QPushButton::clicked, this, [this] { openExport(); });
    m_header->addShrinkingTool(button);
}

void RunsLab::saveTable(const QString& suffix)
{
    if (m_table.isEmpty())
        return showError(
            tr("There is no table to save"), tr("Nothing has been measured in the runs on show."));
    const QString file = m_files->chooseToSave(
        QStringLiteral("table1.") + suffix, tr("Tables (*.md *.csv *.tex);;All files (*)"));
    if (file.isEmpty())
        return;
    const nn::Table1Sheet sheet = m_table.sheet();
    const std::string text = suffix == QLatin1String("csv") ? nn::table1Csv(sheet)
        : suffix == QLatin1String("tex")                    ? nn::table1Latex(sheet)
                                                            : nn::table1Markdown(sheet);
    m_files->writeTable(file, QString::fromStdString(text), {});
}

void RunsLab::showSettings(const std::string& json)
{
    fillIn(runsSettingsFromJson(json)); // throws
}

std::string RunsLab::recipeSettings() const
{
    return settingsToJson(settings());
}

void RunsLab::openRecipe(const PageRecipe& recipe)
{
    showSettings(recipe.settings);
    m_settings.ticksChosen = true;
    m_ticks.clear();
    QStringList missing;
    for (const QString& id : std::as_const(m_settings.ticked))
        if (m_shelf->wasRead() && !m_library->find(id.toStdString()))
            missing << id;
    showLibrary();
    settingsChanged();
    if (!missing.isEmpty())
        showError(missing.size() == 1 ? tr("A run of the file is not here")
                                      : tr("%1 runs of the file are not here").arg(missing.size()),
            tr("The folder of runs holds none of these names: %1. The others are ticked.")
                .arg(missing.join(QStringLiteral(", "))));
}

void RunsLab::copyTable()
{
    shownTable()->copyAll();
    setStatus(tr("Table copied"));
}

PlotRecipe RunsLab::recipeOfCharts() const
{
    PlotRecipe recipe;
    for (const RunTicks::Tick& tick : m_ticks.all())
        if (const LibraryRun* run = m_library->find(tick.id))
            recipe.emplace_back(QStringLiteral("Run"),
                QStringLiteral("%1: %2, %3, seed %4")
                    .arg(runName(*run), modelNameOf(*run), optimiserText(run->options))
                    .arg(run->options.seed));
    for (const nn::Table1Sheet::Part& part : m_table.sheet().parts)
        recipe.emplace_back(QStringLiteral("Table"), QString::fromStdString(part.settings));
    recipe.emplace_back(QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION));
    return recipe;
}

ExportDialog* RunsLab::openExport()
{
    if (plots().empty())
        return nullptr;
    QStringList names;
    for (const RunTicks::Tick& tick : m_ticks.all())
        if (const LibraryRun* run = m_library->find(tick.id))
            names << runName(*run);
    return m_files->openExport(plots(), nullptr, recipeOfCharts(),
        names.isEmpty() ? tr("Table 1") : tr("Runs: %1.").arg(names.join(QStringLiteral("; "))));
}

QPushButton* RunsLab::bannerButton(const QString& text, const std::function<void()>& action)
{
    QPushButton* button = m_banner->addButton(text);
    // Queued: the action may show another message, which deletes this button.
    connect(button, &QPushButton::clicked, this, action, Qt::QueuedConnection);
    return button;
}

void RunsLab::showError(const QString& title, const QString& text)
{
    m_banner->showMessage(Banner::Kind::Error, title, text);
    m_bannerWarns = false;
    bannerButton(tr("Dismiss"), [this] {
        m_banner->hide();
        showWarnings();
    });
}

} // namespace ui
