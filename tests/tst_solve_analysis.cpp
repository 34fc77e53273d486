// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_analysis_page.h"
#include "test_program.h"
#include "ui/plots/export_dialog.h"

#include <QAccessible>
#include <QCheckBox>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using ui::Command;

class TestSolveAnalysis : public QObject, private SolveAnalysisPage {
    Q_OBJECT

public:
    TestSolveAnalysis()
        : SolveAnalysisPage("tst_solve_analysis")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void tabsStandInTheirOrder()
    {
        const QStringList order { "trajectory", "error", "step-size", "phase", "convergence",
            "work-precision", "stability", "invariants" };
        QCOMPARE(lab().tabs(), order);
        // The article's problem keeps nothing.
        QVERIFY(!part<QTabBar>("solve_tabs")->isTabVisible(static_cast<int>(order.size()) - 1));
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

    void everyTabFitsTheSmallestWindow()
    {
        pick("kepler");
        tick("dopri5");
        const QSize smallest(1120 - 72, 720 - 28 - 24); // without rail, menu and status bar
        for (const char* tab : { "error", "step-size", "convergence", "work-precision",
                 "invariants", "trajectory", "error" }) {
            lab().resize(1368, 824);
            clickTab(tab);
            QTRY_VERIFY(!view()->isBusy());
            lab().resize(smallest);
            QCoreApplication::processEvents();
            QCOMPARE(lab().size(), smallest);
        }
        part<QCheckBox>("solve_all_four")->click();
        QTRY_VERIFY(!view()->isBusy());
        QCoreApplication::processEvents();
        QCOMPARE(lab().size(), smallest);
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

    // An explicit method on a stiff problem diverges before it converges.
    void whatIsNoOrderIsNotCalledOne()
    {
        pick("heat");
        clickTab("convergence");
        waitForStudy();
        for (const char* id : { "euler", "rk4" }) {
            QVERIFY(plot("convergence")->curve(id)->name.endsWith(u'–'));
            for (const double error : plot("convergence")->curve(id)->samples->y)
                QVERIFY(!(error > 1e12));
        }
        QVERIFY(part<QLabel>("solve_remark_convergence")->text().contains("No observed order"));
        QVERIFY(lab().statusText().startsWith("No observed order"));
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
};

REGISTER_TEST(TestSolveAnalysis)
#include "tst_solve_analysis.moc"
