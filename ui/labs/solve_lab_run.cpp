// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of the Solve page and what is shown of their results.
#include "ui/labs/solve_lab.h"

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
    if (m_run != nullptr) {
        m_run->abandon();
        endRun();
    }
    m_stale = false;
    const SolveJob next = job();
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
    if (m_run == nullptr)
        return;
    m_run->abandon();
    endRun();
    m_stale = true;
    setStatus(tr("Cancelled. The curves are those of the settings before."), StatusKind::Warning);
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
    QString selected = m_model->seriesOf(m_sorted->mapToSource(m_table->currentIndex()).row());
    m_model->setResults(results);
    std::vector<SolveTransport::Followed> followed;
    for (const MethodResult& method : results->methods)
        if (method.refusal.empty())
            followed.push_back(
                { methodId(*method.solution.method), methodName(*method.solution.method) });
    m_transport->setSolvers(followed);
    feedView();
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
    m_view->setStale(true);
}

void SolveLab::showStatus()
{
    if (m_run != nullptr) {
        const int percent = m_methodsTotal > 0 ? 100 * m_methodsDone / m_methodsTotal : 0;
        emit progressChanged(tr("Solving… %1 %").arg(percent));
        return;
    }
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
    QString reference = tr("none");
    if (m_results->job.reference == ReferenceKind::Exact)
        reference = tr("exact solution");
    else if (m_results->job.reference == ReferenceKind::Accurate)
        reference = tr("Dormand–Prince, tol 10⁻¹²");
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
