// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QCheckBox>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QTimer>

#include <cmath>

using ui::Command;

class TestSolveLab : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveLab()
        : SolvePage("tst_solve_lab")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void firstSightIsFigureTwo()
    {
        QCOMPARE(rows(), 2);
        QCOMPARE(cell(0, Solver), "Euler");
        QCOMPARE(cell(0, Nfe), "100");
        QCOMPARE(cell(0, EndError), "13.85");
        QCOMPARE(cell(0, MaxError), "13.85");
        QCOMPARE(cell(0, ObservedOrder), "0.88");
        QCOMPARE(cell(1, Solver), "Runge–Kutta 4");
        QCOMPARE(cell(1, Nfe), "80");
        QCOMPARE(cell(1, EndError), "0.03746");
        QCOMPARE(cell(1, MaxError), "0.03822");
        QCOMPARE(cell(1, ObservedOrder), "4.19");
        QCOMPARE(cell(1, Steps), "20 / –");
        const auto& methods = lab().results()->methods;
        QVERIFY(std::abs(methods[0].endError - 13.8525520685) < 1e-9);
        QVERIFY(std::abs(methods[1].maxError - 0.0382200115) < 1e-9);
        const std::vector<ui::PlotCurve>& curves = chart()->curves();
        QCOMPARE(curves.size(), std::size_t { 3 });
        QCOMPARE(curves[0].id, "exact");
        QCOMPARE(curves[1].markerSamples->x.size(), std::size_t { 101 });
        QCOMPARE(curves[1].style.width, curves[2].style.width);
        QVERIFY(curves[1].bold && !curves[2].bold); // the followed method is selected
        QCOMPARE(part<ui::ResultsTable>("solve_results")->currentIndex().row(), 0);
        QVERIFY(chart()->ranges().y.lower < -13.0 && chart()->ranges().y.upper > 16.5);
        QVERIFY(lab().statusText().startsWith("Solved 2 methods in "));
        QVERIFY(lab().statusText().endsWith("Reference: exact solution."));
    }

    // The page and the command line call the same function: not one bit may differ.
    void resultsAreThoseOfTheCore()
    {
        for (const ui::MethodResult& shown : lab().results()->methods) {
            const solvers::Solution alone = solvers::solve(
                solvers::problems().front(), *shown.solution.method, shown.solution.options);
            QVERIFY(alone.t == shown.solution.t);
            QVERIFY(alone.y == shown.solution.y);
            QCOMPARE(alone.endError, shown.endError);
        }
    }

    void newStepSolvesAgain()
    {
        const auto before = solved();
        type("solve_step_euler", "0.1");
        waitForResult(before);
        QCOMPARE(cell(0, Nfe), "50");
        QCOMPARE(cell(0, Setting), "h = 0.1");
        QVERIFY(lab().results()->methods[0].endError > 13.86);
        type("solve_step_euler", "1e-2");
        QTRY_COMPARE(cell(0, Nfe), "500");
    }

    void withoutSolveOnEveryChangeTheButtonDecides()
    {
        part<QCheckBox>("solve_always")->setChecked(false);
        type("solve_step_euler", "0.1");
        QVERIFY(lab().statusText().startsWith("The settings have changed"));
        for (const QTimer* timer :
            lab().findChildren<QTimer*>(QString(), Qt::FindDirectChildrenOnly))
            QVERIFY(!timer->isActive()); // no solve is on its way
        QVERIFY(!lab().isSolving());
        QTest::mouseClick(part<QPushButton>("solve_run"), Qt::LeftButton);
        waitForResult(1);
        QCOMPARE(cell(0, Nfe), "50");
    }

    void tickedMethodAddsACurve()
    {
        part<QCheckBox>("solve_check_dopri5")->click();
        QTRY_COMPARE(rows(), 3);
        QCOMPARE(cell(2, Solver), "Dormand–Prince");
        QCOMPARE(cell(2, Order), "5(4)");
        QCOMPARE(cell(2, ObservedOrder), "–");
        QVERIFY(cell(2, Steps).contains(" / ") && !cell(2, Steps).endsWith("–"));
        const ui::PlotCurve* curve = chart()->curve("dopri5");
        QVERIFY(curve);
        QVERIFY(curve->hollow); // it lies on Runge-Kutta 4
        QVERIFY(curve->name.contains("tol = 10⁻⁴"));
        part<QCheckBox>("solve_check_euler")->click();
        QTRY_COMPARE(rows(), 2);
        QVERIFY(!chart()->curve("euler"));
    }

    void withoutAnySolverThePageSaysWhatIsMissing()
    {
        part<QCheckBox>("solve_check_euler")->click();
        part<QCheckBox>("solve_check_rk4")->click();
        QVERIFY(!part<QPushButton>("solve_run")->isEnabled());
        QVERIFY(!lab().commands().testFlag(Command::Run));
        QVERIFY(part<QPushButton>("solve_run")->accessibleDescription().contains("solver"));
    }

    void longSolveIsCancelledAtOnce()
    {
        type("solve_step_euler", "1e-9");
        QTRY_VERIFY_WITH_TIMEOUT(banner()->isVisible(), 20'000); // 100 000 steps are not enough
        banner()->findChild<QPushButton*>("solve_action_1")->click(); // ten times as many
        QTRY_VERIFY_WITH_TIMEOUT(
            lab().results()->methods[0].solution.options.maxSteps == 1'000'000, 60'000);
        const auto before = lab().results();
        banner()->findChild<QPushButton*>("solve_action_1")->click();
        QTRY_VERIFY(lab().isSolving());
        QVERIFY(lab().commands().testFlag(Command::Cancel));
        lab().execute(Command::Cancel);
        QVERIFY(!lab().isSolving());
        QVERIFY(lab().results() == before);
        QVERIFY(lab().statusText().startsWith("Cancelled"));
        close(); // joins the thread: the solve itself stops too
    }

    void systemsShowOneComponentOrAll()
    {
        part<ui::ComboBox>("solve_problem")->selectData("lotka-volterra");
        QTRY_VERIFY(lab().results()->job.problem.id == "lotka-volterra");
        auto* component = part<ui::ComboBox>("solve_component");
        QVERIFY(component->isVisible());
        QCOMPARE(component->count(), 3);
        QVERIFY(chart()->axis(ui::PlotView::AxisId::Y).title.contains("<sub>1</sub>"));
        const std::size_t one = chart()->curves().size();
        component->setCurrentIndex(2);
        emit component->activated(2);
        QCOMPARE(chart()->curves().size(), 2 * one);
        QVERIFY(std::isfinite(lab().results()->methods[1].endError)); // against dopri5, 1e-12
        QVERIFY(part<ui::NumberSpinBox>("solve_y0_2")->isVisible());
        QVERIFY(part<QSlider>("solve_parameter_slider_a")->isVisible());
    }

    void fiftyParametersScroll()
    {
        part<ui::ComboBox>("solve_problem")->selectData("article-small-net");
        QTRY_VERIFY(lab().results()->job.problem.id == "article-small-net");
        auto* last = part<ui::NumberSpinBox>("solve_parameter_Y55");
        QVERIFY(part<QScrollArea>("solve_parameters_area")->height() < 400);
        QVERIFY(last->visibleRegion().isEmpty());
        part<QScrollArea>("solve_parameters_area")->ensureWidgetVisible(last);
        QVERIFY(last->y() > 400);
        type("solve_parameter_Y55", "1.25");
        QCOMPARE(lab().problem().parameters.back().value, 1.25);
        QTRY_VERIFY(lab().results()->job.problem.parameters.back().value == 1.25);
        // A short list is what it was.
        part<ui::ComboBox>("solve_problem")->selectData("lotka-volterra");
        QTRY_VERIFY(lab().findChild<QScrollArea*>("solve_parameters_area") == nullptr);
    }

    void darkThemeRepaintsThePage()
    {
        const QImage light = lab().grab().toImage();
        theme().setMode(ui::ThemeMode::Dark);
        const QImage dark = lab().grab().toImage();
        const QPoint inPlot(light.width() - 30, light.height() / 2);
        QVERIFY(light.pixelColor(inPlot).lightness() > 200);
        QVERIFY(dark.pixelColor(inPlot).lightness() < 80);
    }

    void everyControlHasAName()
    {
        pickCustom();
        int seen = 0;
        const QString nameless = namelessWidgets(lab(), &seen);
        QVERIFY(seen > 10);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
    }
};

REGISTER_TEST(TestSolveLab)
#include "tst_solve_lab.moc"
