// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/job_run.h"

namespace ui {

JobRun::JobRun(Work work, QObject* parent)
    : QObject(parent)
    , m_work(std::move(work))
    , m_thread(QThread::create([this] { run(); }))
{
}

JobRun::JobRun(TokenWork work, QObject* parent)
    : JobRun(Work([this, task = std::move(work)](const std::atomic<bool>&,
                      const Progress& progress) { return task(m_source.get_token(), progress); }),
        parent)
{
}

JobRun::~JobRun()
{
    requestStop();
    m_thread->wait();
}

void JobRun::requestStop()
{
    m_stop = true;
    m_source.request_stop();
}

void JobRun::start()
{
    m_thread->start();
}

void JobRun::stop()
{
    requestStop();
}

void JobRun::abandon()
{
    requestStop();
    blockSignals(true);
    if (m_thread->isRunning())
        connect(m_thread.get(), &QThread::finished, this, &QObject::deleteLater);
    else
        deleteLater();
}

/// In the other thread. Signals go by the owner's event loop, where an abandoned run is silent.
void JobRun::run()
{
    const auto result = m_work(m_stop, [this](int done, int total) {
        QMetaObject::invokeMethod(
            this, [this, done, total] { emit progressed(done, total); }, Qt::QueuedConnection);
    });
    QMetaObject::invokeMethod(
        this, [this, result] { emit finished(result); }, Qt::QueuedConnection);
}

} // namespace ui
