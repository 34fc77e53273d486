// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workers/solve_results.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <memory>

namespace ui {

/// Solves one job; lives in the thread of its SolveRun. Never touches a widget.
class SolveWorker final : public QObject {
    Q_OBJECT
public:
    /// stop: any thread may set it; the job then ends after the step under way.
    SolveWorker(SolveJob job, std::shared_ptr<const std::atomic<bool>> stop);

public slots:
    void run(); ///< emits finished() exactly once

signals:
    void progressed(int methodsDone, int methodsTotal);
    void finished(const std::shared_ptr<const ui::SolveResults>& results);

private:
    SolveJob m_job;
    std::shared_ptr<const std::atomic<bool>> m_stop;
};

/// One run of one job in a thread of its own. Signals arrive queued in the thread of the owner;
/// finished() comes exactly once, also after stop(). The destructor stops and joins.
class SolveRun final : public QObject {
    Q_OBJECT
public:
    explicit SolveRun(SolveJob job, QObject* parent = nullptr);
    ~SolveRun() override;

    void start();
    void stop(); ///< returns at once; the run ends after the step under way
    /// Stops, drops what is still to come and deletes the object once its thread has ended.
    void abandon();

signals:
    void progressed(int methodsDone, int methodsTotal);
    void finished(const std::shared_ptr<const ui::SolveResults>& results);

private:
    // Shared, because the worker may be gone while its thread is still ending.
    std::shared_ptr<std::atomic<bool>> m_stop = std::make_shared<std::atomic<bool>>(false);
    QThread m_thread;
    SolveWorker* m_worker; // lives in m_thread, which deletes it
};

} // namespace ui
