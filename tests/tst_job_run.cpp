// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/workers/job_run.h"

#include <QPointer>
#include <QSignalSpy>
#include <QTest>

#include <thread>

namespace {

/// Works until it is stopped.
std::shared_ptr<const void> untilStopped(const std::atomic<bool>& stop)
{
    while (!stop)
        std::this_thread::yield();
    return std::make_shared<const int>(-1);
}

} // namespace

class TestJobRun : public QObject {
    Q_OBJECT

private slots:
    void resultAndProgressArriveInTheOwnersThread()
    {
        const auto* here = QThread::currentThread();
        ui::JobRun run([here](const std::atomic<bool>&, const ui::JobRun::Progress& progress) {
            progress(1, 2);
            return std::make_shared<const bool>(QThread::currentThread() != here);
        });
        QSignalSpy progressed(&run, &ui::JobRun::progressed);
        std::shared_ptr<const void> result;
        int calls = 0;
        connect(&run, &ui::JobRun::finished, this, [&](const std::shared_ptr<const void>& value) {
            QCOMPARE(QThread::currentThread(), here);
            result = value;
            ++calls;
        });
        run.start();
        QTRY_COMPARE(calls, 1);
        QVERIFY(*std::static_pointer_cast<const bool>(result));
        QCOMPARE(progressed.count(), 1);
    }

    void stopEndsTheWorkAndItStillFinishes()
    {
        ui::JobRun run([](const std::atomic<bool>& stop, const ui::JobRun::Progress&) {
            return untilStopped(stop);
        });
        QSignalSpy finished(&run, &ui::JobRun::finished);
        run.start();
        run.stop();
        QTRY_COMPARE(finished.count(), 1);
    }

    void anAbandonedRunIsSilentAndGoes()
    {
        QPointer<ui::JobRun> run(
            new ui::JobRun([](const std::atomic<bool>& stop, const ui::JobRun::Progress& progress) {
                const auto result = untilStopped(stop);
                progress(1, 1);
                return result;
            }));
        QSignalSpy finished(run, &ui::JobRun::finished);
        QSignalSpy progressed(run, &ui::JobRun::progressed);
        run->start();
        run->abandon();
        QTRY_VERIFY(run.isNull());
        QCOMPARE(finished.count() + progressed.count(), 0);
    }

    // One that has done its work, and one that was never started.
    void abandonAfterTheEndAndBeforeTheStart()
    {
        const auto work = [](const std::atomic<bool>&, const ui::JobRun::Progress&) {
            return std::shared_ptr<const void>();
        };
        QPointer<ui::JobRun> done(new ui::JobRun(work));
        connect(done, &ui::JobRun::finished, done, [&done] { done->abandon(); });
        done->start();
        QTRY_VERIFY(done.isNull());
        QPointer<ui::JobRun> idle(new ui::JobRun(work));
        idle->abandon();
        QTRY_VERIFY(idle.isNull());
    }

    void theDestructorStopsAndJoins()
    {
        ui::JobRun run([](const std::atomic<bool>& stop, const ui::JobRun::Progress&) {
            return untilStopped(stop);
        });
        run.start();
    }
};

REGISTER_TEST(TestJobRun)
#include "tst_job_run.moc"
