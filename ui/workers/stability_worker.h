// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/stability_region.h"
#include "ui/workers/solve_results.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <atomic>
#include <map>

namespace ui {

/// The region of each method that has one; computed once.
using StabilityRegions
    = std::map<const solvers::Method*, std::shared_ptr<const solvers::StabilityRegion>>;

/// What the Stability view asks a worker for: where the Jacobian is taken, and regions.
struct StabilityJob {
    std::shared_ptr<const SolveResults> results; ///< not null
    double time = 0.0;
    std::string followed; ///< id of the method whose state is taken without a reference
    std::vector<const solvers::Method*> regions; ///< those not known yet
};

/// The largest stable step of one method at the eigenvalues of a job.
struct StabilityLimit {
    const solvers::Method* method = nullptr;
    /// Over the eigenvalues that do not grow; infinite if every step is stable, 0 if none is.
    std::optional<double> largestStep;
};

struct StabilityAnalysis {
    StabilityJob job;
    std::vector<double> state; ///< where the Jacobian was taken; empty: no finite state there
    std::vector<std::complex<double>> eigenvalues; ///< empty: no finite Jacobian there
    std::vector<StabilityLimit> limits; ///< in the order of the results' methods
    StabilityRegions regions; ///< those asked for
    bool stopped = false; ///< ended early: incomplete
};

StabilityAnalysis analyseStability(const StabilityJob& job, const std::atomic<bool>& stop);

/// Does one job; lives in the thread of its StabilityRun. Never touches a widget.
class StabilityWorker final : public QObject {
    Q_OBJECT
public:
    StabilityWorker(StabilityJob job, std::shared_ptr<const std::atomic<bool>> stop);

public slots:
    void run(); ///< emits finished() exactly once

signals:
    void finished(const std::shared_ptr<const ui::StabilityAnalysis>& analysis);

private:
    StabilityJob m_job;
    std::shared_ptr<const std::atomic<bool>> m_stop;
};

/// One run of one job in a thread of its own; finished() arrives queued in the owner's thread,
/// exactly once. The destructor stops and joins.
class StabilityRun final : public QObject {
    Q_OBJECT
public:
    explicit StabilityRun(StabilityJob job, QObject* parent = nullptr);
    ~StabilityRun() override;

    void start();

signals:
    void finished(const std::shared_ptr<const ui::StabilityAnalysis>& analysis);

private:
    std::shared_ptr<std::atomic<bool>> m_stop = std::make_shared<std::atomic<bool>>(false);
    QThread m_thread;
    StabilityWorker* m_worker; // lives in m_thread, which deletes it
};

} // namespace ui
