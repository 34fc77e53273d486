// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "test_program.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/solve_stability_view.h"
#include "ui/labs/solve_transport.h"

#include <QCheckBox>
#include <QLabel>
#include <QSlider>

#include <cmath>

class TestSolveStability : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveStability()
        : SolvePage("tst_solve_stability")
    {
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    // The numbers of the design: y'' + 2 y' + 26 y = 0, Euler 0.12, Heun 0.25, RK4 0.5.
    void dampedOscillatorIsJudged()
    {
        openSpiral();
        QCOMPARE(view()->picture().eigenvalues.front(), std::complex<double>(-1.0, 5.0));
        const QStringList expected { "Euler|0.12|1.065|unstable|0.07692",
            "Heun|0.25|0.9375|stable|0.2712", "Runge–Kutta 4|0.5|0.3500|stable|0.5771" };
        QCOMPARE(tableRows(), expected);
        const QString caption = part<QLabel>("solve_stability_caption")->text();
        QVERIFY(caption.contains("Euler at"));
        QVERIFY(caption.contains("is outside: its solution grows although the exact one decays."));
        QVERIFY(!caption.contains("Heun"));
        QVERIFY(lab().statusText().startsWith("Eigenvalues of ∂f/∂y at (t, y) = ("));
        QVERIFY(!part<ui::ResultsTable>("solve_results")->isVisible());
        // Marks: both of Euler's hollow, those of the others filled.
        QCOMPARE(plane()->curve("euler/unstable")->samples->x.size(), std::size_t { 2 });
        QVERIFY(plane()->curve("euler/unstable")->hollow);
        QVERIFY(plane()->curve("euler")->isEmpty());
        QCOMPARE(plane()->curve("rk4")->samples->x.size(), std::size_t { 2 });
        QVERIFY(std::abs(plane()->curve("rk4")->samples->y.front() - 2.5) < 1e-9);
        // Euler's solution grows: |1 + h lambda|^50.
        const ui::PlotCurve* size
            = part<ui::PlotView>("solve_chart_stability_size")->curve("euler");
        QVERIFY(std::abs(
                    size->samples->y.at(50) / std::pow(std::abs(std::complex(0.88, 0.6)), 50) - 1.0)
            < 1e-9);
    }

    void draggedMarkChangesTheStepAndTheResults()
    {
        openSpiral();
        const auto pixel = [&](double h) { return plane()->map().toPixel(-h, 5.0 * h).toPoint(); };
        QSignalSpy chosen(view(), &ui::SolveView::stepChosen);
        const ui::PlotRanges ranges = plane()->ranges();
        QTest::mousePress(plane()->viewport(), Qt::LeftButton, {}, pixel(0.5));
        QTest::mouseMove(plane()->viewport(), pixel(0.53));
        QTest::mouseMove(plane()->viewport(), pixel(0.6));
        QVERIFY(chosen.size() >= 2);
        QCOMPARE(chosen.back()[0].toString(), QString("rk4"));
        const double h = chosen.back()[1].toDouble();
        QVERIFY2(std::abs(h - 0.6) < 0.004, qPrintable(QString::number(h))); // a pixel is 0.0025
        QVERIFY(QString::number(h).size() <= 5); // sensible digits
        QCOMPARE(view()->picture().row("rk4")->step, h); // before any new solution
        QCOMPARE(view()->picture().row("rk4")->verdict, ui::StabilityVerdict::Unstable);
        QVERIFY(plane()->ranges() == ranges);
        QTest::mouseRelease(plane()->viewport(), Qt::LeftButton, {}, pixel(0.6));
        QCOMPARE(part<ui::NumberSpinBox>("solve_step_rk4")->value(), h);
        QCOMPARE(part<ui::NumberSpinBox>("solve_stability_step_rk4")->value(), h);
        QTRY_COMPARE(lab().results()->methods[2].solution.options.step, h);
        QVERIFY(tableRows().at(2).contains("unstable"));
    }

    void aDragElsewhereIsNoDragOfAMark()
    {
        openSpiral();
        QSignalSpy chosen(view(), &ui::SolveView::stepChosen);
        const QPoint from = plane()->map().toPixel(-1.5, -1.0).toPoint();
        QTest::mousePress(plane()->viewport(), Qt::LeftButton, {}, from);
        QTest::mouseMove(plane()->viewport(), from + QPoint(40, 40));
        QTest::mouseRelease(plane()->viewport(), Qt::LeftButton, {}, from + QPoint(40, 40));
        QCOMPARE(chosen.size(), 0);
    }

    void legendHidesAWholeMethod()
    {
        openSpiral();
        const QPoint entry(qRound(plane()->map().area().left()) + 8, 16);
        QTest::mouseClick(plane()->viewport(), Qt::LeftButton, {}, entry);
        QVERIFY(!plane()->curve("euler")->visible);
        QVERIFY(!plane()->curve("euler/unstable")->visible);
        QVERIFY(!plane()->curve("euler/boundary")->visible);
        QVERIFY(plane()->curve("rk4/boundary")->visible);
        QTest::mouseClick(plane()->viewport(), Qt::LeftButton, {}, entry);
        QVERIFY(plane()->curve("euler/boundary")->visible);
    }

    void sliderAndNumberChangeTheStep()
    {
        openSpiral();
        auto* slider = part<QSlider>("solve_stability_slider_euler");
        slider->setValue(slider->value() - 40); // 0.4 decades
        const double h = view()->picture().row("euler")->step;
        QVERIFY2(std::abs(h - 0.12 * std::pow(10.0, -0.4)) < 0.002, qPrintable(QString::number(h)));
        QCOMPARE(part<ui::NumberSpinBox>("solve_step_euler")->value(), h);
        QVERIFY(tableRows().at(0).contains("|stable|"));
        type("solve_stability_step_euler", "0.07");
        QTRY_COMPARE(lab().results()->methods[0].solution.options.step, 0.07);
        QVERIFY(tableRows().at(0).startsWith("Euler|0.07|"));
    }

    void growingSolutionIsSaidToGrow()
    {
        showStability(); // the article's example: lambda = 1
        QVERIFY(tableRows().at(0).contains("grows too"));
        QVERIFY(
            part<QLabel>("solve_stability_caption")->text().contains("exact solution grows too"));
    }

    void timePicksTheJacobian()
    {
        pick("lotka-volterra");
        showStability();
        const auto at = [&](int index) {
            part<QSlider>("solve_slider")->setValue(index);
            settle();
            return view()->picture().eigenvalues.front();
        };
        // x' = 1.5 x - x y, y' = -3 y + x y at (1, 1): trace -1.5, determinant 0.
        const std::complex<double> first = at(0);
        QVERIFY(std::abs(first + 1.5) < 1e-6); // the Jacobian may be one of differences
        QVERIFY(std::abs(first - at(40)) > 0.1);
        QVERIFY(std::abs(first - at(0)) < 1e-12);
    }

    void adaptiveMethodsShowTheStepUnderWay()
    {
        part<QCheckBox>("solve_check_dopri5")->click();
        QTRY_COMPARE(lab().results()->methods.size(), std::size_t { 3 });
        showStability();
        const std::vector<double>& t = lab().results()->methods[2].solution.t;
        const ui::StabilityRow* row = view()->picture().row("dopri5");
        QVERIFY(row && !row->fixedStep);
        const double time = view()->picture().time;
        bool found = false;
        for (std::size_t i = 1; i < t.size(); ++i)
            found = found || (t[i - 1] <= time && time <= t[i] && row->step == t[i] - t[i - 1]);
        QVERIFY(found);
        QVERIFY(!lab().findChild<QSlider*>("solve_stability_slider_dopri5"));
    }

    void methodsWithoutARegionAreNamed()
    {
        openSpiral();
        auto* solvers = lab().findChild<ui::SolverList*>();
        for (const char* id : { "leapfrog", "verlet", "trapezoid" })
            solvers->add(solvers::methodById(id))->setTicked(true);
        QTRY_COMPARE(lab().results()->methods.size(), std::size_t { 6 });
        settle();
        const QString caption = part<QLabel>("solve_stability_caption")->text();
        QVERIFY(caption.contains("piece of the imaginary axis: Leapfrog"));
        QVERIFY(caption.contains("oscillators"));
        QCOMPARE(view()->picture().row("verlet")->verdict, ui::StabilityVerdict::None);
        QCOMPARE(view()->picture().row("leapfrog")->verdict, ui::StabilityVerdict::Unstable);
        QCOMPARE(view()->picture().row("trapezoid")->verdict, ui::StabilityVerdict::Stable);
        QVERIFY(tableRows().filter("Trapezoidal").front().endsWith("|∞"));
        QVERIFY(!view()->picture().row("trapezoid")->region->bounded);
    }

    void oscillatorsAreJudgedOnTheImaginaryAxis()
    {
        pick("harmonic");
        lab().findChild<ui::SolverList*>()->add(solvers::methodById("verlet"))->setTicked(true);
        QTRY_COMPARE(lab().results()->methods.size(), std::size_t { 3 });
        showStability();
        QCOMPARE(ui::eigenvaluesText(view()->picture()), QString("±i"));
        QCOMPARE(view()->picture().row("verlet")->verdict, ui::StabilityVerdict::Stable);
        QVERIFY(std::abs(*view()->picture().row("verlet")->largestStep - 2.0) < 1e-8);
        QVERIFY(part<QLabel>("solve_stability_caption")->text().contains("the exact one does not"));
    }

    void largeSystemHasAllItsMarks()
    {
        pick("pleiades");
        showStability();
        QCOMPARE(view()->picture().eigenvalues.size(), std::size_t { 28 });
        QCOMPARE(view()->picture().row("rk4")->marks.size(), std::size_t { 28 });
        QVERIFY(plane()->grab().width() > 0);
    }

    // Nothing may be left behind: a worker ends with its view.
    void pageClosesWhileTheWorkerIsAtWork()
    {
        pick("pleiades");
        QVERIFY(lab().showTab("stability"));
        QVERIFY(view()->isAnalysing());
        close();
    }

    void everyControlHasAName()
    {
        showStability();
        int seen = 0;
        const QString nameless = namelessWidgets(lab(), &seen);
        QVERIFY(seen > 10);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless));
    }

private:
    ui::SolveStabilityView* view() const { return lab().findChild<ui::SolveStabilityView*>(); }
    ui::PlotView* plane() const { return part<ui::PlotView>("solve_chart_stability"); }

    void pick(const char* problem)
    {
        part<ui::ComboBox>("solve_problem")->selectData(problem);
        QTRY_VERIFY_WITH_TIMEOUT(
            lab().results()->job.problem.id == problem && !lab().isSolving(), 60'000);
    }

    /// The worker has answered for what is on show, regions included.
    void settle()
    {
        QTRY_VERIFY_WITH_TIMEOUT(!view()->isAnalysing() && view()->picture().analysed, 60'000);
        for (const ui::StabilityRow& row : view()->picture().rows)
            QVERIFY(row.region);
    }
    void showStability()
    {
        QVERIFY(lab().showTab("stability"));
        settle();
    }

    void openSpiral()
    {
        pick("linear-spiral");
        part<QCheckBox>("solve_check_heun")->click();
        const std::vector<std::pair<QString, QString>> settings { { "solve_parameter_a", "-1" },
            { "solve_parameter_b", "-5" }, { "solve_parameter_c", "5" },
            { "solve_parameter_d", "-1" }, { "solve_step_euler", "0.12" },
            { "solve_step_heun", "0.25" }, { "solve_step_rk4", "0.5" } };
        for (const auto& [name, text] : settings)
            type(name, text);
        QTRY_VERIFY_WITH_TIMEOUT(lab().results()->methods.size() == 3
                && lab().results()->job.problem.parameters.back().value == -1.0
                && lab().results()->methods[2].solution.options.step == 0.5 && !lab().isSolving(),
            60'000);
        showStability();
    }

    QStringList tableRows() const
    {
        const QAbstractItemModel* model = part<ui::ResultsTable>("solve_stability_table")->model();
        QStringList rows;
        for (int row = 0; row < model->rowCount(); ++row) {
            QStringList cells;
            for (int column = 0; column < model->columnCount(); ++column)
                cells << model->index(row, column).data().toString();
            rows << cells.join('|');
        }
        return rows;
    }
};

REGISTER_TEST(TestSolveStability)
#include "tst_solve_stability.moc"
