// SPDX-License-Identifier: GPL-3.0-or-later
// What the Depth page does with its settings: studies, session, export.
#include "ui/labs/depth_lab.h"

#include "ui/labs/depth_blocks_view.h"
#include "ui/labs/depth_form.h"
#include "ui/labs/depth_text.h"
#include "ui/labs/depth_why_view.h"
#include "ui/labs/lab_files.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/plot_tools.h"
#include "ui/labs/solve_text.h"
#include "ui/plots/plot_view.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/page_header.h"
#include "ui/workers/job_run.h"

#include <QStackedWidget>
#include <QTabBar>
#include <QTimer>

#include <algorithm>

namespace ui {

namespace {

/// Whether the same study serves both; the rest decides only how it is shown.
bool sameJob(const DepthSettings& a, const DepthSettings& b)
{
    return a.job() == b.job();
}

} // namespace

void DepthLab::settingsChanged()
{
    m_undo->record(settings());
    m_session->changed();
    m_why->setOptions(settings().sweep);
    showBanner();
    refresh();
    showStatus();
}

/// At most one run goes on and one waits, always the newest: a slider is followed as fast as the
/// studies can be made.
void DepthLab::refresh()
{
    if (!m_form->isValid()) {
        m_blocks->setStale(true);
        return;
    }
    if (m_run == nullptr && m_study && m_trouble.isEmpty() && sameJob(settings(), m_studied)) {
        m_studied = settings();
        m_blocks->setStudy(m_study, m_studied);
        return;
    }
    m_waits = m_run != nullptr;
    if (m_waits) {
        if (!m_busyTimer->isActive()) // it takes long, for settings that are old now
            m_run->stop();
        return;
    }
    m_requested = settings();
    m_run = new JobRun(
        [job = m_requested.job()](const std::atomic<bool>& stop, const JobRun::Progress&) {
            return std::make_shared<const nn::DepthStudy>(nn::studyDepth(job, stop));
        },
        this);
    connect(m_run, &JobRun::finished, this, [this](const std::shared_ptr<const void>& study) {
        m_run->abandon(); // its thread has done its work
        m_run = nullptr;
        take(std::static_pointer_cast<const nn::DepthStudy>(study));
    });
    m_busyTimer->start();
    m_run->start();
    emit commandsChanged();
}

void DepthLab::take(const std::shared_ptr<const nn::DepthStudy>& study)
{
    m_busyTimer->stop();
    m_header->setBusy(false);
    m_trouble = fromCore(study->trouble);
    if (m_trouble.isEmpty() && !study->stopped) {
        m_study = study;
        // What only shows may have changed meanwhile.
        m_studied = sameJob(settings(), m_requested) ? settings() : m_requested;
        m_form->showStudy(*study);
        m_blocks->setStudy(study, m_studied);
    } else {
        m_blocks->setStale(true);
    }
    if (m_waits)
        refresh();
    showBanner();
    showStatus();
    emit commandsChanged();
    emit studied();
}

void DepthLab::cancel()
{
    if (m_run != nullptr) {
        m_waits = false;
        m_run->stop();
    }
    if (!showsBlocks())
        m_why->cancel();
}

/// What is wrong with the settings or with a solve: title and text, or nothing.
std::pair<QString, QString> DepthLab::complaint() const
{
    if (!m_form->isValid())
        return { tr("The expressions cannot be read"),
            tr("The charts show the field before. Correct the expressions to see the new one.") };
    if (!m_trouble.isEmpty())
        return { tr("The stack cannot be computed"), m_trouble };
    if (!m_study)
        return {};
    const auto failed = [](const nn::DepthPath& path) { return !path.trouble.empty(); };
    for (const auto* paths : { &m_study->flows, &m_study->steps })
        if (const auto path = std::ranges::find_if(*paths, failed); path != paths->end())
            return { tr("Not every point comes to the end"),
                tr("Point %1: %2").arg(path - paths->begin() + 1).arg(fromCore(path->trouble)) };
    return {};
}

void DepthLab::showBanner()
{
    const auto [title, text] = complaint();
    if (!text.isEmpty() && (text != m_banner->text() || title != m_banner->title()))
        m_banner->showMessage(Banner::Kind::Warning, title, text);
    m_banner->setVisible(!text.isEmpty() && showsBlocks());
}

void DepthLab::switchView()
{
    m_stack->setCurrentIndex(m_header->tabs()->currentIndex());
    m_form->setView(showsBlocks());
    m_tools->setPlots(plots());
    showBanner();
    showStatus();
    trainIfNeeded();
    emit commandsChanged();
}

/// The first visit shows results without being asked.
void DepthLab::trainIfNeeded()
{
    if (!showsBlocks() && isVisible() && !m_why->isTraining() && !m_why->result())
        m_why->train();
}

void DepthLab::showEvent(QShowEvent* event)
{
    Lab::showEvent(event);
    trainIfNeeded();
}

void DepthLab::showStatus()
{
    if (!showsBlocks())
        return setStatus(m_why->statusText());
    if (!m_session->note().isEmpty())
        return setStatus(m_session->note(), StatusKind::Warning);
    if (m_study)
        setStatus(statusOf(*m_study, m_studied.highlighted()));
}

void DepthLab::restoreSession()
{
    m_session->restore([this](const std::string& text) {
        m_form->setSettings(depthSettingsFromJson(text));
        m_undo->start(settings());
        settingsChanged();
    });
    if (!m_session->note().isEmpty())
        showStatus();
}

void DepthLab::setFileChooser(FileChooser chooser)
{
    m_files->setSaveChooser(std::move(chooser));
}

PlotRecipe DepthLab::recipe() const
{
    return showsBlocks() ? recipeOf(m_study->job) : recipeOf(m_why->result()->options);
}

std::string DepthLab::recipeSettings() const
{
    if (showsBlocks())
        return m_study ? depthSettingsToJson(m_studied) : std::string();
    if (!m_why->result())
        return {};
    DepthSettings shown = settings();
    shown.sweep = m_why->result()->options;
    return depthSettingsToJson(shown);
}

void DepthLab::openRecipe(const PageRecipe& recipe)
{
    const DepthSettings next = depthSettingsFromJson(recipe.settings); // throws
    m_undo->endGesture();
    setSettings(next);
    if (recipe.view == QLatin1String("why") && !m_why->isCurrent())
        m_why->train();
}

ExportDialog* DepthLab::openExport()
{
    if (!commands().testFlag(Command::ExportCharts))
        return nullptr;
    return m_files->openExport(plots(), nullptr, recipe(),
        showsBlocks() ? captionOf(m_study->job) : captionOf(m_why->result()->options));
}

} // namespace ui
