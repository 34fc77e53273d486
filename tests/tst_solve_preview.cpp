// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/workers/solve_job.h"

#include <QCheckBox>
#include <QElapsedTimer>
#include <QSlider>
#include <QTimer>

using ui::Command;

class TestSolvePreview : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolvePreview()
        : SolvePage("tst_solve_preview")
    {
    }

private:
    QSlider* showLotkaVolterra()
    {
        part<ui::ComboBox>("solve_problem")->selectData("lotka-volterra");
        [this] { QTRY_VERIFY(lab().results()->job.problem.id == "lotka-volterra"); }();
        return part<QSlider>("solve_parameter_slider_a");
    }
    /// The pause before a solve, so long that a preview is done before it on any machine.
    void setPause(int milliseconds)
    {
        int changed = 0;
        for (QTimer* timer : lab().findChildren<QTimer*>(QString(), Qt::FindDirectChildrenOnly))
            if (timer->interval() == 150) {
                timer->setInterval(milliseconds);
                ++changed;
            }
        QCOMPARE(changed, 1);
    }
    double shownEnd(const QString& curve) const { return chart()->curve(curve)->samples->y.back(); }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void curvesFollowTheSliderBeforeTheSolve()
    {
        auto* slider = showLotkaVolterra();
        const auto results = lab().results();
        setPause(3000);
        QSignalSpy previewed(&lab(), &ui::SolveLab::previewed);
        QSignalSpy solved(&lab(), &ui::SolveLab::solved);
        const double before = shownEnd("rk4");
        slider->setSliderDown(true);
        slider->setValue(slider->value() + 100);
        QTRY_COMPARE(previewed.count(), 1);
        QVERIFY(shownEnd("rk4") != before);
        QCOMPARE(solved.count(), 0);
        QVERIFY(lab().results() == results); // the table waits for the real solve
        const double preview = shownEnd("rk4");
        slider->setSliderDown(false);
        QTRY_COMPARE(solved.count(), 1);
        QCOMPARE(shownEnd("rk4"), preview); // bit for bit: the same solve
        QVERIFY(std::isfinite(lab().results()->methods[1].seconds));
    }

    // However fast the moves come: never a queue, and the last one wins.
    void theNewestMoveWins()
    {
        auto* slider = showLotkaVolterra();
        setPause(60'000);
        QSignalSpy previewed(&lab(), &ui::SolveLab::previewed);
        const int start = slider->value();
        for (int i = 1; i <= 50; ++i)
            slider->setValue(start + i);
        QTRY_COMPARE(previewed.count(), 2); // one was under way, one waited
        const double shown = shownEnd("rk4");
        ui::SolveJob job = lab().settings().job();
        job.preview = true;
        const std::atomic<bool> stop { false };
        const ui::SolveResults alone = ui::runSolveJob(job, stop, [](int, int) {});
        const auto& y = alone.methods[1].solution.y;
        QCOMPARE(shown, y[y.size() - 2]); // the first component at the end
    }

    void withoutSolveOnEveryChangeNothingMoves()
    {
        auto* slider = showLotkaVolterra();
        part<QCheckBox>("solve_always")->setChecked(false);
        QSignalSpy previewed(&lab(), &ui::SolveLab::previewed);
        slider->setValue(slider->value() + 100);
        QTest::qWait(300); // longer than a preview and the pause before a solve
        QCOMPARE(previewed.count(), 0);
    }

    void aSolveWithoutEndIsCancelledWithinATenthOfASecond()
    {
        ui::SolveSettings settings = lab().settings();
        settings.problem = solvers::problemById("lotka-volterra");
        settings.reference = ui::ReferenceKind::None;
        // With 1e-9 and a million million steps allowed, hours; memory grows by 24 bytes a step.
        settings.solvers = { { "rk4", true, false, 1e-9, 1e-4 } };
        settings.maxSteps = 1'000'000'000'000;
        lab().setSettings(settings);
        lab().solve();
        QVERIFY(lab().isSolving());
        QTest::qWait(50); // it is well under way
        QElapsedTimer timer;
        timer.start();
        lab().execute(Command::Cancel);
        QVERIFY(!lab().isSolving());
        QVERIFY(timer.elapsed() < 100);
        close(); // joins the thread
        QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
    }

    void thePreviewOfAStiffProblemHasAReference()
    {
        for (const solvers::Problem& problem : solvers::problems()) {
            if (!problem.stiff || problem.hasExact())
                continue;
            ui::SolveJob job { problem, {}, ui::ReferenceKind::Accurate, true };
            const std::atomic<bool> stop { false };
            const ui::SolveResults results = ui::runSolveJob(job, stop, [](int, int) {});
            QVERIFY2(!results.reference.isEmpty() && results.reference.t.back() == problem.t1,
                problem.id.c_str());
        }
    }
};

REGISTER_TEST(TestSolvePreview)
#include "tst_solve_preview.moc"
