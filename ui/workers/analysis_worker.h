// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/invariants.h"
#include "solvers/analysis/work_precision.h"
#include "ui/workers/solve_results.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <atomic>
#include <memory>

namespace ui {

/// What the analysis views want to know beyond the results of a solve.
enum class AnalysisKind {
    Study, ///< error at the end against step, tolerance, work and time: many solves
    Drift ///< of the invariants along the solutions that are there
};

/// The outcome of one analysis; immutable once it has left the worker.
struct AnalysisResults {
    std::shared_ptr<const SolveResults> of; ///< what it belongs to
    std::vector<solvers::Convergence> convergence; ///< of the methods with fixed steps
    std::vector<solvers::WorkPrecision> work; ///< of all methods
    /// By method of `of`, then by invariant; empty for a method that could not be used.
    std::vector<std::vector<solvers::InvariantDrift>> drift;
    bool referenceKnown = true; ///< of a study; else every error is unknown
    QString fault; ///< not empty: why it broke off
    bool stopped = false; ///< ended early: nothing here is complete
};

/// Steps of a study: from the present one down by halvings, 2^-8 of it last.
std::vector<double> studySteps(double present);
/// Tolerances of a study: 1e-2, 1e-3 ... 1e-12.
std::vector<double> studyTolerances();
/// What a study may spend on one method of a system of dim equations.
solvers::StudyLimits studyLimits(std::size_t dim);

/// Analyses one set of results; lives in the thread of its AnalysisRun. Never touches a widget.
class AnalysisWorker final : public QObject {
    Q_OBJECT
public:
    /// results: not null. stop: any thread may set it; the work then ends after the step under
    /// way.
    AnalysisWorker(std::shared_ptr<const SolveResults> results, AnalysisKind kind,
        std::shared_ptr<const std::atomic<bool>> stop);

public slots:
    void run(); ///< emits finished() exactly once

signals:
    void progressed(int methodsDone, int methodsTotal);
    void finished(const std::shared_ptr<const ui::AnalysisResults>& results);

private:
    void study(AnalysisResults& analysis);
    void measureDrift(AnalysisResults& analysis);

    std::shared_ptr<const SolveResults> m_results;
    AnalysisKind m_kind;
    std::shared_ptr<const std::atomic<bool>> m_stop;
};

/// One analysis in a thread of its own. Signals arrive queued in the thread of the owner;
/// finished() comes exactly once, also after stop(). The destructor stops and joins.
class AnalysisRun final : public QObject {
    Q_OBJECT
public:
    AnalysisRun(
        std::shared_ptr<const SolveResults> results, AnalysisKind kind, QObject* parent = nullptr);
    ~AnalysisRun() override;

    void start();
    void stop(); ///< returns at once; the run ends after the step under way
    /// Stops, drops what is still to come and deletes the object once its thread has ended.
    void abandon();

signals:
    void progressed(int methodsDone, int methodsTotal);
    void finished(const std::shared_ptr<const ui::AnalysisResults>& results);

private:
    // Shared, because the worker may be gone while its thread is still ending.
    std::shared_ptr<std::atomic<bool>> m_stop = std::make_shared<std::atomic<bool>>(false);
    QThread m_thread;
    AnalysisWorker* m_worker; // lives in m_thread, which deletes it
};

} // namespace ui
