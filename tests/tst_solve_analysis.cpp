// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "ui/labs/solve_analysis_view.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/plots/export_dialog.h"
#include "ui/workers/analysis_worker.h"

#include <QAccessible>
#include <QCheckBox>
#include <QLabel>
#include <QTabBar>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using ui::Command;
using ui::SolveAnalysisView;

class TestSolveAnalysis : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveAnalysis()
        : SolvePage("tst_solve_analysis")
    {
    }

private:
    ui::PlotView* plot(const char* id) const
    {
        return part<ui::PlotView>(QStringLiteral("solve_chart_") + QLatin1String(id));
    }

    QLabel* reason(const char* id) const
    {
        return part<QLabel>(QStringLiteral("solve_reason_") + QLatin1String(id));
    }

    SolveAnalysisView* view() const { return lab().findChild<SolveAnalysisView*>(); }

    /// A click on the tab, as the user does.
    void clickTab(const QString& id)
    {
        auto* tabs = part<QTabBar>("solve_tabs");
        const auto index = static_cast<int>(lab().tabs().indexOf(id));
        QVERIFY(index >= 0 && tabs->isTabVisible(index));
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(index).center());
        QCOMPARE(lab().currentTab(), id);
    }

    void waitForStudy()
    {
        QTRY_VERIFY_WITH_TIMEOUT(
            view()->study() && view()->study()->of == lab().results() && !view()->isBusy(), 60'000);
    }

    void tick(const char* solver)
    {
        const int before = solved();
        lab().findChild<ui::SolverList*>()->add(solvers::methodById(solver))->setTicked(true);
        waitForResult(before);
    }

    void pick(const char* problem)
    {
        const int before = solved();
        lab().setProblem(solvers::problemById(problem));
        waitForResult(before);
    }

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

    void tabsStandInTheirOrder()
    {
        const QStringList order { "error", "step-size", "convergence", "work-precision",
            "invariants" };
        QStringList found;
        for (const QString& tab : lab().tabs())
            if (order.contains(tab))
                found << tab;
        QCOMPARE(found, order);
        QCOMPARE(lab().tabs().front(), QString("trajectory"));
        QCOMPARE(lab().tabs().back(), QString("invariants"));
        // The article's problem keeps nothing.
        QVERIFY(!part<QTabBar>("solve_tabs")->isTabVisible(static_cast<int>(found.size())));
    }

    void errorIsThatOfTheResults()
    {
        clickTab("error");
        for (const ui::MethodResult& method : lab().results()->methods) {
            const ui::PlotCurve* curve = plot("error")->curve(
                QString::fromStdString(std::string(method.solution.method->id)));
            QVERIFY(curve && curve->samples->y == method.error);
            QVERIFY(curve->samples->x == method.solution.t);
            QVERIFY(curve->markerEvery == static_cast<int>(curve->samples->x.size() + 23) / 24);
        }
        QVERIFY(plot("error")->axis(ui::PlotView::AxisId::Y).logarithmic);
        // Figure 2: Euler ends at 13.85 and Runge-Kutta 4 never falls below 1e-4.
        QCOMPARE(plot("error")->ranges().y, (ui::PlotRange { 1e-4, 100.0 }));
        QVERIFY(reason("error")->isHidden());
        const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(plot("error"));
        QCOMPARE(face->text(QAccessible::Name), QString("Error"));
        QVERIFY(plot("error")->description().contains("Euler"));
    }

    void timeIsSharedWithTheTransport()
    {
        clickTab("error");
        QVERIFY(lab().commands().testFlag(Command::StepBack));
        lab().execute(Command::FirstStep);
        lab().execute(Command::StepForward);
        QCOMPARE(plot("error")->crosshairX(), std::optional(0.05)); // one step of Euler
        clickTab("step-size");
        QCOMPARE(plot("step-size")->crosshairX(), std::optional(0.05));
        clickTab("convergence");
        QVERIFY(!lab().commands().testFlag(Command::StepBack));
    }

    void withoutAReferenceThePageSaysWhy()
    {
        clickTab("convergence");
        waitForStudy();
        auto* reference = part<ui::ComboBox>("solve_reference");
        const int before = solved();
        reference->setFocus();
        QTest::keyClick(reference, Qt::Key_End); // None
        waitForResult(before);
        QVERIFY(lab().results()->job.reference == ui::ReferenceKind::None);
        QVERIFY(!view()->isBusy());
        QVERIFY(reason("convergence")->text().contains("Compare with"));
        clickTab("error");
        QVERIFY(reason("error")->isVisible() && !plot("error")->isVisible());
    }

    void anExactMethodSaysSo()
    {
        solvers::Problem line;
        line.rhs = { "1" };
        line.y0 = { 0.0 };
        line.exact = { "t" };
        lab().setProblem(line);
        waitForResult(solved());
        clickTab("error");
        // Twentieths are not exact in binary, quarters are.
        QCOMPARE(plot("error")->curve("euler")->name, QString("Euler"));
        QVERIFY(part<QLabel>("solve_remark_error")->text().contains("Euler at "));
        const int before = solved();
        type("solve_step_euler", "0.25");
        waitForResult(before);
        QVERIFY(plot("error")->curve("euler")->name.endsWith("0 at every step"));
    }

    void stepsAcceptedAndRejected()
    {
        tick("dopri5");
        clickTab("step-size");
        const ui::MethodResult& method = lab().results()->methods.back();
        QVERIFY(method.solution.report.rejected > 0);
        const ui::PlotCurve* accepted = plot("step-size")->curve("dopri5");
        const ui::PlotCurve* rejected = plot("step-size")->curve("dopri5/rejected");
        QVERIFY(accepted && rejected);
        QCOMPARE(
            static_cast<long>(accepted->markerSamples->x.size()), method.solution.report.accepted);
        QCOMPARE(
            static_cast<long>(rejected->markerSamples->x.size()), method.solution.report.rejected);
        QCOMPARE(accepted->markerSamples->y.front(), method.solution.t[1] - method.solution.t[0]);
        QCOMPARE(rejected->markerSamples->y.front(), method.solution.rejectedSteps.front().step);
        QCOMPARE(rejected->style.light, ui::lightTokens().error);
        QVERIFY(rejected->style.marker == ui::Marker::Cross && !rejected->line);
        const ui::PlotCurve* fixed = plot("step-size")->curve("rk4");
        QVERIFY(fixed->dashed && !fixed->inLegend && fixed->samples->y.front() == 0.25);
    }

    void ordersAreThoseOfTheCore()
    {
        clickTab("convergence");
        waitForStudy();
        for (const char* id : { "euler", "rk4" }) {
            const solvers::Method& method = solvers::methodById(id);
            const double present = method.order() == 1 ? 0.05 : 0.25;
            const solvers::Convergence expected = solvers::measureConvergence(
                solvers::problems().front(), method, ui::studySteps(present));
            const ui::PlotCurve* curve = plot("convergence")->curve(id);
            QCOMPARE(curve->samples->x.size(), std::size_t { 9 });
            QCOMPARE(curve->samples->x.back(), present / 256.0);
            for (std::size_t i = 0; i < 9; ++i)
                QCOMPARE(curve->samples->y[i], expected.points[i].error);
            QVERIFY(curve->name.endsWith(QString::number(expected.observedOrder, 'f', 2)));
        }
        QCOMPARE(plot("convergence")->curve("euler")->name, QString("Euler 0.99"));
        QVERIFY(lab().statusText().startsWith("Observed order: slope of a straight line"));
    }

    void roundingIsHollowAndLeavesWithItsCurve()
    {
        const int before = solved();
        type("solve_step_rk4", "0.01"); // 0.01 / 256: 1e-16 of truncation error
        waitForResult(before);
        clickTab("convergence");
        waitForStudy();
        const ui::PlotCurve* hollow = plot("convergence")->curve("rk4/limited");
        QVERIFY(hollow && hollow->hollow && !hollow->inLegend && !hollow->line);
        std::size_t limited = 0;
        for (const auto& point : view()->study()->convergence.back().points)
            limited += point.limited ? 1 : 0;
        QVERIFY(limited > 0);
        QCOMPARE(hollow->markerSamples->x.size(), limited);
        emit plot("convergence")->legendToggled("rk4", false);
        QVERIFY(!plot("convergence")->curve("rk4/limited")->visible);
        QVERIFY(part<QLabel>("solve_remark_convergence")->text().startsWith("Hollow"));
    }

    void workIsEvaluationsOrTime()
    {
        tick("dopri5");
        clickTab("work-precision");
        waitForStudy();
        const auto& all = view()->study()->work;
        QCOMPARE(all.size(), std::size_t { 3 });
        QVERIFY(all[2].adaptive && all[2].points.size() == ui::studyTolerances().size());
        const auto compare = [&](auto work) {
            for (const solvers::WorkPrecision& method : all) {
                const ui::PlotCurve* curve
                    = plot("work-precision")
                          ->curve(QString::fromStdString(std::string(method.method->id)));
                for (std::size_t i = 0; i < method.points.size(); ++i) {
                    QCOMPARE(curve->samples->x[i], work(method.points[i]));
                    QCOMPARE(curve->samples->y[i], method.points[i].error);
                }
            }
        };
        compare([](const solvers::WorkPoint& point) {
            return static_cast<double>(point.report.counters.nfe);
        });
        QTest::mouseClick(part<QCheckBox>("solve_work_axis"), Qt::LeftButton, {}, QPoint(8, 12));
        QVERIFY(plot("work-precision")->axis(ui::PlotView::AxisId::X).title.contains("(s)"));
        compare([](const solvers::WorkPoint& point) { return point.seconds; });
    }

    void allFourStandBesideEachOther()
    {
        tick("dopri5");
        clickTab("convergence");
        QVERIFY(part<ui::ResultsTable>("solve_results")->isVisible());
        auto* four = part<QCheckBox>("solve_all_four");
        QTest::mouseClick(four, Qt::LeftButton, {}, QPoint(8, 12));
        QVERIFY(four->isChecked());
        waitForStudy();
        for (const char* id : { "error", "step-size", "convergence", "work-precision" })
            QVERIFY2(plot(id)->isVisible() && !plot(id)->curves().empty(), id);
        QCOMPARE(view()->plots().size(), std::size_t { 4 });
        QVERIFY(!part<ui::ResultsTable>("solve_results")->isVisible());
        QVERIFY(!view()->hasTransport());
        QVERIFY(plot("convergence")->curve("rk4")->name.startsWith("RK4 "));
        QCOMPARE(plot("work-precision")->curve("dopri5")->name, QString("DP 5(4)"));
        QVERIFY(plot("error")->mapTo(&lab(), QPoint()).y()
            < plot("convergence")->mapTo(&lab(), QPoint()).y());
        QCOMPARE(namelessWidgets(lab()), QString());
    }

    void enlargedChartReturnsWithEsc()
    {
        clickTab("convergence");
        part<QCheckBox>("solve_all_four")->click();
        part<QToolButton>("solve_enlarge_error")->click();
        QCOMPARE(lab().currentTab(), QString("error"));
        QVERIFY(plot("error")->isVisible() && !plot("step-size")->isVisible());
        QVERIFY(lab().commands().testFlag(Command::Cancel));
        lab().execute(Command::Cancel);
        QVERIFY(plot("step-size")->isVisible());
        QVERIFY(part<QCheckBox>("solve_all_four")->isChecked());
        waitForStudy();
        QVERIFY(!lab().commands().testFlag(Command::Cancel));
        part<QToolButton>("solve_enlarge_step-size")->click();
        part<QToolButton>("solve_enlarge_step-size")->click(); // and again
        QVERIFY(plot("error")->isVisible() && plot("step-size")->isVisible());
    }

    void everyCardExports()
    {
        clickTab("error");
        part<QCheckBox>("solve_all_four")->click();
        part<QToolButton>("solve_export_step-size")->click();
        auto* dialog = lab().findChild<ui::ExportDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(dialog->findChild<ui::ComboBox*>("export_content")
                    ->itemText(0)
                    .contains("Step size", Qt::CaseInsensitive));
        dialog->close();
    }

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

QTEST_MAIN(TestSolveAnalysis)
#include "tst_solve_analysis.moc"
