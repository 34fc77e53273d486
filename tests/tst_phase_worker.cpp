// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/workers/phase_worker.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace ui;

namespace {

/// The plane of the first two components about y0, with the problem's own start.
PhaseJob jobOf(const solvers::Problem& problem)
{
    PhaseJob job;
    job.problem = problem;
    job.y = problem.dim() > 1 ? 1 : 0;
    const double x = problem.y0[job.x];
    const double y = problem.y0[job.y];
    job.window = { { x - 2.0, y - 1.5 }, { x + 2.0, y + 1.5 } };
    job.limits = job.window.enlarged(1.0);
    job.past = job.streamlines = problem.dim() == 2;
    PhaseLaunch launch { 1, problem.y0, false, &solvers::methodById("dopri5"), {} };
    launch.options.adaptive = true;
    launch.options.rtol = launch.options.atol = 1e-6;
    launch.options.maxSteps = 20'000;
    job.launches.push_back(launch);
    return job;
}

} // namespace

class TestPhaseWorker : public QObject {
    Q_OBJECT

private slots:
    void everyProblemHasAPortrait_data()
    {
        QTest::addColumn<QString>("id");
        for (const solvers::Problem& problem : solvers::problems())
            QTest::newRow(problem.id.c_str()) << QString::fromStdString(problem.id);
    }

    void everyProblemHasAPortrait()
    {
        QFETCH(QString, id);
        const solvers::Problem& problem = solvers::problemById(id.toStdString());
        const std::atomic<bool> goOn { false };
        const PhaseResults results = runPhaseJob(jobOf(problem), goOn);
        QVERIFY2(results.trouble.empty(), results.trouble.c_str());
        QVERIFY(!results.stopped);
        QVERIFY(results.portrait);
        QCOMPARE(results.portrait->line.has_value(), problem.dim() == 1);
        QCOMPARE(results.trajectories.size(), std::size_t { 1 });
        const PhaseTrajectory& only = results.trajectories[0];
        QVERIFY(!only.line.empty());
        QCOMPARE(only.line.front().x, problem.y0[0]);
        for (const solvers::PlanePoint& point : only.line)
            QVERIFY(std::isfinite(point.x) && std::isfinite(point.y));
        QVERIFY(problem.dim() == 1 || !results.portrait->field.empty());
        if (!problem.invariants.empty())
            QVERIFY(only.drift < 0.1 * std::max(1.0, std::abs(only.invariant)));
    }

    void unusableMethodIsToldInItsRow()
    {
        PhaseJob job = jobOf(solvers::problemById("lorenz"));
        job.launches[0].method = &solvers::methodById("verlet");
        job.launches[0].options.adaptive = false;
        const std::atomic<bool> goOn { false };
        const PhaseResults results = runPhaseJob(job, goOn);
        QCOMPARE(results.trajectories[0].kind, solvers::OrbitKind::Fails);
        QVERIFY(!results.trajectories[0].trouble.empty());
        QVERIFY(results.portrait);
    }

    void unusableProblemIsTold()
    {
        PhaseJob job = jobOf(solvers::problemById("lorenz"));
        job.problem.rhs[1] = "nonsense(";
        const std::atomic<bool> goOn { false };
        QVERIFY(!runPhaseJob(job, goOn).trouble.empty());
    }

    void runEndsInOneSignal()
    {
        PhaseRun run(jobOf(solvers::problemById("pendulum")));
        QSignalSpy finished(&run, &PhaseRun::finished);
        run.start();
        QVERIFY(finished.wait(20'000));
        QCOMPARE(finished.size(), 1);
        const auto results = finished[0][0].value<std::shared_ptr<const PhaseResults>>();
        QVERIFY(results && results->portrait && !results->stopped);
    }

    void destructorStopsAndJoins()
    {
        PhaseJob job = jobOf(solvers::problemById("lorenz"));
        job.untilClosed = false;
        job.problem.t1 = 1e6;
        job.launches[0].options.adaptive = false;
        job.launches[0].options.step = 1e-4;
        job.launches[0].options.maxSteps = 1'000'000'000; // hours
        QElapsedTimer timer;
        timer.start();
        {
            PhaseRun run(job);
            run.start();
        }
        QVERIFY(timer.elapsed() < 5000);
        PhaseRun never(job); // not started: nothing to join
    }
};

REGISTER_TEST(TestPhaseWorker)
#include "tst_phase_worker.moc"
