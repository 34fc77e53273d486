// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_analysis_page.h"
#include "test_program.h"

#include <QTimer>

#include <algorithm>

using ui::Command;

class TestSolveAnalysisRuns : public QObject, private SolveAnalysisPage {
    Q_OBJECT

public:
    TestSolveAnalysisRuns()
        : SolveAnalysisPage("tst_solve_analysis_runs")
    {
    }

private:
    /// A study of several seconds: as many steps as the limits allow, with the slowest method.
    void makeStudyLong()
    {
        lab().findChild<ui::SolverList*>()->add(solvers::methodById("gauss3"))->setTicked(true);
        type("solve_step_gauss3", "0.001");
        type("solve_step_euler", "0.001");
        type("solve_step_rk4", "0.001");
        QTRY_VERIFY_WITH_TIMEOUT(lab().results()->methods.size() == 3
                && std::ranges::all_of(lab().results()->methods,
                    [](const ui::MethodResult& m) { return m.solution.options.step == 0.001; }),
            60'000);
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void driftShowsWhatIsSymplectic()
    {
        pick("pendulum");
        tick("verlet");
        clickTab("invariants");
        QTRY_VERIFY_WITH_TIMEOUT(view()->drift() && !view()->isBusy(), 60'000);
        const auto& methods = lab().results()->methods;
        for (std::size_t i = 0; i < methods.size(); ++i) {
            const auto expected
                = solvers::invariantDrifts(lab().results()->job.problem, methods[i].solution);
            const ui::PlotCurve* curve
                = plot("invariants")
                      ->curve(QString::fromStdString(std::string(methods[i].solution.method->id)));
            QVERIFY(curve && curve->samples->y == expected.front().drift);
        }
        QVERIFY(part<QLabel>("solve_remark_invariants")->text().contains("energy"));
        QVERIFY(!part<ui::ComboBox>("solve_invariant")->isVisible()); // there is one only
    }

    void severalInvariantsHaveAPicker()
    {
        pick("kepler");
        clickTab("invariants");
        QTRY_VERIFY_WITH_TIMEOUT(view()->drift() && !view()->isBusy(), 60'000);
        auto* picker = part<ui::ComboBox>("solve_invariant");
        QVERIFY(picker->isVisible());
        QCOMPARE(picker->count(), 4);
        const auto energy = plot("invariants")->curve("euler")->samples->y;
        picker->setFocus();
        QTest::keyClick(picker, Qt::Key_Down);
        QCOMPARE(picker->currentText(), QString("angular momentum"));
        const auto momentum = plot("invariants")->curve("euler")->samples->y;
        QVERIFY(energy != momentum);
        QVERIFY(momentum == view()->drift()->drift.front()[1].drift);
        // The tab stays while it is on show, and goes once another one is.
        pick("logistic");
        QVERIFY(reason("invariants")->isVisible());
        clickTab("error");
        QVERIFY(!part<QTabBar>("solve_tabs")
                     ->isTabVisible(static_cast<int>(lab().tabs().indexOf("invariants"))));
    }

    // The event loop turns while the study goes on: the work is elsewhere.
    void theWindowAnswersDuringAStudy()
    {
        makeStudyLong();
        int turns = 0;
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, [&] { turns += view()->isBusy() ? 1 : 0; });
        timer.start(0);
        clickTab("convergence");
        QVERIFY(view()->isBusy() && !view()->study());
        QCOMPARE(reason("convergence")->text(), QString("Measuring…"));
        QTRY_VERIFY_WITH_TIMEOUT(turns > 100, 60'000);
        QVERIFY(!view()->study());
        QVERIFY(lab().commands().testFlag(Command::Cancel));
        lab().execute(Command::Cancel);
        QVERIFY(!view()->isBusy());
        QVERIFY(reason("convergence")->text().startsWith("Cancelled"));
        close(); // joins what is still ending
    }

    void aStudyGoesOnOnlyWhileOnShow()
    {
        makeStudyLong();
        clickTab("work-precision");
        QVERIFY(view()->isBusy());
        clickTab("trajectory");
        QVERIFY(!view()->isBusy());
        clickTab("convergence");
        QVERIFY(view()->isBusy());
        clickTab("error"); // the same view, but nothing of the study is on show
        QVERIFY(!view()->isBusy());
    }

    void problemsChangeDuringAStudy()
    {
        makeStudyLong();
        clickTab("convergence");
        QVERIFY(view()->isBusy());
        for (const char* problem : { "pendulum", "logistic", "lotka-volterra" })
            pick(problem);
        lab().restoreDefaults();
        pick("logistic");
        waitForStudy();
        QVERIFY(view()->study()->of->job.problem == lab().problem());
        QVERIFY(plot("convergence")->curve("euler"));
        QVERIFY(!plot("convergence")->curve("gauss3"));
    }
};

REGISTER_TEST(TestSolveAnalysisRuns)
#include "tst_solve_analysis_runs.moc"
