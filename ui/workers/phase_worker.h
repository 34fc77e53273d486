// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/phase_orbits.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace ui {

/// One trajectory that the user has launched.
struct PhaseLaunch {
    int number = 0; ///< from 1; names it in the chart and the table
    std::vector<double> start; ///< all components
    bool backward = false;
    const solvers::Method* method = nullptr;
    solvers::SolveOptions options; ///< step or tolerances; times are the job's

    bool operator==(const PhaseLaunch& other) const;
};

/// What the phase view asks a worker for.
struct PhaseJob {
    solvers::Problem problem;
    std::size_t x = 0; ///< components; of one equation both are 0
    std::size_t y = 1;
    solvers::PlaneWindow window; ///< on screen
    solvers::PlaneWindow limits; ///< a trajectory outside of it has left
    bool portrait = true; ///< false: trajectories only
    bool streamlines = false; ///< of the portrait
    bool past = false; ///< each trajectory the other way round as well
    bool untilClosed = true;
    int columns = 28; ///< of the direction field
    int rows = 15;
    std::vector<PhaseLaunch> launches;
};

/// Everything about the plane that belongs to no trajectory.
struct PhasePortrait {
    solvers::PlaneWindow window;
    std::vector<solvers::FieldSample> field;
    std::array<std::vector<solvers::PlaneLine>, 2> nullclines;
    solvers::EquilibriumSearch equilibria;
    std::vector<solvers::Separatrix> separatrices;
    std::vector<solvers::PlaneLine> streamlines;
    std::optional<solvers::PhaseLine> line; ///< of one equation, which has nothing else
};

/// One trajectory, followed.
struct PhaseTrajectory {
    PhaseLaunch launch;
    solvers::PlaneLine line;
    solvers::PlaneLine past; ///< empty unless asked for
    solvers::OrbitKind kind = solvers::OrbitKind::Open;
    double period = std::numeric_limits<double>::quiet_NaN();
    double invariant = std::numeric_limits<double>::quiet_NaN(); ///< the problem's first, at start
    double drift = std::numeric_limits<double>::quiet_NaN(); ///< its largest change over the steps
    std::string trouble; ///< why the method stopped or could not be used; else empty
};

/// The outcome of a job; immutable once it has left the worker.
struct PhaseResults {
    PhaseJob job;
    bool autonomous = true;
    std::vector<bool> angles; ///< components with the period 2 pi
    std::optional<PhasePortrait> portrait;
    std::vector<PhaseTrajectory> trajectories; ///< in the order of the launches
    std::string trouble; ///< not empty: nothing could be computed, and why
    bool stopped = false; ///< ended early: nothing here is complete
};

/// Runs a job in the calling thread. stop: another thread may set it; it then ends early.
/// Unusable methods and problems are told in the results, not thrown.
PhaseResults runPhaseJob(const PhaseJob& job, const std::atomic<bool>& stop);

/// Runs one job; lives in the thread of its PhaseRun. Never touches a widget.
class PhaseWorker final : public QObject {
    Q_OBJECT
public:
    PhaseWorker(PhaseJob job, std::shared_ptr<const std::atomic<bool>> stop);

public slots:
    void run(); ///< emits finished() exactly once

signals:
    void finished(const std::shared_ptr<const ui::PhaseResults>& results);

private:
    PhaseJob m_job;
    std::shared_ptr<const std::atomic<bool>> m_stop;
};

/// One run of one job in a thread of its own; finished() arrives queued, exactly once. The
/// destructor stops and joins.
class PhaseRun final : public QObject {
    Q_OBJECT
public:
    explicit PhaseRun(PhaseJob job, QObject* parent = nullptr);
    ~PhaseRun() override;

    void start();
    /// Stops, drops what is still to come and deletes the object once its thread has ended.
    void abandon();

signals:
    void finished(const std::shared_ptr<const ui::PhaseResults>& results);

private:
    std::shared_ptr<std::atomic<bool>> m_stop = std::make_shared<std::atomic<bool>>(false);
    QThread m_thread;
    PhaseWorker* m_worker; // lives in m_thread, which deletes it
};

} // namespace ui
