// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workers/phase_worker.h"

#include "solvers/analysis/nullclines.h"

#include <algorithm>
#include <cmath>
#include <exception>

namespace ui {

namespace {

using solvers::OrbitKind;

constexpr int kNullclineColumns = 120;
constexpr int kNullclineRows = 80;
constexpr int kLinePoints = 801; // of f(y) against y
constexpr int kStreamColumns = 12;
constexpr int kStreamRows = 8;
constexpr double kLongestRun = 1000.0; // intervals of the problem: "until closed or out"
constexpr double kLongestLine = 40.0; // sizes of the limits: a chaotic orbit never closes

PhasePortrait makePortrait(const PhaseJob& job, bool autonomous, const std::atomic<bool>& stop)
{
    PhasePortrait portrait;
    portrait.window = job.window;
    const solvers::Problem& problem = job.problem;
    if (problem.dim() == 1) {
        portrait.line = solvers::phaseLine(
            problem, problem.t0, job.window.lower.x, job.window.upper.x, kLinePoints, stop);
        return portrait;
    }
    solvers::PhasePlane plane(problem, { job.x, job.y, problem.y0, problem.t0 });
    portrait.field = solvers::sampleField(plane, job.window, job.columns, job.rows, stop);
    for (const int component : { 0, 1 })
        portrait.nullclines[static_cast<std::size_t>(component)] = solvers::nullcline(
            plane, component, job.window, kNullclineColumns, kNullclineRows, stop);
    portrait.equilibria = solvers::findEquilibria(plane, job.window, stop);
    // Of a section through a larger or a moving field they would separate nothing.
    if (problem.dim() == 2 && autonomous)
        portrait.separatrices
            = solvers::separatrices(plane, portrait.equilibria.points, job.window, stop);
    if (job.streamlines)
        portrait.streamlines
            = solvers::streamlines(plane, job.window, kStreamColumns, kStreamRows, stop);
    return portrait;
}

/// The first invariant at the start, and how far the steps carry it away.
void measureInvariant(
    const solvers::Problem& problem, const solvers::Orbit& orbit, PhaseTrajectory& trajectory)
{
    if (problem.invariants.empty() || orbit.size() == 0)
        return;
    const auto function
        = solvers::makeStateFunction(problem, { problem.invariants.front().expression });
    double value = 0.0;
    for (std::size_t i = 0; i < orbit.size(); ++i) {
        function->evaluate(orbit.t[i],
            { orbit.y.data() + i * orbit.dim, static_cast<solvers::Index>(orbit.dim) },
            { &value, 1 });
        if (i == 0) {
            trajectory.invariant = value;
            trajectory.drift = 0.0;
        }
        trajectory.drift = std::max(trajectory.drift, std::abs(value - trajectory.invariant));
    }
    if (!std::isfinite(trajectory.invariant))
        trajectory.drift = trajectory.invariant = std::numeric_limits<double>::quiet_NaN();
}

class Follower {
public:
    Follower(const PhaseJob& job, bool autonomous, std::vector<bool> angles)
        : m_job(job)
        , m_system(solvers::makeSystem(job.problem))
    {
        m_options.untilClosed = job.untilClosed && autonomous;
        m_options.x = job.x;
        m_options.y = job.y;
        m_options.limits = job.limits;
        m_options.angles = std::move(angles);
        m_options.longest = m_options.untilClosed ? kLongestLine : 0.0;
    }

    PhaseTrajectory follow(const PhaseLaunch& launch, const std::atomic<bool>& stop)
    {
        PhaseTrajectory result;
        result.launch = launch;
        const auto dim = static_cast<solvers::Index>(m_job.problem.dim());
        result.trouble = launch.method->problem(dim);
        if (!result.trouble.empty()) {
            result.kind = OrbitKind::Fails;
            return result;
        }
        const solvers::Orbit orbit = orbitOf(launch, launch.backward, stop);
        result.kind = orbit.kind;
        result.period = orbit.period;
        result.line = solvers::orbitLine(orbit, m_job.x, m_job.y, m_job.window);
        if (orbit.kind == OrbitKind::Fails)
            result.trouble = orbit.report.message();
        measureInvariant(m_job.problem, orbit, result);
        if (m_job.past)
            result.past = solvers::orbitLine(
                orbitOf(launch, !launch.backward, stop), m_job.x, m_job.y, m_job.window);
        return result;
    }

private:
    solvers::Orbit orbitOf(const PhaseLaunch& launch, bool backward, const std::atomic<bool>& stop)
    {
        const solvers::Problem& problem = m_job.problem;
        m_options.method = launch.method;
        m_options.solve = launch.options;
        m_options.solve.t0 = problem.t0;
        double span = problem.t1 - problem.t0;
        if (m_options.untilClosed)
            span *= kLongestRun;
        if (m_options.untilClosed && !launch.options.adaptive)
            span = std::copysign(
                std::min(std::abs(span),
                    launch.options.step * static_cast<double>(launch.options.maxSteps)),
                span);
        m_options.solve.t1 = problem.t0 + (backward ? -span : span);
        const solvers::Vector<double> y0 = solvers::ConstVectorView<double>(
            launch.start.data(), static_cast<solvers::Index>(launch.start.size()));
        return solvers::followOrbit(*m_system, y0, m_options, stop);
    }

    const PhaseJob& m_job;
    std::unique_ptr<solvers::OdeSystem<double>> m_system;
    solvers::OrbitOptions m_options;
};

} // namespace

bool PhaseLaunch::operator==(const PhaseLaunch& other) const
{
    return number == other.number && start == other.start && backward == other.backward
        && method == other.method && options.adaptive == other.options.adaptive
        && options.step == other.options.step && options.rtol == other.options.rtol;
}

PhaseResults runPhaseJob(const PhaseJob& job, const std::atomic<bool>& stop)
{
    PhaseResults results;
    results.job = job;
    try {
        results.autonomous = solvers::isAutonomous(job.problem);
        results.angles = solvers::angles(job.problem);
        Follower follower(job, results.autonomous, results.angles);
        for (const PhaseLaunch& launch : job.launches)
            results.trajectories.push_back(follower.follow(launch, stop));
        if (job.portrait)
            results.portrait = makePortrait(job, results.autonomous, stop);
    } catch (const std::exception& error) {
        results.trouble = error.what();
    }
    results.stopped = stop;
    return results;
}

PhaseWorker::PhaseWorker(PhaseJob job, std::shared_ptr<const std::atomic<bool>> stop)
    : m_job(std::move(job))
    , m_stop(std::move(stop))
{
}

void PhaseWorker::run()
{
    emit finished(std::make_shared<const PhaseResults>(runPhaseJob(m_job, *m_stop)));
}

PhaseRun::PhaseRun(PhaseJob job, QObject* parent)
    : QObject(parent)
    , m_worker(new PhaseWorker(std::move(job), m_stop))
{
    m_thread.setObjectName(QStringLiteral("phase"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, m_worker, &PhaseWorker::run);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &PhaseWorker::finished, this, &PhaseRun::finished);
    connect(m_worker, &PhaseWorker::finished, &m_thread, &QThread::quit, Qt::DirectConnection);
}

PhaseRun::~PhaseRun()
{
    m_stop->store(true);
    if (!m_thread.isRunning() && !m_thread.isFinished())
        delete m_worker; // never started, so no thread deletes it
    m_thread.quit();
    m_thread.wait();
}

void PhaseRun::start()
{
    m_thread.start();
}

void PhaseRun::abandon()
{
    m_stop->store(true);
    blockSignals(true);
    if (m_thread.isRunning())
        connect(&m_thread, &QThread::finished, this, &QObject::deleteLater);
    else
        deleteLater();
}

} // namespace ui
