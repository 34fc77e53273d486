// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/solve_worker.h"

#include "ui/workers/solve_job.h"

#include <exception>

namespace ui {

SolveWorker::SolveWorker(SolveJob job, std::shared_ptr<const std::atomic<bool>> stop)
    : m_job(std::move(job))
    , m_stop(std::move(stop))
{
}

void SolveWorker::run()
{
    auto results = std::make_shared<SolveResults>();
    try {
        *results = runSolveJob(
            m_job, *m_stop, [this](int done, int total) { emit progressed(done, total); });
    } catch (const std::exception& error) {
        // The page checks its input; what still gets here fails every method with its reason.
        results->job = m_job;
        for (const SolveRequest& request : m_job.requests) {
            MethodResult failed;
            failed.solution.method = request.method;
            failed.solution.options = request.options;
            failed.refusal = error.what();
            results->methods.push_back(std::move(failed));
        }
    }
    emit finished(results);
}

SolveRun::SolveRun(SolveJob job, QObject* parent)
    : QObject(parent)
    , m_worker(new SolveWorker(std::move(job), m_stop))
{
    m_thread.setObjectName(QStringLiteral("solve"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &SolveWorker::run);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &SolveWorker::progressed, this, &SolveRun::progressed);
    connect(m_worker, &SolveWorker::finished, this, &SolveRun::finished);
    connect(m_worker, &SolveWorker::finished, &m_thread, &QThread::quit, Qt::DirectConnection);
}

SolveRun::~SolveRun()
{
    stop();
    if (!m_thread.isRunning() && !m_thread.isFinished())
        delete m_worker; // never started, so no thread deletes it
    m_thread.quit();
    m_thread.wait();
}

void SolveRun::start()
{
    m_thread.start();
}

void SolveRun::stop()
{
    m_stop->store(true);
}

void SolveRun::abandon()
{
    stop();
    blockSignals(true);
    connect(&m_thread, &QThread::finished, this, &QObject::deleteLater);
    if (!m_thread.isRunning()) // it may have ended before the line above
        deleteLater();
}

} // namespace ui
