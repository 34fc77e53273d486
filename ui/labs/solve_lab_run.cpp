// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of the Solve page and what is shown of their results.
#include "ui/labs/solve_lab.h"

#include "ui/labs/lab_session.h"
#include "ui/labs/solve_results_model.h"
#include "ui/labs/solve_text.h"
#include "ui/labs/solve_transport.h"
#include "ui/labs/solve_view.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/results_table.h"
#include "ui/workers/solve_worker.h"

#include <QSortFilterProxyModel>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace ui {

void SolveLab::solve()
{
    if (!reasonNotToSolve().isEmpty())
        return;
    m_changeTimer->stop();
    endPreview();
    if (m_run != nullptr) {
        m_run->abandon();
        endRun();
    }
    m_stale = false;
    m_asked = settings();
    const SolveJob next = m_asked.job();
    m_methodsDone = 0;
    m_methodsTotal = static_cast<int>(next.requests.size());
    m_run = new SolveRun(next, this);
    connect(m_run, &SolveRun::progressed, this, [this](int done, int total) {
        m_methodsDone = done;
        m_methodsTotal = total;
        if (!m_progressTimer->isActive())
            showStatus();
    });
    connect(m_run, &SolveRun::finished, this, &SolveLab::takeResults);
    m_busyTimer->start();
    m_progressTimer->start();
    m_run->start();
    emit commandsChanged();
}

void SolveLab::cancel()
{
    m_changeTimer->stop();
    endPreview();
    if (m_run == nullptr)
        return;
    m_run->abandon();
    endRun();
    m_stale = true;
    if (m_previewShown)
        feedView();
    setStatus(tr("Cancelled. The curves are those of the settings before."), StatusKind::Warning);
}

/// The curves at once, while a number is dragged or stepped; the solve with times and orders
/// follows after the last change. At most one preview runs and one waits, always the newest.
void SolveLab::preview()
{
    if (!m_view->followsPreviews() || !m_results)
        return;
    if (m_run != nullptr) { // its settings are old
        m_run->abandon();
        endRun();
    }
    m_previewWaits = m_preview != nullptr;
    if (m_previewWaits)
        return;
    SolveJob next = settings().job();
    next.preview = true;
    m_preview = new SolveRun(std::move(next), this);
    connect(m_preview, &SolveRun::finished, this, &SolveLab::takePreview);
    m_preview->start();
}

void SolveLab::takePreview(const std::shared_ptr<const SolveResults>& results)
{
    const bool again = m_previewWaits;
    endPreview();
    if (!results->stopped) {
        m_view->setResults(results);
        m_previewShown = true;
        emit previewed();
    }
    if (again && reasonNotToSolve().isEmpty())
        preview();
}

void SolveLab::endPreview()
{
    if (m_preview != nullptr)
        m_preview->abandon(); // or its thread has done its work
    m_preview = nullptr;
    m_previewWaits = false;
}

void SolveLab::endRun()
{
    m_run = nullptr;
    m_busyTimer->stop();
    m_progressTimer->stop();
    m_header->setBusy(false);
    m_view->setStale(false);
    emit progressChanged({});
    emit commandsChanged();
}

void SolveLab::takeResults(const std::shared_ptr<const SolveResults>& results)
{
    SolveRun* run = m_run;
    endRun();
    if (run != nullptr)
        run->abandon(); // its thread has done its work
    if (results->stopped)
        return;
    m_results = results;
    m_solved = m_asked;
    m_previewShown = false;
    QString selected = m_model->seriesOf(m_sorted->mapToSource(m_table->currentIndex()).row());
    m_model->setResults(results);
    std::vector<SolveTransport::Followed> followed;
    for (const MethodResult& method : results->methods)
        if (method.refusal.empty())
            followed.push_back(
                { methodId(*method.solution.method), methodName(*method.solution.method) });
    m_transport->setSolvers(followed);
    feedView();
    showViewState();
    if (m_model->rowOf(selected) < 0)
        selected = m_transport->followed(); // at first, and when the selected one is gone
    selectSeries(selected);
    showReadiness();
    showStatus();
    emit solved();
}

void SolveLab::showBusy()
{
    m_header->setBusy(true);
    m_view->setStale(!m_previewShown);
}

void SolveLab::showStatus()
{
    if (m_run != nullptr) {
        const int percent = m_methodsTotal > 0 ? 100 * m_methodsDone / m_methodsTotal : 0;
        emit progressChanged(tr("Solving… %1 %").arg(percent));
        return;
    }
    const QString progress = m_view->progressText();
    m_header->setBusy(!progress.isEmpty());
    emit progressChanged(progress);
    if (!m_results)
        return;
    if (const QString text = m_view->statusText(); !text.isEmpty())
        return setStatus(text);
    const auto count = static_cast<int>(m_results->methods.size());
    const auto failed = std::count_if(m_results->methods.begin(), m_results->methods.end(),
        [](const MethodResult& method) { return method.failed(); });
    if (failed > 0)
        return setStatus(
            tr("%1 of %2 methods stopped early").arg(failed).arg(count), StatusKind::Error);
    if (!m_session->note().isEmpty())
        return setStatus(m_session->note(), StatusKind::Warning);
    QString reference = tr("none");
    if (m_results->job.reference == ReferenceKind::Exact)
        reference = tr("exact solution");
    else if (m_results->job.reference == ReferenceKind::Accurate)
        reference = referenceText(m_results->job.problem);
    setStatus((count == 1 ? tr("Solved 1 method in %2. Reference: %3.")
                          : tr("Solved %1 methods in %2. Reference: %3.").arg(count))
                  .arg(secondsText(m_results->seconds), reference));
}

std::vector<double> SolveLab::followedTimes() const
{
    if (!m_results)
        return {};
    const QString followed = m_transport->followed();
    for (const MethodResult& result : m_results->methods)
        if (methodId(*result.solution.method) == followed)
            return result.meaningfulTimes();
    return m_results->reference.t;
}

void SolveLab::showFollowed()
{
    m_view->setFollowed(m_transport->followed());
    if (const auto attempts = m_view->attemptTimes())
        m_transport->setTimes(*attempts, SolveTransport::Kind::Steps);
    else
        m_transport->setTimes(followedTimes());
    showTime(m_transport->time());
}

void SolveLab::showTime(double time)
{
    m_view->setTime(time);
    m_view->setAttempt(m_transport->index());
}

void SolveLab::selectSeries(const QString& series)
{
    const int row = m_model->rowOf(series);
    if (row >= 0)
        m_table->selectRow(m_sorted->mapFromSource(m_model->index(row, 0)).row());
    m_view->setSelected(row >= 0 ? series : QString());
}

} // namespace ui
