// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of the Gradients page and what is said of their results.
#include "ui/labs/gradients_lab.h"

#include "ui/labs/gradients_view.h"
#include "ui/labs/lab_session.h"
#include "ui/labs/solve_text.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/page_header.h"
#include "ui/workers/gradient_job.h"
#include "ui/workers/job_run.h"

#include <QTimer>

#include <algorithm>

namespace ui {

namespace {

/// The job's results; what makes it impossible fails every method with its reason.
std::shared_ptr<const void> resultsOf(
    const GradientJob& job, const std::stop_token& stop, const GradientProgress& progress)
{
    auto results = std::make_shared<GradientResults>();
    try {
        *results = runGradientJob(job, stop, progress);
    } catch (const std::exception& error) {
        results->job = job;
        for (const solvers::GradientMethod* method : job.methods) {
            GradientMethodResult failed;
            failed.method = method;
            failed.refusal = error.what();
            results->methods.push_back(std::move(failed));
        }
    }
    return results;
}

} // namespace

void GradientsLab::compute()
{
    if (!reasonNotToCompute().isEmpty())
        return;
    m_changeTimer->stop();
    if (m_run != nullptr)
        m_run->abandon();
    if (m_study != nullptr)
        m_study->abandon();
    endRun();
    m_study = nullptr;
    m_stale = false;
    m_asked = m_settings;
    const GradientJob job = m_asked.job();
    m_run = new JobRun(
        JobRun::TokenWork([job](const std::stop_token& stop, const JobRun::Progress& progress) {
            return resultsOf(job, stop, progress);
        }),
        this);
    connect(m_run, &JobRun::progressed, this, [this](int done, int total) {
        m_progress = tr("Computing gradients… %1 of %2").arg(done).arg(total);
        if (!m_progressTimer->isActive())
            showStatus();
    });
    connect(m_run, &JobRun::finished, this, &GradientsLab::takeResults);
    m_progress = tr("Computing gradients…");
    m_busyTimer->start();
    m_progressTimer->start();
    m_run->start();
    emit commandsChanged();
}

void GradientsLab::cancel()
{
    m_changeTimer->stop();
    if (m_run == nullptr && m_study == nullptr)
        return m_view->cancel();
    const bool gradients = m_run != nullptr;
    for (JobRun** run : { &m_run, &m_study })
        if (*run != nullptr)
            (*run)->abandon();
    m_study = nullptr;
    endRun();
    m_stale = m_stale || gradients;
    showStatus();
    setStatus(gradients ? tr("Cancelled. The gradients are those of the settings before.")
                        : tr("Cancelled. The errors against the step are not complete."),
        StatusKind::Warning);
}

bool GradientsLab::isBusy() const
{
    return m_run != nullptr || m_study != nullptr || m_changeTimer->isActive() || m_view->isBusy();
}

void GradientsLab::endRun()
{
    m_run = nullptr;
    m_busyTimer->stop();
    m_progressTimer->stop();
    m_progress.clear();
    m_header->setBusy(false);
    m_view->setStale(false);
    emit progressChanged({});
    emit commandsChanged();
}

void GradientsLab::takeResults(const std::shared_ptr<const void>& finished)
{
    const auto results = std::static_pointer_cast<const GradientResults>(finished);
    JobRun* run = m_run;
    endRun();
    if (run != nullptr)
        run->abandon(); // its thread has done its work
    if (results->stopped)
        return;
    m_results = results;
    m_computed = m_asked;
    m_view->setResults(m_results);
    showReadiness();
    startStudy();
    showStatus();
    emit computed();
}

/// The errors against the step size take longer and follow.
void GradientsLab::startStudy()
{
    m_study = new JobRun(JobRun::TokenWork([results = m_results](const std::stop_token& stop,
                                               const JobRun::Progress& progress) {
        auto study = std::make_shared<GradientStudy>();
        try {
            *study = studyGradients(results->job, results->reference, stop, progress);
        } catch (const std::exception&) {
            // The results say what is wrong with the job.
        }
        return std::shared_ptr<const void>(study);
    }),
        this);
    connect(m_study, &JobRun::finished, this, [this](const std::shared_ptr<const void>& study) {
        m_study->abandon(); // its thread has done its work
        m_study = nullptr;
        auto complete = std::make_shared<GradientResults>(*m_results);
        complete->withoutStudy = m_results;
        complete->study = std::static_pointer_cast<const GradientStudy>(study);
        m_results = complete;
        m_view->setResults(m_results);
        showStatus();
        emit commandsChanged();
        emit studied();
    });
    m_study->start();
}

void GradientsLab::showBusy()
{
    m_header->setBusy(true);
    m_view->setStale(true);
}

void GradientsLab::showStatus()
{
    if (m_run != nullptr) {
        emit progressChanged(m_progress);
        return;
    }
    const QString progress = m_view->progressText();
    m_header->setBusy(!progress.isEmpty());
    emit progressChanged(progress);
    if (const QString text = m_view->statusText(); !text.isEmpty())
        return setStatus(text);
    if (!m_session->note().isEmpty())
        return setStatus(m_session->note(), StatusKind::Warning);
    if (!m_results)
        return;
    const auto failed = std::ranges::count_if(m_results->methods, &GradientMethodResult::failed);
    const GradientMethodResult* first = m_results->first();
    if (first == nullptr)
        return setStatus(tr("No method came through"), StatusKind::Error);
    const solvers::LossGradient& gradient = first->gradient;
    QString text = tr("L = %1").arg(resultText(gradient.loss, 6));
    if (gradient.states.size() == 1) {
        text += tr(", z(T) = %1").arg(resultText(gradient.states(0, 0), 6));
        const GradientReference& reference = m_results->reference;
        if (reference.known && reference.z.cols() > 0)
            text += tr(" (%1 %2)")
                        .arg(reference.closedForm ? tr("exact") : tr("accurate"),
                            resultText(reference.z(0, reference.z.cols() - 1), 6));
    }
    if (failed > 0)
        return setStatus(tr("%1. %2 of %3 methods have no gradient")
                             .arg(text)
                             .arg(failed)
                             .arg(m_results->methods.size()),
            StatusKind::Error);
    setStatus(text);
}

} // namespace ui
