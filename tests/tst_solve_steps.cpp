// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve_page.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"
#include "ui/labs/solve_step_labels.h"
#include "ui/labs/solve_step_overview.h"
#include "ui/labs/solve_step_text.h"
#include "ui/labs/solve_step_view.h"
#include "ui/labs/solve_view.h"
#include "ui/plots/rich_text.h"

#include <QCheckBox>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QRegularExpression>
#include <QSlider>

#include <atomic>
#include <cmath>

using ui::Command;

class TestSolveSteps : public QObject, private SolvePage {
    Q_OBJECT

public:
    TestSolveSteps()
        : SolvePage("tst_solve_steps")
    {
    }

private:
    ui::PlotView* left() const { return part<ui::PlotView>("solve_chart_step_left"); }
    ui::PlotView* right() const { return part<ui::PlotView>("solve_chart_step_right"); }
    ui::PlotView* overview() const { return part<ui::PlotView>("solve_chart_overview"); }
    QString text(const char* label) const
    {
        return part<QLabel>(QString::fromLatin1(label))->text();
    }
    int index() const { return part<QSlider>("solve_slider")->value(); }
    QString transport() const
    {
        return part<QLabel>("solve_step_text")->text().remove(QRegularExpression("<[^>]*>"));
    }

    /// Ticks "Step through" and waits for the first step.
    void stepThrough()
    {
        part<QCheckBox>("solve_step_through")->click();
        QTRY_VERIFY(left()->curve("local"));
    }

    void useStep(const QString& series, const QString& step)
    {
        const int before = solved();
        type("solve_step_" + series, step);
        waitForResult(before);
    }

    void goTo(int wanted)
    {
        part<QSlider>("solve_slider")->setValue(wanted);
        const QString step = QStringLiteral("step %1 of ").arg(wanted + 1);
        QTRY_VERIFY(left()->title().contains(step));
    }

    /// A step in the middle of twenty by methods of several families.
    static void lookAt(const solvers::Problem& problem)
    {
        ui::SolveResults results;
        results.job = { problem, {}, ui::ReferenceKind::None };
        for (const char* id : { "euler", "heun", "radau-iia3", "rodas4", "ab2" }) {
            solvers::SolveOptions options;
            options.step = std::abs(problem.t1 - problem.t0) / 200.0;
            options.maxSteps = 20;
            results.methods.emplace_back().solution
                = solvers::solve(problem, solvers::methodById(id), options);
        }
        const std::atomic<bool> stop { false };
        for (std::size_t i = 0; i < results.methods.size(); ++i) {
            const solvers::Solution& solution = results.methods[i].solution;
            const auto attempts = solvers::stepAttempts(solution, solution.size());
            if (attempts.empty())
                continue; // stopped at once
            const ui::StepSights sights
                = ui::sightSteps(results, { { i, attempts[attempts.size() / 2] } }, stop);
            QVERIFY2(sights.size() == 1, problem.id.c_str());
            const ui::StepSight& sight = sights.front();
            QCOMPARE(sight.end.size(), problem.dim());
            QVERIFY2(!sight.local.isEmpty() && sight.local.t.size() < 10'000, problem.id.c_str());
            QCOMPARE(sight.local.y.size(), sight.local.t.size() * problem.dim());
            QCOMPARE(sight.anatomy.solved(), solvers::hasStages(*solution.method));
            for (std::size_t k = 0; k < problem.dim(); ++k) {
                const ui::StepTexts texts = ui::stepTexts(results, sight, k);
                QVERIFY(!texts.stages.full().isEmpty() && !texts.formula.full().isEmpty());
                QVERIFY(texts.outcome.contains("NFE"));
            }
        }
    }

private slots:
    void init() { open(); }
    void cleanup() { close(); }

    void stepsShowTheNumbersOfTheDesign()
    {
        useStep("euler", "0.25");
        stepThrough();
        goTo(3);
        QCOMPARE(transport(), "Step 4 of 20, tn = 0.7500");
        QCOMPARE(left()->title(), "Euler: step 4 of 20");
        QTRY_COMPARE(right()->title(), "Runge–Kutta 4: step 4 of 20");
        QVERIFY(text("solve_step_caption_left_stages").contains("(0.75, 0.9615) = −4.5922"));
        const QString euler = text("solve_step_caption_left_formula");
        QVERIFY2(euler.contains("0.9615 + 0.25 × (−4.5922) = <b>−0.1866</b>"), qPrintable(euler));
        QCOMPARE(text("solve_step_caption_left_outcome"),
            "Exact −1.5810. Local error −0.9080, global error 1.3944. NFE 1.");
        const QString stages = text("solve_step_caption_right_stages");
        for (const char* slope : { "−6.3869", "−3.4642", "−3.0989", "1.5210" })
            QVERIFY2(stages.contains(QString::fromUtf8(slope)), qPrintable(stages));
        const QString rk4 = text("solve_step_caption_right_formula");
        QVERIFY2(rk4.contains("(<i>h</i>/6)(<i>k</i><sub>1</sub> + 2<i>k</i><sub>2</sub> + "
                              "2<i>k</i><sub>3</sub> + <i>k</i><sub>4</sub>) = <b>−1.5828</b>"),
            qPrintable(rk4));
        QCOMPARE(text("solve_step_caption_right_outcome"),
            "Exact −1.5810. Local error 1.41\u2009×\u200910⁻⁴, global error −0.00180. NFE 4.");
        const ui::PlotRanges window = left()->ranges();
        QVERIFY(
            std::abs(window.x.lower - 0.625) < 1e-12 && std::abs(window.x.upper - 1.125) < 1e-12);
        QVERIFY(window.y.lower < -1.61 && window.y.upper > 0.97); // all that is drawn
        QVERIFY(left()->curve("end")->hollow);
    }

    void arrowsAndButtonsWalk()
    {
        stepThrough();
        goTo(10);
        left()->setFocus();
        QTest::keyClick(left(), Qt::Key_Right);
        QCOMPARE(index(), 11);
        QTest::keyClick(right(), Qt::Key_Left);
        QTest::keyClick(overview(), Qt::Key_Left);
        QCOMPARE(index(), 9);
        QTRY_COMPARE(left()->title(), "Euler: step 10 of 100");
        QTRY_COMPARE(right()->title(), "Runge–Kutta 4: step 2 of 20"); // that at t = 0.45
        QTest::keyClick(left(), Qt::Key_End);
        QCOMPARE(index(), 99);
        QVERIFY(!lab().findChild<QWidget*>("solve_forward")->isEnabled());
        QTRY_VERIFY(text("solve_step_caption_left_outcome").contains("global error 13.85"));
        lab().execute(Command::FirstStep);
        QTest::keyClick(left(), Qt::Key_Space); // plays
        QTRY_VERIFY(index() > 0);
        QTest::keyClick(left(), Qt::Key_Space);
        const int here = index();
        QVERIFY(here < 99);
    }

    void pageMakesRoomAndComesBack()
    {
        auto* table = part<ui::ResultsTable>("solve_results");
        QVERIFY(table->isVisible() && !overview()->isVisible());
        auto* check = part<QCheckBox>("solve_step_through");
        check->setFocus();
        QTest::keyClick(check, Qt::Key_Space);
        QVERIFY(check->isChecked() && check->hasFocus());
        QVERIFY(!table->isVisible() && overview()->isVisible() && left()->isVisible());
        QVERIFY(!chart()->isVisible());
        QVERIFY(lab().statusText().startsWith("Step-through"));
        QTRY_VERIFY(left()->curve("local"));
        QVERIFY(left()->height() >= 180 && left()->width() >= 260);
        int seen = 0;
        QVERIFY2(namelessWidgets(lab(), &seen).isEmpty(), qPrintable(namelessWidgets(lab())));
        QVERIFY(seen > 10);
        const double time = 0.05 * index();
        check->click();
        QVERIFY(table->isVisible() && !overview()->isVisible() && chart()->isVisible());
        QVERIFY(std::abs(chart()->crosshairX().value() - time) < 1e-12); // the same place
    }

    void oneMethodTakesTheWholeWidth()
    {
        stepThrough();
        QTRY_VERIFY(right()->curve("rk4"));
        QVERIFY(right()->isVisible());
        const int half = left()->width();
        part<QCheckBox>("solve_check_rk4")->click();
        QTRY_VERIFY(!right()->isVisible());
        QTRY_VERIFY(left()->width() > 2 * half - 40);
        QCOMPARE(lab().view()->plots().size(), std::size_t { 1 });
        part<QCheckBox>("solve_check_rk4")->click();
        QTRY_VERIFY(right()->isVisible());
        part<ui::ComboBox>("solve_follow")->selectData("rk4");
        QTRY_COMPARE(left()->curve("rk4") != nullptr && right()->curve("euler") != nullptr, true);
        QCOMPARE(part<QSlider>("solve_slider")->maximum(), 19);
    }

    void bandOfTheOverviewIsDragged()
    {
        stepThrough();
        goTo(20);
        const auto pixel = [this](double t) {
            const ui::PlotMap map = overview()->map();
            return QPoint(qRound(map.toPixel(t, 0.0).x()), qRound(map.area().center().y()));
        };
        QWidget* surface = overview()->viewport();
        QTest::mousePress(surface, Qt::LeftButton, {}, pixel(1.025)); // the middle of the band
        QCOMPARE(index(), 20);
        const QPoint target = pixel(2.0);
        QMouseEvent move(QEvent::MouseMove, target, surface->mapToGlobal(target), Qt::NoButton,
            Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(surface, &move);
        QVERIFY(std::abs(index() - 39) <= 1); // one step is 8 pixels
        QTest::mouseRelease(surface, Qt::LeftButton, {}, pixel(2.0));
        QTest::mouseClick(surface, Qt::LeftButton, {}, pixel(4.025));
        QVERIFY(std::abs(index() - 80) <= 1);
        // Methods up to the step, the exact solution as a whole.
        QTRY_VERIFY(std::abs(overview()->curve("euler")->markerSamples->x.back() - 4.05) < 0.051);
        QVERIFY(overview()->curve("exact")->samples->x.back() == 5.0);
        // Its axes belong to the problem: a longer one is seen as a whole.
        lab().setProblem(solvers::problemById("lotka-volterra"));
        const double end = solvers::problemById("lotka-volterra").t1;
        QTRY_VERIFY(
            overview()->ranges().x.upper >= end && overview()->ranges().x.upper < 1.1 * end);
    }

    void chartsOfStepsAreExported()
    {
        stepThrough();
        goTo(14);
        QTRY_COMPARE(right()->title(), "Runge–Kutta 4: step 3 of 20");
        for (ui::PlotView* plot : lab().view()->plots()) {
            const auto ink = [plot](bool withLayers) {
                QImage image(512, 400, QImage::Format_RGB32);
                image.fill(Qt::white);
                if (!withLayers)
                    for (const char* layer : { "field", "ways", "stages" })
                        plot->removeLayer(QString::fromLatin1(layer));
                QPainter painter(&image);
                ui::PlotView::RenderOptions options;
                options.size = image.size();
                plot->renderTo(painter, options);
                painter.end();
                int dark = 0;
                for (int x = 0; x < image.width(); ++x)
                    for (int y = 0; y < image.height(); ++y)
                        dark += image.pixelColor(x, y).lightness() < 200 ? 1 : 0;
                return dark;
            };
            const int whole = ink(true);
            QVERIFY(whole > ink(false) + 300); // field, stages and labels are drawn, too
        }
    }

    void rejectedAttemptsAreSteps()
    {
        const int before = solved();
        lab().setProblem(solvers::problemById("van-der-pol"));
        part<QCheckBox>("solve_check_dopri5")->click();
        waitForResult(before);
        QTRY_COMPARE(lab().results()->methods.size(), std::size_t { 3 });
        part<ui::ComboBox>("solve_follow")->selectData("dopri5");
        stepThrough();
        const auto& solution = lab().results()->methods[2].solution;
        QVERIFY(!solution.rejectedSteps.empty());
        QCOMPARE(part<QSlider>("solve_slider")->maximum() + 1,
            static_cast<int>(solution.report.accepted + solution.report.rejected));
        const auto attempts = solvers::stepAttempts(solution, solution.size());
        int rejected = 0;
        while (!attempts[static_cast<std::size_t>(rejected)].rejected)
            ++rejected;
        goTo(rejected);
        QVERIFY(!left()->curve("end")); // a cross stands there
        const QString outcome = text("solve_step_caption_left_outcome");
        QVERIFY2(outcome.contains(QRegularExpression(
                     "^Rejected: error estimate [0-9.]+ × tol, new h = 0\\.\\d+\\. ")),
            qPrintable(outcome));
        goTo(rejected + 1); // the try that followed, from the same point
        QVERIFY(left()->curve("end"));
        QCOMPARE(left()->curve("dopri5")->samples->x.front(), solution.rejectedSteps[0].t);
        QVERIFY(text("solve_step_caption_left_outcome").contains("Error estimate 0."));
        const QString weights = text("solve_step_caption_left_formula");
        QVERIFY2(weights.contains("(0.0911<i>k</i><sub>1</sub>"), qPrintable(weights));
    }

    void systemsAndImplicitMethodsHaveStepsToo_data()
    {
        QTest::addColumn<QString>("problem");
        QTest::newRow("system") << "lotka-volterra";
        QTest::newRow("stiff") << "robertson";
        QTest::newRow("equation") << "logistic";
    }
    void systemsAndImplicitMethodsHaveStepsToo()
    {
        QFETCH(QString, problem);
        part<QCheckBox>("solve_check_euler")->click();
        part<QCheckBox>("solve_check_rk4")->click();
        part<QCheckBox>("solve_check_backward-euler")->click();
        const int before = solved();
        lab().setProblem(solvers::problemById(problem.toStdString()));
        waitForResult(before);
        QTRY_COMPARE(lab().results()->methods.size(), std::size_t { 1 });
        part<QCheckBox>("solve_step_through")->click();
        QTRY_VERIFY(text("solve_step_caption_left_stages").startsWith("<i>k</i><sub>1</sub>"));
        QVERIFY(text("solve_step_caption_left_outcome").contains("NFE"));
        QVERIFY(left()->curve("end"));
        const QString name
            = problem == "logistic" ? "<i>y</i><sub>n+1</sub>" : "<i>y</i><sub>1,n+1</sub>";
        QVERIFY(text("solve_step_caption_left_formula").startsWith(name));
    }

    void figuresOfTheArticleAreOneClickAway()
    {
        lab().setProblem(solvers::problemById("logistic"));
        part<QCheckBox>("solve_check_heun")->click();
        QTRY_COMPARE(rows(), 3);
        QVERIFY(lab().commands().testFlag(Command::FigureOne));
        int before = solved();
        lab().execute(Command::FigureOne);
        waitForResult(before);
        QCOMPARE(lab().results()->job.problem.id, "article");
        QCOMPARE(rows(), 1);
        QVERIFY(part<QCheckBox>("solve_step_through")->isChecked());
        QCOMPARE(index(), 0);
        const double ends[] = { 0.25, 0.5045184636, 0.7477885270 };
        for (int step = 0; step < 3; ++step) {
            goTo(step);
            QVERIFY(std::abs(left()->curve("end")->samples->y.front() - ends[step]) < 5e-11);
        }
        before = solved();
        lab().execute(Command::FigureTwo);
        waitForResult(before);
        QVERIFY(!part<QCheckBox>("solve_step_through")->isChecked());
        QCOMPARE(rows(), 2);
        QCOMPARE(cell(0, Nfe), "100");
        QCOMPARE(cell(1, Nfe), "80");
        QVERIFY(chart()->isVisible() && chart()->curve("exact"));
        QVERIFY(chart()->curve("euler")->markerSamples->x.size() == 101);
        QVERIFY(chart()->curve("rk4")->markerSamples->x.size() == 21);
    }

    // Stiff, singular, large: a look at a step comes to an end on every problem.
    void everyProblemOfTheCatalogueCanBeLookedAt()
    {
        for (const solvers::Problem& problem : solvers::problems())
            lookAt(problem);
    }

    void formulasComeFromTheTableaus_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("formula");
        QTest::newRow("midpoint") << "midpoint"
                                  << "h k2";
        QTest::newRow("heun") << "heun"
                              << "(h/2)(k1 + k2)";
        QTest::newRow("ralston") << "ralston"
                                 << "(h/4)(k1 + 3k2)";
        QTest::newRow("rk4") << "rk4"
                             << "(h/6)(k1 + 2k2 + 2k3 + k4)";
        QTest::newRow("rk4-38") << "rk4-38"
                                << "(h/8)(k1 + 3k2 + 3k3 + k4)";
        QTest::newRow("dopri5") << "dopri5"
                                << "h(0.0911k1 + 0.4492k3 + 0.6510k4 − 0.3224k5 + 0.1310k6)";
    }
    void formulasComeFromTheTableaus()
    {
        QFETCH(QString, method);
        QFETCH(QString, formula);
        const auto* table = solvers::methodById(method.toStdString()).tableau();
        QCOMPARE(
            ui::RichText(ui::incrementText(table->b, "<i>k</i>", "h").full()).plain(), formula);
    }

    void labelsNeverMeet()
    {
        ui::LabelPlacer placer(QRectF(0.0, 0.0, 300.0, 200.0));
        const QPointF point(150.0, 100.0);
        const QRectF marker(141.0, 91.0, 18.0, 18.0);
        placer.keepFree(marker);
        std::vector<QRectF> boxes { marker };
        bool full = false;
        for (int i = 0; i < 60 && !full; ++i) {
            const auto box = placer.place(point, { 40.0, 16.0 }, 30.0);
            full = !box;
            if (!box)
                continue;
            QVERIFY(QRectF(0.0, 0.0, 300.0, 200.0).contains(*box));
            for (const QRectF& other : boxes)
                QVERIFY(!other.intersects(*box));
            boxes.push_back(*box);
        }
        QVERIFY(full); // what has no place is left out
        QVERIFY(boxes.size() > 5);
    }
};

REGISTER_TEST(TestSolveSteps)
#include "tst_solve_steps.moc"
